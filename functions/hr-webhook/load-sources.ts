import type { HrSource } from '../shared/intake/source.ts';

/**
 * Every HR system that is understood, by the last segment of its path. Adding one is adding a file and a line here.
 *
 * Each is loaded when it is wanted: a function with one door open is not to make the schemas of all at its cold start.
 */
const loaders = new Map<string, () => Promise<unknown>>(
  Object.entries({
    'standard-webhooks': async () => (await import('./sources/standard-webhooks.ts')).standardWebhooks,
    lark: async () => (await import('./sources/lark.ts')).lark,
    dingtalk: async () => (await import('./sources/dingtalk.ts')).dingtalk,
    wecom: async () => (await import('./sources/wecom.ts')).wecom,
    okta: async () => (await import('./sources/okta.ts')).okta,
    bamboohr: async () => (await import('./sources/bamboohr.ts')).bamboohr,
    hibob: async () => (await import('./sources/hibob.ts')).hibob,
    personio: async () => (await import('./sources/personio.ts')).personio,
    gusto: async () => (await import('./sources/gusto.ts')).gusto,
    deel: async () => (await import('./sources/deel.ts')).deel,
    factorial: async () => (await import('./sources/factorial.ts')).factorial,
    merge: async () => (await import('./sources/merge.ts')).merge,
    finch: async () => (await import('./sources/finch.ts')).finch,
  }),
);

/**
 * @param names those that are wanted; names that nothing is known of are left out. @default every source
 * @returns by name. What a secret looks like is each source's own business: nobody else looks into one
 */
export async function loadSources(
  names: readonly string[] = [...loaders.keys()],
): Promise<ReadonlyMap<string, HrSource>> {
  const known = names.flatMap((name) => loaders.get(name) ?? []);
  const loaded = (await Promise.all(known.map((load) => load()))) as readonly HrSource[];
  return new Map(loaded.map((source) => [source.name, source]));
}
