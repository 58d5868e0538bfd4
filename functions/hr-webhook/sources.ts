import type { HrSource } from './source.ts';
import { okta } from './sources/okta.ts';
import { standardWebhooks } from './sources/standard-webhooks.ts';

// The form of a secret is each source's own business: nobody else looks into one.
const all = [standardWebhooks, okta] as readonly unknown[] as readonly HrSource[];

/** Every HR system that is understood, by the last segment of its path. Adding one is adding a file and a name here. */
export const sources = new Map(all.map((source) => [source.name, source]));
