import type { OffboardingCase } from '../../../functions/shared/offboarding/case/offboarding-case.ts';
import type { ExitNotice } from '../../../functions/shared/offboarding/notices/exit-notice.ts';
import { accountOf } from '../../workspace-simulator/world/world.ts';
import { type History, keyOf, longestReadingMs, type PersonHistory } from '../history.ts';
import type { SimulatedPerson } from '../people.ts';
import { byCase, instantOf, isLeaving, standing, type Told } from '../truth.ts';
import type { Invariant } from './invariant.ts';
import { isProtectedDesktop, isUserProtected } from './the-protected-are-not-touched.ts';

const dayMs = 24 * 3_600_000;

/** With time and without faults everybody whose instant has come is off every desktop, and their case says so. */
export const whoeverIsDueIsWithoutAccess: Invariant = {
  name: 'whoever is due is without access',
  atEnd(history) {
    if (history.policy.mode === 'dry-run') return [];
    return [...history.people.values()].flatMap((one) => whatIsLeft(one, history));
  },
};

/** What has been due for less time than a held case rests is still to be looked at. */
function isDue(told: readonly Told[], { policy, times }: History): boolean {
  const stands = standing(noticesOf(told), policy);
  return stands !== undefined && isLeaving(stands) && instantOf(stands, policy) <= times.calmSince;
}

function noticesOf(told: readonly Told[]): ExitNotice[] {
  return told.map(({ notice }) => notice);
}

function whatIsLeft(one: PersonHistory, history: History): string[] {
  const { userName } = one.person;
  const due = new Set(
    byCase(one.told).flatMap((told) => (isDue(told, history) ? told.map(({ caseId }) => caseId) : [])),
  );
  const cases = [...one.caseIds]
    .flatMap((id) => history.cases.get(id) ?? [])
    .filter(({ undoes }) => undoes === undefined);
  if (due.size === 0 || cases.some((each) => waitsRightly(each, one.person, history))) return [];
  const until = lookedForUntil(
    one,
    cases.filter(({ caseId }) => due.has(caseId)),
    history,
  );
  const left = [...history.world.desktopsByName(userName)].filter(
    ({ id, attachments }) =>
      attachments.some((attachment) => accountOf(attachment) === userName) &&
      !isProtectedDesktop(id, history) &&
      (history.attachedAt.get(keyOf(id, userName)) ?? -Infinity) < until,
  );
  return [
    ...left.map(({ id }) => `${userName} is due and still attached to ${id}: ${cases.map(inShort).join(', ')}`),
    ...doorsLeft(userName, history, until).map((door) => `${userName} is due and still in ${door}`),
    ...cases
      .filter((each) => due.has(each.caseId) && !isOver(each))
      .map((each) => `${userName} is due, and ${inShort(each)}`),
  ];
}

/**
 * What comes back after the last look at what comes back is for the next one; nobody looks for ever. Where they stay by another name that they are
 * known by, what comes back after access was seen gone is theirs.
 */
function lookedForUntil(
  { told }: PersonHistory,
  due: readonly OffboardingCase[],
  { policy, times, lagMs }: History,
): number {
  // What a list did not show yet is for the next look as well.
  const shownUntil = times.lookedAt - lagMs;
  const firstEnd = Math.min(...due.map(({ endedAt }) => (endedAt === undefined ? Infinity : Date.parse(endedAt))));
  const isWatched = times.lookedAt <= firstEnd + policy.reconcile.days * dayMs;
  const stays = byCase(told).some((ofCase) => isStaying(standing(noticesOf(ofCase), policy)));
  return isWatched && !stays ? shownUntil : Math.min(firstEnd - longestReadingMs - lagMs, shownUntil);
}

function isStaying(notice: ExitNotice | undefined): boolean {
  return notice !== undefined && !isLeaving(notice);
}

/** A person has decided otherwise, or is not to be touched. */
function waitsRightly({ undoneBy, reason }: OffboardingCase, person: SimulatedPerson, history: History): boolean {
  if (undoneBy !== undefined || reason === 'rejected' || reason === 'approval-expired') return true;
  if (unidentified.has(reason)) return person.hasNamesake || person.address !== 'shown';
  return reason === 'protected-user' && isUserProtected(person.userName, history);
}

/** Workspace shows two of a name, or not the address: nobody is to guess. */
const unidentified = new Set<OffboardingCase['reason']>([
  'several-identities-on-workspace',
  'no-identity-for-workspace',
  'email-differs',
  'email-not-shown',
]);

function isOver({ status, reason }: OffboardingCase): boolean {
  return status === 'closed' || (status === 'held' && forAPerson.has(reason));
}

const forAPerson = new Set<OffboardingCase['reason']>([
  'protected-desktop',
  'access-through-pool',
  'access-through-group',
]);

function doorsLeft(userName: string, { worlds, policy, effects }: History, until: number): string[] {
  const openedAt = (poolName: string) =>
    effects.findLast((one) => one.kind === 'admitted' && one.through === poolName && one.userName === userName)?.at;

  const pools = [...worlds.values()]
    .flatMap((world) => world.pools.list())
    .filter(({ grants }) => grants.some((grant) => accountOf({ ...grant, userName: grant.objectName }) === userName));
  const left = pools.map(({ poolName }) => poolName).filter((name) => (openedAt(name) ?? -Infinity) < until);
  return policy.pools === 'remove' ? left : [];
}

function inShort({ caseId, status, reason, dueAt, problem }: OffboardingCase): string {
  return `${caseId} is ${status} (${reason ?? 'no reason'}, due ${dueAt ?? 'never'}, ${problem?.code ?? 'no problem'})`;
}
