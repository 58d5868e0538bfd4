import type { ContractMember } from './contract-member.ts';
import { okta } from './okta.ts';
import { standardWebhooks } from './standard-webhooks.ts';

/** Every source: the suite fails while one is registered and not here. */
export const members: readonly ContractMember[] = [...standardWebhooks, okta];
