import type { HrSource } from './source.ts';
import { standardWebhooks } from './sources/standard-webhooks.ts';

/** Every HR system that is understood, by the last segment of its path. Adding one is adding a file and a line here. */
export const sources: ReadonlyMap<string, HrSource> = new Map(
  [standardWebhooks].map((source) => [source.name, source]),
);
