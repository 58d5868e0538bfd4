/**
 * A reading by key that is asked for once: `of` reads only the keys not read yet, keys without an answer included,
 * until `forget`.
 */
export function remembering<Value>(read: (keys: string[]) => Promise<ReadonlyMap<string, Value>>) {
  const known = new Map<string, Value | undefined>();

  return {
    /** What is known of the keys; undefined ones are skipped, keys without an answer are left out. */
    async of(keys: readonly (string | undefined)[]): Promise<Map<string, Value>> {
      const wanted = [...new Set(keys.filter((key) => key !== undefined))];
      const missing = wanted.filter((key) => !known.has(key));
      const found = missing.length > 0 ? await read(missing) : new Map<string, Value>();
      for (const key of missing) known.set(key, found.get(key));
      return new Map(wanted.flatMap((key) => pair(key, known.get(key))));
    },
    forget: () => known.clear(),
  };
}

function pair<Value>(key: string, value: Value | undefined): [string, Value][] {
  return value === undefined ? [] : [[key, value]];
}
