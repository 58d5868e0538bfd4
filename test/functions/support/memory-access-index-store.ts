import {
  desktopsNamed,
  type IndexState,
  type Opened,
  type Wanted,
} from '../../../functions/shared/access-index/access-index.ts';
import type { AccessIndexStore, StoredPool } from '../../../functions/shared/ledger/access-index-store.ts';

/** The access index with a memory instead of a table; held to the same tests. */
export function createMemoryAccessIndexStore(): AccessIndexStore {
  const states = new Map<string, IndexState>();
  const wanted = new Map<string, Wanted>();
  const pools = new Map<string, StoredPool & { keys: Set<string> }>();
  const opens = new Map<string, Opened>();
  let leases = 0;

  const entryOf = (project: string, key: string): Opened => opens.get(`${project} ${key}`) ?? { poolIds: [] };

  function change(project: string, poolId: string, key: string, isOpen: boolean): void {
    const entry = entryOf(project, key);
    const others = entry.poolIds.filter((id) => id !== poolId);
    opens.set(`${project} ${key}`, { ...entry, poolIds: isOpen ? [...others, poolId] : others });
  }

  return {
    state: async (project) => structuredClone(states.get(project) ?? {}),
    wanted: async (project) => ({ ...wanted.get(project) }),

    async want(project, asked) {
      const before = wanted.get(project) ?? {};
      for (const kind of ['pools', 'groups'] as const) {
        const since = asked[kind];
        if (since !== undefined && (before[kind] ?? '') < since) before[kind] = since;
      }
      wanted.set(project, before);
    },

    async lease(project, now, until) {
      const state = states.get(project) ?? {};
      if (state.leaseUntil !== undefined && state.leaseUntil >= now) return undefined;
      leases += 1;
      const leased = { ...state, leaseId: `lease-${leases}`, leaseUntil: until };
      states.set(project, leased);
      return { leaseId: leased.leaseId, state: structuredClone(leased) };
    },

    async save(project, { leaseId, state: { leaseId: _, leaseUntil: __, ...rest } }, until) {
      if (states.get(project)?.leaseId !== leaseId) return false;
      states.set(project, structuredClone(until === undefined ? rest : { ...rest, leaseId, leaseUntil: until }));
      return true;
    },

    async beginAnew(project, { epoch }) {
      if (states.get(project)?.epoch !== epoch) return false;
      leases += 1;
      states.set(project, { epoch: `epoch-${leases}` });
      return true;
    },

    async pools(project, ids) {
      return new Map(
        ids.flatMap((id) => {
          const pool = pools.get(`${project} ${id}`);
          return pool ? [[id, pool]] : [];
        }),
      );
    },

    async savePool(project, { poolId, name, readAt, keys, unclear }) {
      const known = pools.get(`${project} ${poolId}`)?.keys ?? new Set();
      for (const key of known) if (!keys.includes(key)) change(project, poolId, key, false);
      for (const key of keys) if (!known.has(key)) change(project, poolId, key, true);
      const stored = { ...(name !== undefined && { name }), readAt, parts: 1, unclear };
      pools.set(`${project} ${poolId}`, { ...stored, keys: new Set(keys) });
      return stored;
    },

    async noteDesktops(project, groups, readSince) {
      for (const [key, found] of groups) {
        const entry = entryOf(project, key);
        const before = entry.desktops?.readSince === readSince ? entry.desktops : { ids: [], more: false };
        const ids = [...new Set([...before.ids, ...found])];
        const desktops = {
          readSince,
          ids: ids.slice(0, desktopsNamed),
          more: before.more || ids.length > desktopsNamed,
        };
        opens.set(`${project} ${key}`, { ...entry, desktops });
      }
    },

    async open(project, keys) {
      const entries = new Map(keys.map((key) => [key, entryOf(project, key)]));
      return { entries, unreadable: new Set() };
    },
  };
}
