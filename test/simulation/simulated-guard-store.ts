import type { GuardStore } from '../../functions/shared/ledger/guard-store.ts';
import type { GuardState } from '../../functions/shared/offboarding/guards/caps.ts';
import type { Flow } from '../../functions/shared/offboarding/guards/flow.ts';
import { createMemoryGuardStore } from '../functions/support/memory-guard-store.ts';
import type { Chaos } from './chaos.ts';
import type { Random } from './random.ts';
import { StoreError } from './simulated-store.ts';
import type { Worker } from './workers.ts';

export type GuardStoreParts = {
  random: Random;
  chaos: Chaos;
  onLoad: (worker: Worker, flow: Flow) => void;
  onSave: (saved: GuardState, before: GuardState) => void;
};

export type SimulatedGuardStore = ReturnType<typeof createSimulatedGuardStore>;

/** The items that all workers of a flow share, as each of them meets it: reads and writes are steps, and may fail. */
export function createSimulatedGuardStore({ random, chaos, onLoad, onSave }: GuardStoreParts) {
  const memories = { exits: createMemoryGuardStore('exits'), savings: createMemoryGuardStore('savings') };

  function of(worker: Worker, flow: Flow): GuardStore {
    async function step<Result>(what: string, call: () => Promise<Result>): Promise<Result> {
      await worker.step(what, random.int(1, 8));
      if (random.chance(chaos.store)) throw new StoreError('Rate exceeded');
      const result = await call();
      await worker.step(`did ${what}`, random.int(1, 8));
      return result;
    }

    return {
      load: () =>
        step('loads the guard', async () => {
          onLoad(worker, flow);
          return memories[flow].load();
        }),
      save: (state) => step('saves the guard', () => save(state)),
    };
  }

  async function save(state: GuardState): Promise<GuardState | undefined> {
    const memory = memories[state.flow];
    const before = await memory.load();
    const saved = await memory.save(state);
    if (saved) onSave(saved, before);
    return saved;
  }

  return { of };
}
