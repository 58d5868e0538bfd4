import type { Workspaces } from '../desktops/workspace-reader.ts';
import type { GuardStore } from '../ledger/guard-store.ts';
import { admit, clearQuarantine, type GuardState, type Hand, needsFleet, quarantine } from '../offboarding/caps.ts';
import type { Policy } from '../offboarding/policy.ts';
import type { AboutToWrite } from '../workspace-api/call.ts';
import { stopped } from '../workspace-api/client-errors.ts';
import type { Queue } from './queue.ts';

export type Guards = ReturnType<typeof createGuards>;

export type GuardDependencies = {
  store: GuardStore;
  /** Where subscribers are told from. */
  outcomes: Queue;
  caps: Policy['caps'];
};

/** The caps and the kill switch, asked by everything that takes something away, immediately before it does. */
export function createGuards({ store, outcomes, caps }: GuardDependencies) {
  /**
   * Whether so many desktops more may be touched now; they are counted if so. Over the cap, or in quarantine, none may.
   * @throws WorkspaceError where the size of the fleet decides and cannot be read
   */
  async function admitDesktops(desktops: number, workspaces: Workspaces, now: string) {
    let fleet: number | undefined;
    const { verdict } = await change(async (state) => {
      if (needsFleet(state, desktops, caps, now)) fleet ??= await countFleet(workspaces);
      return admit(state, { desktops, fleet, now }, caps);
    });
    return verdict;
  }

  /** Changes the shared state until nobody else has changed it meanwhile, then tells what it brings. */
  async function change<Result extends { state: GuardState }>(
    how: (state: GuardState) => Result | Promise<Result>,
  ): Promise<Result> {
    for (;;) {
      const before = await store.load();
      const result = await how(before);
      if (result.state === before && before.unsaid.length === 0) return result;
      const saved = await store.save(result.state);
      if (!saved) continue;
      if (saved.unsaid.length > 0) await tell(saved);
      return result;
    }
  }

  async function tell(state: GuardState): Promise<void> {
    await outcomes.send(state.unsaid.map((announcement) => ({ body: { announcement } })));
    // Lost to somebody else's save, it is told once more: by the same id.
    await store.save({ ...state, unsaid: [] });
  }

  return {
    admit: admitDesktops,
    state: () => store.load(),
    quarantine: (hand: Hand) => change((state) => ({ state: quarantine(state, hand) })),
    clear: (hand: Hand, allow: number) => change((state) => ({ state: clearQuarantine(state, hand, allow, caps) })),

    /** The kill switch, for a client's `beforeWrite`: it stops whatever takes. @throws WorkspaceError while everything is stopped */
    async beforeWrite({ operation, givesBack }: AboutToWrite): Promise<void> {
      if (givesBack) return;
      const { quarantine: stop } = await store.load();
      if (stop) throw stopped(operation, `everything is stopped since ${stop.since} (${stop.by})`, { retryable: true });
    },
  };
}

/** Desktops of all projects. @throws WorkspaceError */
export async function countFleet(workspaces: Workspaces): Promise<number> {
  let fleet = 0;
  for (const client of workspaces.values()) fleet += await client.countDesktops();
  return fleet;
}
