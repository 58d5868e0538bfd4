import type { Logger } from '@aws-lambda-powertools/logger';
import { type AskEach, identifyPeople } from '../shared/desktops/identify-people.ts';
import type { ProjectReader } from '../shared/desktops/project-reader.ts';
import type { Workspaces } from '../shared/desktops/workspace-reader.ts';
import type { AccessIndexStore } from '../shared/ledger/access-index-store.ts';
import type { CaseStore } from '../shared/ledger/case-store.ts';
import type { IdentityStore } from '../shared/ledger/identity-store.ts';
import type { ReconcileLedger } from '../shared/ledger/reconcile-ledger.ts';
import type { OffboardingCase } from '../shared/offboarding/case/offboarding-case.ts';
import type { Policy } from '../shared/offboarding/case/policy.ts';
import { recordedNames } from '../shared/offboarding/drift/drift.ts';
import type { ReconcileFinding, ReconcileSummary } from '../shared/offboarding/drift/reconcile-summary.ts';
import type { Candidate } from '../shared/offboarding/identity/candidate.ts';
import type { Claims } from '../shared/offboarding/identity/claims.ts';
import { claimsOf } from '../shared/offboarding/identity/claims-of.ts';
import type { Identity } from '../shared/offboarding/identity/identity.ts';
import { unique } from '../shared/runtime/chunks.ts';
import type { Clock } from '../shared/runtime/clock.ts';
import type { Queue } from '../shared/runtime/queue.ts';
import type { Timer } from '../shared/workspace-api/call/before-deadline.ts';
import { WorkspaceError } from '../shared/workspace-api/call/errors.ts';
import type { WorkspaceClient } from '../shared/workspace-api/create-workspace-client.ts';

export type ReconcileDependencies = {
  workspaces: Workspaces;
  ledger: Pick<ReconcileLedger, 'changedBetween' | 'record'>;
  cases: Pick<CaseStore, 'load'>;
  identities: Pick<IdentityStore, 'load'>;
  index: AccessIndexStore;
  clock: Clock;
  exits: Queue;
  /** Where subscribers are told from. */
  outcomes: Queue;
  policy: Policy;
  log: Pick<Logger, 'info' | 'error' | 'warn'>;
  /** See `AccessReaderParts`. */
  patienceMs?: number;
  timer?: Timer;
};

/** What the two looks of one run share. */
export type ReconcileRun = ReconcileDependencies & {
  /** The run's one reading of the clock, epoch milliseconds and ISO 8601 UTC. */
  now: number;
  runId: string;
  /** What each project was asked for in this run, by its name. */
  readers: ReadonlyMap<string, ProjectReader>;
  /** Names, in lower case, of those found to have access again: the other look is not to find them once more. */
  drifted: Set<string>;
  /** Added up as the run goes on. */
  summary: ReconcileSummary;
};

/** What each project shows that can be read. One that cannot is left alone for the rest of the run, which fails at its end. */
export async function inEachProject<Read>(
  run: ReconcileRun,
  read: (client: WorkspaceClient, workspace: string) => Promise<Read>,
): Promise<Read[]> {
  const seen: Read[] = [];
  for (const [workspace, client] of run.workspaces) {
    if (run.summary.unread?.[workspace] !== undefined) continue;
    try {
      seen.push(await read(client, workspace));
    } catch (error) {
      noteUnread(run, workspace, error);
    }
  }
  return seen;
}

/** Who these people are on Workspace, in their order; undefined where a project that may know them could not be read. */
export async function identitiesOf(run: ReconcileRun, people: readonly Claims[]): Promise<(Identity | undefined)[]> {
  const found = await identifyPeople(people, (ask) => askEach(run, ask));
  return found.map(({ identity }) => (run.summary.unread && 'problem' in identity ? undefined : identity));
}

async function askEach(run: ReconcileRun, ask: Parameters<AskEach>[0]): Promise<Candidate[]> {
  const found = await inEachProject(run, async (_, workspace) => {
    const reader = run.readers.get(workspace);
    return reader ? ask(reader.directory) : [];
  });
  return found.flat();
}

/**
 * The names on Workspace of the people of some cases, in the cases' order: those that the case found them under, because a mapping
 * may have changed since, and the one that they are known by today, because a user may have been renamed.
 */
export async function namesOf(run: ReconcileRun, cases: readonly OffboardingCase[]) {
  const mapped = await run.identities.load(cases.map(({ person }) => person));
  const claims = cases.map((one, index) => claimsOf(one, mapped[index] ?? [], run.policy));
  const identities = await identitiesOf(run, claims);
  return cases.map((one, index) => {
    const identity = identities[index];
    const today = identity && 'userName' in identity ? [identity.userName] : [];
    return { case: one, names: unique([...recordedNames(one), ...today]), identity };
  });
}

function noteUnread({ summary, log }: ReconcileRun, workspace: string, error: unknown): void {
  if (!(error instanceof WorkspaceError)) throw error;
  const { code, operation, requestId } = error;
  summary.unread = { ...summary.unread, [workspace]: code };
  log.error('Workspace cannot be read', { workspace, code, operation, requestId });
}

/** Writes down what was found before it is acted on, so that nothing is done without a line. */
export async function recordFindings(run: ReconcileRun, findings: readonly ReconcileFinding[]): Promise<void> {
  const { decided } = run.summary;
  for (const { decision, reason } of findings) {
    if (decision === 'leave') noteLeft(run, reason);
    else decided[decision] = (decided[decision] ?? 0) + 1;
  }
  await run.ledger.record(findings);
  for (const finding of findings) run.log.info('Reconciled', { ...finding, source: 'reconcile' });
}

export function noteLeft({ summary: { left } }: ReconcileRun, reason: string): void {
  left[reason] = (left[reason] ?? 0) + 1;
}
