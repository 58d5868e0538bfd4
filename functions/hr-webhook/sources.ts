import type { HrSource } from './source.ts';
import { bamboohr } from './sources/bamboohr.ts';
import { deel } from './sources/deel.ts';
import { dingtalk } from './sources/dingtalk.ts';
import { factorial } from './sources/factorial.ts';
import { finch } from './sources/finch.ts';
import { gusto } from './sources/gusto.ts';
import { hibob } from './sources/hibob.ts';
import { lark } from './sources/lark.ts';
import { merge } from './sources/merge.ts';
import { okta } from './sources/okta.ts';
import { personio } from './sources/personio.ts';
import { standardWebhooks } from './sources/standard-webhooks.ts';
import { wecom } from './sources/wecom.ts';

// The form of a secret is each source's own business: nobody else looks into one.
const all = [
  standardWebhooks,
  lark,
  dingtalk,
  wecom,
  okta,
  bamboohr,
  hibob,
  personio,
  gusto,
  deel,
  factorial,
  merge,
  finch,
] as readonly unknown[] as readonly HrSource[];

/** Every HR system that is understood, by the last segment of its path. Adding one is adding a file and a name here. */
export const sources = new Map(all.map((source) => [source.name, source]));
