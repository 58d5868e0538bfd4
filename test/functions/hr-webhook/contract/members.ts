import { bamboohr } from './bamboohr.ts';
import type { ContractMember } from './contract-member.ts';
import { deel } from './deel.ts';
import { dingtalk } from './dingtalk.ts';
import { factorial } from './factorial.ts';
import { finch } from './finch.ts';
import { gusto } from './gusto.ts';
import { hibob } from './hibob.ts';
import { lark } from './lark.ts';
import { merge } from './merge.ts';
import { okta } from './okta.ts';
import { personio } from './personio.ts';
import { standardWebhooks } from './standard-webhooks.ts';
import { wecom } from './wecom.ts';

/** Every source: the suite fails while one is registered and not here. */
export const members: readonly ContractMember[] = [
  ...standardWebhooks,
  ...lark,
  ...dingtalk,
  ...wecom,
  okta,
  ...bamboohr,
  hibob,
  ...personio,
  gusto,
  ...deel,
  ...factorial,
  merge,
  finch,
];
