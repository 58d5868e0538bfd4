import { isOlder } from '../../functions/shared/access-index/access-index.ts';
import type { AccessIndexStore } from '../../functions/shared/ledger/access-index-store.ts';
import { mainWorkspace } from '../../functions/shared/runtime/workspace.ts';
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
  let isWanted = false;

  async function noteWanted(): Promise<void> {
    const [wanted, { pools, groups }] = [await memory.wanted(mainWorkspace), await memory.state(mainWorkspace)];
    isWanted = isOlder(pools?.readSince, wanted.pools) || isOlder(groups?.readSince, wanted.groups);
    onChange();
  }

  function of(worker: Worker): AccessIndexStore {
    const step =
      <Given extends unknown[], Result>(what: string, call: (...given: Given) => Promise<Result>, changes = false) =>
      async (...given: Given): Promise<Result> => {
        await worker.step(`${what} in the access index`, random.int(1, 8));
        if (random.chance(chaos.store)) throw new StoreError('Rate exceeded');
        const result = await call(...given);
        if (changes) await noteWanted();
        await worker.step(`did ${what}`, random.int(1, 8));
        return result;
      };

    return {
      state: step('reads the state', memory.state),
      wanted: step('reads what is wanted', memory.wanted),
      want: step('wants', memory.want, true),
      lease: step('leases', memory.lease),
      save: step('saves the state', memory.save, true),
      pools: step('reads pools', memory.pools),
      savePool: step('saves a pool', memory.savePool),
      noteDesktops: step('notes desktops', memory.noteDesktops),
      open: step('looks up', memory.open),
    };
  }

  return { of, isWanted: () => isWanted };
}
