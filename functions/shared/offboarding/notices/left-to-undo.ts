import { hasEnded, type OffboardingCase } from '../case/offboarding-case.ts';
import { isLeaving, isTakenBack, type Said, standingNotice, takesBackOwn } from './standing-notice.ts';

/**
 * Whether somebody stays after all and lacks what their exit has taken away: nothing gives it back by itself, because the
 * latest word may be the wrong one, and a desktop is given to others in time. A person decides, and undoes the case.
 */
export function isLeftToUndo(one: OffboardingCase): boolean {
  if (!hasEnded(one) || one.undoes !== undefined || one.undoneBy !== undefined) return false;
  const stands = standingNotice(one.notices);
  return stands !== undefined && staysAfterAll(stands, one) && hasTaken(one);
}

/** What a source says of itself alone leaves alone what another has let them go by, also in an earlier episode. */
function staysAfterAll(stands: Said, { notices }: OffboardingCase): boolean {
  if (isLeaving(stands)) return false;
  return !takesBackOwn(stands) || notices.every((said) => !isLeaving(said) || isTakenBack(said, notices));
}

/** What gives it back, as arguments of the operator's command line. */
export function undoArguments({ caseId }: Pick<OffboardingCase, 'caseId'>): string {
  return `undo ${caseId} --reason "stays after all"`;
}

/** Whether an exit has taken something away, in its latest episode or in an earlier one that a later one goes on from. */
export function hasTaken({ taken, ...latest }: OffboardingCase): boolean {
  return [latest, ...(taken ? [taken] : [])].some(
    ({ desktops, users, access }) =>
      desktops.some((record) => record.detachRequestedAt !== undefined || record.unbindRequestedAt !== undefined) ||
      users.some((record) => record.lockRequestedAt !== undefined && !record.wasLocked) ||
      access.some((record) => record.removalRequestedAt !== undefined),
  );
}
