import type { ExitNotice } from './exit-notice.ts';
import { hasBegun, type OffboardingCase } from './offboarding-case.ts';
import { isLeaving, standingNotice, takesBackOwn } from './standing-notice.ts';
import { announce } from './transition.ts';

/**
 * Whether a notice says of somebody whose access is gone that they stay: a person must give it back. Once for each time the
 * access was taken; not when it has been given back already, and not when another source still lets them go.
 */
export function contradicts(notice: ExitNotice, effect: string, ended: OffboardingCase): boolean {
  if (effect !== 'ignored-already-ended' || isLeaving(notice)) return false;
  const { undoes, undoneBy, notices, openedAt, endedAt = openedAt, taken } = ended;
  if (undoes !== undefined || undoneBy !== undefined || !(hasBegun(ended) || taken)) return false;
  const isAnnounced = notices.some((earlier) => isStayAfter(endedAt, earlier));
  const stands = standingNotice([...notices, notice]);
  const isStillLetGo = takesBackOwn(notice) && stands !== undefined && isLeaving(stands);
  return !isAnnounced && !isStillLetGo;
}

function isStayAfter(endedAt: string, notice: OffboardingCase['notices'][number]): boolean {
  return notice.effect === 'ignored-already-ended' && !isLeaving(notice) && notice.receivedAt >= endedAt;
}

/** Tells it with the command that gives the access back. */
export function announceContradiction(ended: OffboardingCase, { kind, receivedAt }: ExitNotice): OffboardingCase {
  const command = `operator undo ${ended.caseId} --reason "…"`;
  return announce(ended, 'OffboardingContradicted', receivedAt, { reason: kind, command });
}
