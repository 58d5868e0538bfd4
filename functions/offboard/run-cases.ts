import type { Logger } from '@aws-lambda-powertools/logger';
import type { Guards } from '../shared/composition/guards.ts';
import { createWorkspaceReader, type Workspaces } from '../shared/desktops/workspace-reader.ts';
import type { AccessIndexStore } from '../shared/ledger/access-index-store.ts';
import type { CaseSaver } from '../shared/ledger/case-saver.ts';
import type { CaseStore } from '../shared/ledger/case-store.ts';
import type { IdentityStore } from '../shared/ledger/identity-store.ts';
import { hasEnded, type OffboardingCase, type Problem } from '../shared/offboarding/case/offboarding-case.ts';
import type { Policy } from '../shared/offboarding/case/policy.ts';
import { type Place, withPolicyInForce } from '../shared/offboarding/case/policy-in-force.ts';
import { postpone } from '../shared/offboarding/case/postpone.ts';
import { sourceOf } from '../shared/offboarding/case/transition.ts';
import { decide } from '../shared/offboarding/decide/decide.ts';
import { type Decision, looksDeeper, recordsOf } from '../shared/offboarding/decide/decision.ts';
import { type LedgerLine, ledgerLines } from '../shared/offboarding/evidence/ledger-line.ts';
import type { Clock } from '../shared/runtime/clock.ts';
import type { Timer } from '../shared/workspace-api/call/before-deadline.ts';
import { WorkspaceError } from '../shared/workspace-api/call/errors.ts';
import { createActor } from './actor.ts';
import { admitDecisions } from './admit-decisions.ts';
import { overtakenOf } from './overtaken-undos.ts';

export type RunDependencies = {
  workspaces: Workspaces;
  /** Asked whether an undo is overtaken, before it writes. */
  store: Pick<CaseStore, 'load'>;
  saver: CaseSaver;
  guards: Pick<Guards, 'admit'>;
  identities: Pick<IdentityStore, 'load'>;
  index: AccessIndexStore;
  /** See `ReaderDependencies`. */
  patienceMs?: number;
  timer?: Timer;
  policy: Policy;
  /** Named in the evidence. @default not known */
  place?: Place;
  clock: Clock;
  log: Logger;
  /** The run's one reading of the clock, ISO 8601 UTC: what is due is judged by it. */
  now: string;
  /** Epoch milliseconds after which no further round is begun; what is open then is postponed. */
  deadline: number;
  /**
   * When this worker is certainly gone, epoch milliseconds. Until then nobody else is to wake the cases it holds, and no longer:
   * what a worker leaves that dies is due when its messages are delivered again.
   */
  leaseUntil: number;
};

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
 * @returns the ids of cases that could not be saved, as when somebody else changed them meanwhile; their messages are to be
 *   delivered again
 */
export async function runCases(cases: readonly OffboardingCase[], deps: RunDependencies): Promise<Set<string>> {
  const { clock, policy, log } = deps;
  const reader = createWorkspaceReader(deps);
  const actor = createActor(deps.workspaces, reader);
  const lost = new Set<string>();
  /** The last line of each trail that is saved. */
  const linesSaved = new Map(cases.map((one) => [one.caseId, lastLine(one)]));
  /** Of which cases it is read what pools and groups open to them. */
  const access = new Map<string, 'look' | 'confirm'>();
  let patient = false;
  let pauseMs = firstPauseMs;
  let open = cases.map((one) => withPolicyInForce(one, policy, deps.place ?? {}, deps.now));

  while (open.length > 0) {
    const decisions = await lookAndDecide(open);
    if (!decisions) break;
    if (readsOn(decisions)) continue;
    const [changing, waiting] = partition(
      decisions,
      (decision) => decision.step.do === 'rest' || actor.isNew(decision),
    );
    const decided = await withoutOvertaken(await saveAll(changing.map(lease)));
    const acted = await actor.act([...decided, ...waiting].filter(({ step }) => step.do !== 'rest'));
    open = acted.cases;
    if (open.length === 0 || acted.settled) continue;
    if (clock.now() + pauseMs > deps.deadline) {
      await saveAll(open.map((one) => later(one, notSeenYet)));
      break;
    }
    // Somebody else may save the case while this run waits: what was asked for must be in it.
    const kept = await saveSome(open.filter(hasUnsaved).map(goingOn), true);
    const saved = new Map(kept.map(({ case: one }) => [one.caseId, one]));
    open = open.filter(({ caseId }) => !lost.has(caseId)).map((one) => saved.get(one.caseId) ?? one);
    await clock.sleep(pauseMs);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    for (const kind of ['attachments', 'eips', 'users', 'power'] as const) reader.forget(kind);
    if (open.some(isLeavingPools)) reader.forget('access');
  }
  return lost;

  /**
   * Whether more is read before anything else: pools and groups, and projects that take their time. Not while somebody's desktop
   * can be written to.
   */
  function readsOn(decisions: readonly Decision[]): boolean {
    const deeper = decisions.filter(({ step }) => looksDeeper(step));
    const isWriting = decisions.some((decision) => recordsOf(decision.step) && actor.isNew(decision));
    // Whatever is read, and however little it tells: a run comes to its end.
    if (isWriting || clock.now() > deps.deadline) return false;
    for (const { case: one, step } of deeper) access.set(one.caseId, step.do === 'confirm-access' ? 'confirm' : 'look');
    // What was asked for is looked at again, and its EIP unbound, before anybody waits for a slow project.
    const areAllDone = decisions.every(({ step }) => step.do === 'rest' || looksDeeper(step));
    const waits = !patient && areAllDone && reader.isWaiting();
    if (deeper.length === 0 && waits) patient = true;
    return deeper.length > 0 || waits;
  }

  /** Undefined where nothing can be decided: then every case of the run is postponed with the reason. */
  async function lookAndDecide(group: readonly OffboardingCase[]): Promise<Decision[] | undefined> {
    try {
      const seen = await reader.observe(group, { access, patient });
      const decisions = group.flatMap((one) => {
        const observation = seen.get(one.caseId);
        if (!observation) return [];
        return [decide(one, { ...observation, refused: actor.refusedTo(one) }, policy, deps.now)];
      });
      return await admitDecisions(group, decisions.map(orLater), deps);
    } catch (error) {
      if (!(error instanceof WorkspaceError)) throw error;
      const problem = { code: error.code, message: error.message };
      const { operation, requestId } = error;
      log.error('Workspace cannot be read', { ...problem, operation, requestId, cases: group.length });
      await saveAll(group.map((one) => later(one, problem)));
      return undefined;
    }
  }

  /** A case that cannot be saved, or that another worker saved meanwhile, drops out here, before anything is written to Workspace for it. */
  async function saveAll(decisions: readonly Decision[]): Promise<Decision[]> {
    const [resting, going] = partition(decisions, ({ step }) => step.do === 'rest');
    return [...(await saveSome(resting, false)), ...(await saveSome(going, true))];
  }

  /** Looked at after the decision is saved and before it is carried out: whoever takes the exit up later sees what was decided. */
  async function withoutOvertaken(decisions: readonly Decision[]): Promise<Decision[]> {
    const writing = decisions.filter(({ step }) => recordsOf(step) !== undefined);
    const overtaken = await overtakenOf(
      writing.map((decision) => decision.case),
      deps.store,
    );
    for (const caseId of overtaken) lost.add(caseId);
    return decisions.filter((decision) => !overtaken.has(decision.case.caseId));
  }

  async function saveSome(decisions: readonly Decision[], goesOn: boolean): Promise<Decision[]> {
    const updatedAt = iso();
    const saved = await deps.saver.saveAll(
      decisions.map((decision) => ({ ...decision.case, updatedAt })),
      { goesOn },
    );
    for (const caseId of [...saved.conflicts, ...saved.failures.keys()]) lost.add(caseId);
    for (const one of saved.cases) linesSaved.set(one.caseId, lastLine(one));
    const stored = new Map(saved.cases.map((one) => [one.caseId, one]));
    return decisions.flatMap((decision) => {
      const one = stored.get(decision.case.caseId);
      if (!one) return [];
      logStep(one, decision.step.do);
      return [{ ...decision, case: one }];
    });
  }

  function orLater(decision: Decision): Decision {
    const { case: one, step } = decision;
    return step.do === 'try-later' ? later(one, step.problem, step.at) : decision;
  }

  function hasUnsaved(one: OffboardingCase): boolean {
    return linesSaved.get(one.caseId) !== lastLine(one);
  }

  function goingOn(one: OffboardingCase): Decision {
    return lease({ case: one, step: { do: 'look-again' } });
  }

  function lease(decision: Decision): Decision {
    if (decision.step.do === 'rest') return decision;
    return { ...decision, case: { ...decision.case, dueAt: new Date(deps.leaseUntil).toISOString() } };
  }

  function later(one: OffboardingCase, problem?: Problem, at?: string): Decision {
    return { case: postpone(one, policy, iso(), problem, at), step: { do: 'rest' } };
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

function isLeavingPools({ access }: OffboardingCase): boolean {
  return access.some(({ removal, restore }) => removal === 'requested' || restore === 'requested');
}

function lastLine({ trail }: OffboardingCase): number {
  return trail.at(-1)?.seq ?? 0;
}

/** Of a problem its code alone: Workspace's own words may name people. The ledger has them. */
function withoutNames({ attachment: _, others: __, eipKeptFor: ___, problem, ...line }: LedgerLine) {
  return { ...line, problem: problem?.code };
}

function partition<Item>(items: readonly Item[], test: (item: Item) => boolean): [yes: Item[], no: Item[]] {
  const yes = items.filter(test);
  return [yes, items.filter((item) => !yes.includes(item))];
}
