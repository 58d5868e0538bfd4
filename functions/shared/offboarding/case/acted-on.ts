import { isLeaving, isTakenBack, standingNotice } from '../notices/standing-notice.ts';
import type { OffboardingCase } from './offboarding-case.ts';

type Notice = OffboardingCase['notices'][number];

/**
 * The notice that a case acts on, or acted on until it ended: its source is the case's. What had no effect, because it came
 * after the end or was older than what work had begun on, is not it. Where a case was called off it is what called it off; a
 * drift has none of its own.
 */
export function actedOn({ notices, receivedAt }: Pick<OffboardingCase, 'notices' | 'receivedAt'>): Notice | undefined {
  const beforeTheEnd = notices.filter(({ effect }) => effect !== 'ignored-already-ended');
  const stands = standingNotice(beforeTheEnd) ?? standingNotice(notices);
  if (!stands || !isLeaving(stands) || stands.receivedAt === receivedAt) return stands;
  const isIt = (notice: Notice) =>
    isLeaving(notice) && notice.receivedAt === receivedAt && !isTakenBack(notice, beforeTheEnd);
  return beforeTheEnd.find(isIt) ?? stands;
}
