import {
  arePoolsDue,
  type IndexState,
  isOlder,
  type Wanted,
} from '../../functions/shared/access-index/access-index.ts';
import type {
  AccessIndexStore,
  Lease,
  ReadPool,
  StoredPool,
} from '../../functions/shared/ledger/access-index-store.ts';
import { createMemoryAccessIndexStore } from '../functions/support/memory-access-index-store.ts';
import type { Chaos } from './chaos.ts';
import type { Random } from './random.ts';
import { StoreError } from './simulated-store.ts';
import type { Worker } from './workers.ts';

export type SimulatedAccessIndex = ReturnType<typeof createSimulatedAccessIndex>;

export type AccessIndexParts = {
  random: Random;
  chaos: Chaos;
  /** Whether a newer reading is wanted has changed, perhaps. */
  onChange: () => void;
};

/** The index of pools and groups as each worker meets it: reads and writes are steps, and may fail. */
export function createSimulatedAccessIndex({ random, chaos, onChange }: AccessIndexParts) {
  const memory = createMemoryAccessIndexStore();
  /** When each project is to be read, epoch milliseconds. */
  const dueAt = new Map<string, number>();

  async function noteWanted(project: string): Promise<void> {
    const [asked, state] = [await memory.wanted(project), await memory.state(project)];
    const isDue = arePoolsDue(state, asked) || isOlder(state.groups?.readSince, asked.groups);
    dueAt.set(project, isDue ? -Infinity : Infinity);
    onChange();
  }

  function of(worker: Worker): AccessIndexStore {
    const step =
      <Given extends [project: string, ...unknown[]], Result>(
        what: string,
        call: (...given: Given) => Promise<Result>,
        changes = false,
      ) =>
      async (...given: Given): Promise<Result> => {
        await worker.step(`${what} in the access index`, random.int(1, 8));
        if (random.chance(chaos.store)) throw new StoreError('Rate exceeded');
        const result = await call(...given);
        if (changes) await noteWanted(given[0]);
        await worker.step(`did ${what}`, random.int(1, 8));
        return result;
      };

    return {
      state: step('reads the state', (project: string) => memory.state(project)),
      wanted: step('reads what is wanted', (project: string) => memory.wanted(project)),
      want: step('wants', (project: string, wanted: Wanted) => memory.want(project, wanted), true),
      lease: step('leases', (project: string, now: string, until: string) => memory.lease(project, now, until)),
      save: step(
        'saves the state',
        (project: string, lease: Lease, until?: string) => memory.save(project, lease, until),
        true,
      ),
      beginAnew: step('begins anew', (project: string, seen: IndexState) => memory.beginAnew(project, seen), true),
      pools: step('reads pools', (project: string, ids: readonly string[]) => memory.pools(project, ids)),
      savePool: step('saves a pool', (project: string, pool: ReadPool, before: StoredPool | undefined) =>
        memory.savePool(project, pool, before),
      ),
      noteDesktops: step(
        'notes desktops',
        (project: string, groups: ReadonlyMap<string, readonly string[]>, since: string) =>
          memory.noteDesktops(project, groups, since),
      ),
      open: step('looks up', (project: string, keys: readonly string[]) => memory.open(project, keys)),
    };
  }

  return { of, nextDueAt: () => Math.min(Infinity, ...dueAt.values()) };
}
