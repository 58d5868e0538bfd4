import type { OffboardingCase } from '../../../functions/shared/offboarding/offboarding-case.ts';
import { type History, keyOf, longestReadingMs, type PersonHistory } from '../history.ts';
import { instantOf, isLeaving, standing } from '../truth.ts';
import type { Invariant } from './invariant.ts';

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
  const stands = standing(told.map(({ notice }) => notice));
  return stands !== undefined && isLeaving(stands) && instantOf(stands, policy) <= times.calmSince;
}

function whatIsLeft(
  { person: { userName }, caseIds }: PersonHistory,
  { world, cases: all, attachedAt }: History,
): string[] {
  const cases = [...caseIds].flatMap((id) => all.get(id) ?? []);
  const lastEnd = Math.max(...cases.map(({ endedAt }) => (endedAt === undefined ? Infinity : Date.parse(endedAt))));
  const left = [...world.desktopsByName(userName)].filter(
    // Attached again after all was seen to be done: nothing looks at that yet.
    ({ id }) => (attachedAt.get(keyOf(id, userName)) ?? -Infinity) < lastEnd - longestReadingMs,
  );
  return [
    ...left.map(({ id }) => `${userName} is due and still attached to ${id}: ${cases.map(inShort).join(', ')}`),
    ...cases.filter(isUnfinished).map((one) => `${userName} is due, and ${inShort(one)}`),
  ];
}

function isUnfinished({ status, reason }: OffboardingCase): boolean {
  return status !== 'closed' && reason !== 'unknown-workspace-user';
}

function inShort({ caseId, status, reason, dueAt, problem }: OffboardingCase): string {
  return `${caseId} is ${status} (${reason ?? 'no reason'}, due ${dueAt ?? 'never'}, ${problem?.code ?? 'no problem'})`;
}
