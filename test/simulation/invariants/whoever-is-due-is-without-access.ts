import type { OffboardingCase } from '../../../functions/shared/offboarding/offboarding-case.ts';
import { type History, keyOf, type PersonHistory } from '../history.ts';
import { instantOf, isLeaving, standing } from '../truth.ts';
import type { Invariant } from './invariant.ts';
import { isProtectedDesktop, isUserProtected } from './the-protected-are-not-touched.ts';

/** With time and without faults everybody whose instant has come is off every desktop, and their case says so. */
export const whoeverIsDueIsWithoutAccess: Invariant = {
  name: 'whoever is due is without access',
  atEnd(history) {
    const due = [...history.people.values()].filter((one) => isDue(one, history));
    return due.flatMap((one) => whatIsLeft(one, history));
  },
};

/** What has been due for less time than a held case rests is still to be looked at. */
function isDue({ told }: PersonHistory, { policy, times }: History): boolean {
  if (policy.mode === 'dry-run') return false;
  const stands = standing(
    told.map(({ notice }) => notice),
    policy,
  );
  return stands !== undefined && isLeaving(stands) && instantOf(stands, policy) <= times.calmSince;
}

function whatIsLeft({ person: { userName }, caseIds }: PersonHistory, history: History): string[] {
  const { world, attachedAt, times } = history;
  const cases = [...caseIds].flatMap((id) => history.cases.get(id) ?? []).filter(({ undoes }) => undoes === undefined);
  if (cases.some((one) => waitsRightly(one, userName, history))) return [];
  const left = [...world.desktopsByName(userName)].filter(
    // What came back after the last look at what came back is for the next one.
    ({ id }) => !isProtectedDesktop(id, history) && (attachedAt.get(keyOf(id, userName)) ?? -Infinity) < times.lookedAt,
  );
  return [
    ...left.map(({ id }) => `${userName} is due and still attached to ${id}: ${cases.map(inShort).join(', ')}`),
    ...doorsLeft(userName, history).map((door) => `${userName} is due and still in ${door}`),
    ...cases.filter((one) => !isOver(one)).map((one) => `${userName} is due, and ${inShort(one)}`),
  ];
}

/** A person has decided otherwise, or is not to be touched. */
function waitsRightly({ undoneBy, reason = '' }: OffboardingCase, userName: string, history: History): boolean {
  if (undoneBy !== undefined || reason === 'rejected' || reason === 'approval-expired') return true;
  return reason === 'protected-user' && isUserProtected(userName, history);
}

function isOver({ status, reason = '' }: OffboardingCase): boolean {
  return status === 'closed' || (status === 'held' && forAPerson.has(reason));
}

const forAPerson = new Set(['protected-desktop', 'access-through-pool', 'access-through-group']);

function doorsLeft(userName: string, { world, policy }: History): string[] {
  const pools = world.pools.list().filter(({ grants }) => grants.some(({ objectName }) => objectName === userName));
  return policy.pools === 'remove' ? pools.map(({ poolName }) => poolName) : [];
}

function inShort({ caseId, status, reason, dueAt, problem }: OffboardingCase): string {
  return `${caseId} is ${status} (${reason ?? 'no reason'}, due ${dueAt ?? 'never'}, ${problem?.code ?? 'no problem'})`;
}
