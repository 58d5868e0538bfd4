import type { Workspaces } from '../desktops/workspace-reader.ts';
import type { GuardStore } from '../ledger/guard-store.ts';
import { capsOf, type Policy } from '../offboarding/case/policy.ts';
import {
  admit,
  clearQuarantine,
  type GuardState,
  type Hand,
  needsFleet,
  quarantine,
} from '../offboarding/guards/caps.ts';
import { type Flow, flows } from '../offboarding/guards/flow.ts';
import type { Queue } from '../runtime/queue.ts';
import type { AboutToWrite } from '../workspace-api/call/call.ts';
import { stopped } from '../workspace-api/call/client-errors.ts';
import { WorkspaceError } from '../workspace-api/call/errors.ts';

export type Guards = ReturnType<typeof createGuards>;

export type GuardDependencies = {
  /** Of this flow. */
  store: GuardStore;
  /** Where subscribers are told from. */
  outcomes: Queue;
  policy: Pick<Policy, 'caps' | 'savingsCaps'>;
};

/** The guards of all flows, for whoever sets and clears them. */
export type GuardsByFlow = Readonly<Record<Flow, Guards>>;

export function createGuardsByFlow(
  storeOf: (flow: Flow) => GuardStore,
  deps: Omit<GuardDependencies, 'store'>,
): GuardsByFlow {
  const made = flows.map((flow) => [flow, createGuards(flow, { ...deps, store: storeOf(flow) })] as const);
  return Object.fromEntries(made) as Record<Flow, Guards>;
}

/**
 * The caps and the kill switch of one flow, asked by everything that takes something away for it, immediately before it does.
 * The other flow has its own: what the nightly saving does, or is stopped for, changes nothing for people's exits.
 */
export function createGuards(flow: Flow, { store, outcomes, policy }: GuardDependencies) {
  const caps = capsOf(flow, policy);

  /** Whether so many desktops more may be touched now; they are counted if so. Over the cap, or in quarantine, none may. */
  async function admitDesktops(desktops: number, workspaces: Workspaces, now: string) {
    let fleet: Fleet | undefined;
    const { verdict } = await change(async (state) => {
      if (needsFleet(state, desktops, caps, now)) fleet ??= await countFleet(workspaces, state.fleet);
      const known = fleet ? { ...state, fleet } : state;
      return admit(known, { desktops, fleet: fleet && sizeOf(fleet), now }, caps);
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

    /** The kill switch, for a client's `beforeWrite`: it stops whatever takes. @throws WorkspaceError while the flow is stopped */
    async beforeWrite({ operation, givesBack }: AboutToWrite): Promise<void> {
      if (givesBack) return;
      const { quarantine: stop } = await store.load();
      if (stop) throw stopped(operation, `${flow} are stopped since ${stop.since} (${stop.by})`, { retryable: true });
    },
  };
}

type Fleet = NonNullable<GuardState['fleet']>;

/**
 * Desktops of each project. One that cannot be read has as many as when it was counted last, and none where it never was: that
 * makes the cap narrower, not wider.
 */
export async function countFleet(workspaces: Workspaces, known: Fleet = {}): Promise<Fleet> {
  const fleet: Fleet = {};
  for (const [workspace, client] of workspaces) {
    try {
      fleet[workspace] = await client.countDesktops();
    } catch (error) {
      if (!(error instanceof WorkspaceError)) throw error;
      const before = known[workspace];
      if (before !== undefined) fleet[workspace] = before;
    }
  }
  return fleet;
}

export function sizeOf(fleet: Fleet): number {
  return Object.values(fleet).reduce((sum, desktops) => sum + desktops, 0);
}
