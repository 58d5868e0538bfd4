import type { GuardStore } from '../../../functions/shared/ledger/guard-store.ts';
import { emptyGuardState, type GuardState } from '../../../functions/shared/offboarding/guards/caps.ts';
import type { Flow } from '../../../functions/shared/offboarding/guards/flow.ts';

/** The guard store with a memory instead of a table; held to the same tests. */
export function createMemoryGuardStore(flow: Flow = 'exits'): GuardStore {
  let kept: GuardState = emptyGuardState(flow);

  return {
    load: async () => copyOf(kept),
    async save(state) {
      if (state.version !== kept.version) return undefined;
      kept = copyOf({ ...state, version: state.version + 1 });
      return copyOf(kept);
    },
  };
}

/** Through JSON, as through a table. */
function copyOf(state: GuardState): GuardState {
  return JSON.parse(JSON.stringify(state)) as GuardState;
}
