import { refreshAccessIndex } from '../shared/desktops/refresh-access-index.ts';
import type { OffboardingCase } from '../shared/offboarding/case/offboarding-case.ts';
import { sourceOf } from '../shared/offboarding/case/transition.ts';
import {
  type Drift,
  type DriftVerdict,
  driftOf,
  judgeDrift,
  whyNotWatched,
} from '../shared/offboarding/drift/drift.ts';
import type { ReconcileFinding } from '../shared/offboarding/drift/reconcile-summary.ts';
import type { Announcement } from '../shared/offboarding/evidence/announcement.ts';
import type { ExitsMessage } from '../shared/offboarding/notices/exits-message.ts';
import { unique } from '../shared/runtime/chunks.ts';
import { findStayers, type Stayers } from './find-stayers.ts';
import { inEachProject, namesOf, noteLeft, type ReconcileRun, recordFindings } from './reconcile-run.ts';

const dayMs = 24 * 3_600_000;
/** A third of the time that the function has. */
const longestReadingMs = 5 * 60_000;

type Watched = { case: OffboardingCase; names: string[] };
type Found = DriftVerdict & { case: OffboardingCase; drift: Drift };

/** Looks for people whose cases were closed in the policy's last days, a page of cases together. */
export async function findDrift(run: ReconcileRun): Promise<void> {
  const { ledger, now, runId, policy, summary } = run;
  const since = new Date(now - policy.reconcile.days * dayMs).toISOString();
  let stayers: Promise<Stayers> | undefined;
  const askForStayers = () => (stayers ??= findStayers(run, since));
  await readPoolsAndGroups(run);
  for await (const { cases, unreadable } of ledger.changedBetween('closed', since, runId)) {
    for (const caseId of unreadable) leaveUnreadable(run, caseId);
    const watched = await withNames(
      run,
      cases.filter((one) => isWatched(run, one)),
    );
    const again = await lookAgain(run, watched, await lookFor(run, watched));
    const found = await leaveWhoStays(again, askForStayers);
    summary.cases += watched.length;
    summary.drift += found.length;
    await take(run, found);
    // What a page of people showed is of no use to the next; which pools and groups there are is.
    forgetPeople(run);
  }
}

function forgetPeople({ readers }: ReconcileRun): void {
  for (const { forget } of readers.values()) {
    for (const kind of ['attachments', 'users', 'eips'] as const) forget[kind]();
  }
}

/**
 * Lists lag: what they show of somebody whose case has just been closed may be what was before. It is looked at again once that
 * cannot be any more, which is waited for once in a run at most: cases that were closed since it began are the next one's.
 */
async function lookAgain(run: ReconcileRun, watched: readonly Watched[], found: readonly Found[]): Promise<Found[]> {
  const { clock, policy } = run;
  const shownBy = ({ case: one }: { case: OffboardingCase }) =>
    Date.parse(one.endedAt ?? one.updatedAt) + policy.confirmEmptyAfterMinutes * 60_000;
  const fresh = found.filter((one) => shownBy(one) > clock.now());
  if (fresh.length === 0) return [...found];
  await clock.sleep(Math.max(...fresh.map(shownBy)) - clock.now());
  forgetPeople(run);
  for (const { forget } of run.readers.values()) forget.access();
  const doubtful = new Set(fresh.map(({ case: one }) => one.caseId));
  const again = await lookFor(
    run,
    watched.filter(({ case: one }) => doubtful.has(one.caseId)),
  );
  return [...found.filter((one) => !fresh.includes(one)), ...again];
}

/** In a large tenant this takes longer than a run has: then what was opened of late is seen the night after. */
async function readPoolsAndGroups(run: ReconcileRun): Promise<void> {
  const { index, clock, log, runId } = run;
  const wanted = { pools: runId, groups: runId };
  await inEachProject(run, async (client, workspace) => {
    await index.want(workspace, wanted);
    const until = clock.now() + longestReadingMs;
    await refreshAccessIndex({ workspace, client, index, clock, log }, wanted, { until });
  });
}

function leaveUnreadable(run: ReconcileRun, caseId: string): void {
  noteLeft(run, 'case-unreadable');
  run.log.error('Case cannot be read', { caseId, source: 'reconcile' });
}

function isWatched(run: ReconcileRun, one: OffboardingCase): boolean {
  const reason = whyNotWatched(one, run.runId);
  if (reason) noteLeft(run, reason);
  return reason === undefined;
}

/** The cases with the names to look for. */
async function withNames(run: ReconcileRun, cases: readonly OffboardingCase[]): Promise<Watched[]> {
  return (await namesOf(run, cases)).flatMap(({ case: one, names, identity }) => {
    if (names.length > 0) return [{ case: one, names }];
    noteLeft(run, identity && 'problem' in identity ? identity.problem : 'not-read-everywhere');
    return [];
  });
}

/** Whatever the index leads to; nothing is waited for. */
const anyAccess = { known: [], confirmSince: undefined };

async function lookFor(run: ReconcileRun, watched: readonly Watched[]): Promise<Found[]> {
  const sought = unique(watched.flatMap(({ names }) => names)).map((userName) => {
    return { userName, knownAs: [], desktopIds: [], userIds: [], access: anyAccess };
  });
  if (sought.length === 0) return [];
  const seen = await inEachProject(run, async (_, workspace) => (await run.readers.get(workspace)?.look(sought)) ?? []);
  const unread = seen.flat().filter(({ accessRead }) => accessRead?.problem !== undefined);
  if (unread.length > 0) noteLeft(run, 'access-unread');
  const looks = new Map(
    sought.map(({ userName }, index) => [userName, seen.flatMap((project) => project[index] ?? [])]),
  );
  return watched.flatMap(({ case: one, names }) => {
    const own = names.flatMap((name) => looks.get(name) ?? []);
    const problem = own.find((look) => look.problem)?.problem;
    if (problem) noteLeft(run, problem.code);
    const drift = driftOf(one, {
      attached: own.flatMap((look) => look.attached),
      access: own.flatMap((look) => look.access),
      users: own.flatMap((look) => look.users),
    });
    return drift ? [{ case: one, drift, ...judgeDrift(one, drift, run.policy) }] : [];
  });
}

/** HR systems that know somebody by different identifiers make a case each. Who stays by one of them stays by all. */
async function leaveWhoStays(found: readonly Found[], askForStayers: () => Promise<Stayers>): Promise<Found[]> {
  if (found.every(({ drift }) => drift.whose !== 'theirs')) return [...found];
  const staysSince = await askForStayers();
  return found.map((one) => {
    const since = staysSince.get(one.drift.userName.toLowerCase());
    const stays = one.drift.whose === 'theirs' && since !== undefined && since >= Date.parse(one.case.openedAt);
    return stays ? { ...one, decision: 'leave', reason: 'stays-by-another-case' } : one;
  });
}

async function take(run: ReconcileRun, found: readonly Found[]): Promise<void> {
  const { runId, exits, outcomes, drifted } = run;
  const reopened = found.filter(({ decision }) => decision === 'reopen');
  const reported = found.filter(({ decision }) => decision === 'report');
  for (const { drift } of found) drifted.add(drift.userName.toLowerCase());
  await recordFindings(
    run,
    found.map((one) => findingOf(one, runId)),
  );
  await exits.send(reopened.map((one) => ({ body: messageOf(one, runId) })));
  await outcomes.send(reported.map((one) => ({ body: { announcement: announcementOf(one, runId) } })));
}

function findingOf({ case: { caseId }, drift, decision, reason }: Found, runId: string): ReconcileFinding {
  const { desktops, access } = drift;
  return { runId, found: 'drift', caseId, decision, reason, desktops, access };
}

function messageOf({ case: { caseId }, drift: { userName } }: Found, now: string): ExitsMessage {
  return { type: 'drift', caseId, userName, now };
}

/** Told once a day for as long as it is so. */
function announcementOf({ case: one, drift, reason }: Found, at: string): Announcement {
  const { caseId, status } = one;
  const source = sourceOf(one);
  const id = `${caseId}#drift#${at.slice(0, 10)}`;
  const about = { caseId, status, reason, ...(source !== undefined && { source }), desktops: drift.desktops.length };
  return { id, type: 'OffboardingDrift', at, ...about };
}
