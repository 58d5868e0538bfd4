import type { ExitsRecord } from '../../../functions/offboard/exits-record.ts';
import { runCases } from '../../../functions/offboard/run-cases.ts';
import { workOnBatch } from '../../../functions/offboard/work-on-batch.ts';
import { createGuards } from '../../../functions/shared/composition/guards.ts';
import { createCaseSaver } from '../../../functions/shared/ledger/case-saver.ts';
import type { IdentityStore } from '../../../functions/shared/ledger/identity-store.ts';
import type { OffboardingCase } from '../../../functions/shared/offboarding/case/offboarding-case.ts';
import type { Announcement, OutcomeMessage } from '../../../functions/shared/offboarding/evidence/announcement.ts';
import type { Queue } from '../../../functions/shared/runtime/queue.ts';
import type { WorkspaceClient } from '../../../functions/shared/workspace-api/create-workspace-client.ts';
import { offboardTiming } from '../../../infra/constructs/functions/offboard-timing.ts';
import { wakeRecord } from './exits-records.ts';
import { createMemoryAccessIndexStore } from './memory-access-index-store.ts';
import { createMemoryCaseStore } from './memory-case-store.ts';
import { createMemoryGuardStore } from './memory-guard-store.ts';
import { aPolicy } from './samples.ts';
import { silentLog } from './silent-log.ts';
import type { Workspace } from './start-workspace.ts';

/** How long a run looks on at a slow Workspace, as the function has it. */
const runMs = 15_000;

export type Offboarding = ReturnType<typeof createOffboarding>;

/** The `offboard` function between a Workspace and a store in memory. */
export function createOffboarding(
  { clock, client }: Pick<Workspace, 'clock' | 'client'>,
  given: Parameters<typeof aPolicy>[0] = {},
) {
  const policy = aPolicy(given);
  const memory = createMemoryCaseStore();
  /** What a run works with; a test may put others in their place. */
  const guardStore = createMemoryGuardStore();
  const announced: Announcement[] = [];
  const outcomes: Queue = {
    send: async (messages) => {
      announced.push(...messages.map(({ body }) => (body as OutcomeMessage).announcement));
    },
  };
  const identities: Pick<IdentityStore, 'load'> = { load: async (people) => people.map(() => []) };
  const parts = {
    store: memory,
    workspace: client,
    outcomes,
    identities,
    index: createMemoryAccessIndexStore(),
    guards: createGuards('exits', { store: guardStore, outcomes, policy }),
  };

  function batchParts() {
    const { workspace, ...others } = parts;
    return {
      ...others,
      workspaces: new Map([['main', workspace]]),
      policy,
      clock,
      log: silentLog,
      deadline: clock.now() + runMs,
      leaseUntil: clock.now() + offboardTiming.timeout * 1000,
    };
  }

  /** Works on cases as they were loaded. */
  function run(
    cases: readonly OffboardingCase[],
    others: { workspaces?: Map<string, WorkspaceClient> } = {},
  ): Promise<Set<string>> {
    const some = { ...batchParts(), ...others };
    return runCases(cases, { ...some, saver: createCaseSaver(some), now: new Date(clock.now()).toISOString() });
  }

  /** Works on a batch of the queue. Returns the ids of the messages that are to be delivered again. */
  async function deliver(records: readonly ExitsRecord[]): Promise<string[]> {
    const again = await workOnBatch(records, new Date(clock.now()).toISOString(), batchParts());
    return again.map(({ record }) => record.messageId);
  }

  /** Wakes what is due, again and again as time passes, until every case has ended or `limit` has passed. */
  async function passTime(limitMs: number): Promise<void> {
    const end = clock.now() + limitMs;
    while (clock.now() < end) {
      const due = [];
      for await (const page of memory.due(new Date(clock.now()).toISOString())) due.push(...page);
      if (due.length > 0)
        await deliver(due.map(({ caseId }) => wakeRecord(caseId, new Date(clock.now()).toISOString())));
      clock.advance(60_000);
    }
  }

  async function caseOf(caseId: string): Promise<OffboardingCase> {
    const one = (await memory.load([caseId])).get(caseId);
    if (!one) throw new Error(`There is no case ${caseId}`);
    return one;
  }

  return { parts, workspaces: () => batchParts().workspaces, store: memory, announced, run, deliver, passTime, caseOf };
}
