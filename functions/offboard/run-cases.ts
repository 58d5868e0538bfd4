import type { Logger } from '@aws-lambda-powertools/logger';
import { CaseConflict, type CaseStore } from '../shared/ledger/case-store.ts';
import type { IdentityStore } from '../shared/ledger/identity-store.ts';
import { type Decision, decide } from '../shared/offboarding/decide.ts';
import { type LedgerLine, ledgerLines } from '../shared/offboarding/ledger-line.ts';
import { hasEnded, type OffboardingCase, type Problem } from '../shared/offboarding/offboarding-case.ts';
import type { Policy } from '../shared/offboarding/policy.ts';
import { postpone } from '../shared/offboarding/postpone.ts';
import type { Clock } from '../shared/runtime/clock.ts';
import { inParallel } from '../shared/runtime/in-parallel.ts';
import type { WorkspaceClient } from '../shared/workspace-api/create-workspace-client.ts';
import { WorkspaceError } from '../shared/workspace-api/errors.ts';
import { createActor } from './actor.ts';
import { createWorkspaceReader } from './workspace-reader.ts';

export type RunDependencies = {
  workspace: WorkspaceClient;
  store: Pick<CaseStore, 'save'>;
  identities: Pick<IdentityStore, 'load'>;
  policy: Policy;
  clock: Clock;
  log: Logger;
  /** The run's one reading of the clock, ISO 8601 UTC: what is due is judged by it. */
  now: string;
  /** Epoch milliseconds after which no further round is begun; what is open then is postponed. */
  deadline: number;
};

/** Cases saved at once. */
const savesAtOnce = 10;
/** While a worker holds a case nobody else is to wake it: longer than the function may run. */
const leaseMs = 5 * 60_000;
const firstPauseMs = 250;
const longestPauseMs = 5_000;

const notSeenYet: Problem = {
  code: 'not-seen-yet',
  message: 'Workspace took the request, and a reading does not show it yet; it is read again later',
};

/**
 * Advances a group of cases together until each has ended or can only wait: read, decide, save, write, read again.
 * Every decision is saved before it is acted on, so that a crash loses nothing but time.
 *
 * @returns the ids of cases that somebody else changed meanwhile; their messages are to be delivered again
 */
export async function runCases(cases: readonly OffboardingCase[], deps: RunDependencies): Promise<Set<string>> {
  const { clock, policy, log } = deps;
  const reader = createWorkspaceReader(deps);
  const actor = createActor(deps.workspace, reader);
  const conflicts = new Set<string>();
  let pauseMs = firstPauseMs;
  let open = [...cases];

  while (open.length > 0) {
    const decisions = await lookAndDecide(open);
    if (!decisions) break;
    const [changing, waiting] = partition(
      decisions,
      (decision) => decision.step.do === 'rest' || actor.isNew(decision),
    );
    const saved = await saveAll(changing.map(lease));
    const acted = await actor.act([...saved, ...waiting].filter(({ step }) => step.do !== 'rest'));
    await saveAll(acted.stuck.map((one) => later(one)));
    open = acted.cases;
    if (open.length === 0 || acted.settled) continue;
    if (clock.now() + pauseMs > deps.deadline) {
      await saveAll(open.map((one) => later(one, notSeenYet)));
      break;
    }
    await clock.sleep(pauseMs);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    reader.forgetAttachments();
    reader.forgetEips();
  }
  return conflicts;

  /** Undefined where Workspace cannot be read: then every case of the run is postponed with the reason. */
  async function lookAndDecide(group: readonly OffboardingCase[]): Promise<Decision[] | undefined> {
    try {
      const seen = await reader.observe(group);
      return group.flatMap((one) => {
        const observation = seen.get(one.caseId);
        return observation ? [decide(one, observation, policy, deps.now)] : [];
      });
    } catch (error) {
      if (!(error instanceof WorkspaceError)) throw error;
      const problem = { code: error.code, message: error.message };
      log.error('Workspace cannot be read', {
        ...problem,
        operation: error.operation,
        requestId: error.requestId,
        cases: group.length,
      });
      await saveAll(group.map((one) => later(one, problem)));
      return undefined;
    }
  }

  /** A case that another worker saved meanwhile drops out here, before anything is written to Workspace for it. */
  async function saveAll(decisions: readonly Decision[]): Promise<Decision[]> {
    const saved = await inParallel(decisions, savesAtOnce, async (decision) => {
      try {
        const lines = hasEnded(decision.case) ? ledgerLines(decision.case) : [];
        const stored = await deps.store.save({ ...decision.case, updatedAt: iso() }, lines);
        logStep(stored, decision.step.do);
        return [{ ...decision, case: stored }];
      } catch (error) {
        if (!(error instanceof CaseConflict)) throw error;
        log.warn('Another worker has this case', { caseId: error.caseId, source: sourceOf(decision.case) });
        conflicts.add(error.caseId);
        return [];
      }
    });
    return saved.flat();
  }

  function lease(decision: Decision): Decision {
    if (decision.step.do === 'rest') return decision;
    return { ...decision, case: { ...decision.case, dueAt: new Date(clock.now() + leaseMs).toISOString() } };
  }

  function later(one: OffboardingCase, problem?: Problem): Decision {
    return { case: postpone(one, policy, iso(), problem), step: { do: 'rest' } };
  }

  function iso(): string {
    return new Date(clock.now()).toISOString();
  }

  function logStep(one: OffboardingCase, step: string): void {
    const ended = hasEnded(one) ? { desktops: ledgerLines(one).map(withoutNames) } : {};
    log.info('Case', {
      caseId: one.caseId,
      source: sourceOf(one),
      status: one.status,
      reason: one.reason,
      step,
      dueAt: one.dueAt,
      problem: one.problem?.code,
      ...ended,
    });
  }
}

/** Of a problem its code alone: Workspace's own words may name people. The ledger has them. */
function withoutNames({ attachment: _, problem, ...line }: LedgerLine) {
  return { ...line, problem: problem?.code };
}

/** The door of the latest notice. */
function sourceOf(one: OffboardingCase): string | undefined {
  return one.notices.at(-1)?.source;
}

function partition<Item>(items: readonly Item[], test: (item: Item) => boolean): [yes: Item[], no: Item[]] {
  const yes = items.filter(test);
  return [yes, items.filter((item) => !yes.includes(item))];
}
