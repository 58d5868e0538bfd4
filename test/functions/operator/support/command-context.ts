import type { CommandContext } from '../../../../functions/operator/command.ts';
import { createGuardsByFlow } from '../../../../functions/shared/composition/guards.ts';
import { createCaseSaver } from '../../../../functions/shared/ledger/case-saver.ts';
import type { OffboardingCase } from '../../../../functions/shared/offboarding/case/offboarding-case.ts';
import type { Policy } from '../../../../functions/shared/offboarding/case/policy.ts';
import type { QueueMessage } from '../../../../functions/shared/runtime/queue.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createMemoryCaseStore } from '../../support/memory-case-store.ts';
import { createMemoryGuardStore } from '../../support/memory-guard-store.ts';
import { aPolicy } from '../../support/samples.ts';
import { silentLog } from '../../support/silent-log.ts';
import type { Workspace } from '../../support/start-workspace.ts';

/** What a command works with, in memory; `client` is a Workspace where the command reads one. */
export async function commandContext(
  known: readonly OffboardingCase[] = [],
  given: { policy?: Partial<Policy>; client?: Workspace['client']; by?: string } = {},
) {
  const cases = createMemoryCaseStore();
  for (const one of known) await cases.save({ ...one, version: 0 });
  const woken: unknown[] = [];
  const announced: unknown[] = [];
  const outcomes = queueInto(announced);
  const policy = aPolicy(given.policy);
  const clock = createFakeClock();
  const context = {
    cases,
    saver: createCaseSaver({ store: cases, outcomes, log: silentLog }),
    guards: createGuardsByFlow(createMemoryGuardStore, { outcomes, policy }),
    pages: pagesOf(known),
    exits: queueInto(woken),
    workspaces: new Map(given.client ? [['main', given.client]] : []),
    identities: {
      load: async (people: readonly unknown[]) => people.map(() => []),
      save: async () => {},
      remove: async () => {},
    },
    policy,
    clock,
    log: silentLog,
    sts: undefined,
    caller: { by: given.by ?? 'ann' },
    by: given.by ?? 'ann',
    requestId: 'request-1',
    now: clock.now(),
  } satisfies Partial<CommandContext>;
  return { context: context as unknown as CommandContext, cases, woken, announced };
}

/** The cases that there were in the beginning, all of a status on one page. */
function pagesOf(known: readonly OffboardingCase[]): CommandContext['pages'] {
  const page = async (status: OffboardingCase['status']) => ({
    cases: known.filter((one) => one.status === status),
    unreadable: [],
  });
  return {
    page,
    async *all(status) {
      yield await page(status);
    },
  };
}

/** A queue whose messages end in a list. */
function queueInto(bodies: unknown[]) {
  return { send: async (messages: readonly QueueMessage[]) => void bodies.push(...messages.map(({ body }) => body)) };
}

/** A case by its id. */
export async function caseIn(cases: CommandContext['cases'], caseId: string): Promise<OffboardingCase | undefined> {
  return (await cases.load([caseId])).get(caseId);
}
