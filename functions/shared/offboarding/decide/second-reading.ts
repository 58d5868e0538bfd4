import type { OffboardingCase } from '../case/offboarding-case.ts';
import type { Policy } from '../case/policy.ts';
import type { Observation } from './observation.ts';

const minute = 60_000;

/**
 * How much longer it takes to believe lists that show nothing while Workspace counts a desktop for the person. What it counts is not
 * documented: it may be more than can be attached, so that the case comes to an end all the same.
 */
const longerIfCounted = 6;

/**
 * A case of whose person a reading shows nothing, where it is too early to believe that: lists lag, and leave out once what
 * they show the next time. Undefined where an earlier reading has shown the same, long enough ago.
 */
export function untilSecondReading(
  one: OffboardingCase,
  { attachmentsAt, users }: Pick<Observation, 'attachmentsAt' | 'users'>,
  { confirmEmptyAfterMinutes }: Pick<Policy, 'confirmEmptyAfterMinutes'>,
): (OffboardingCase & { dueAt: string }) | undefined {
  const seenEmptyAt = one.seenEmptyAt ?? attachmentsAt;
  const pause = confirmEmptyAfterMinutes * minute;
  const isCounted = users.some(({ desktopCount = 0 }) => desktopCount > 0);
  const believedAt = Date.parse(seenEmptyAt) + (isCounted ? longerIfCounted * pause : pause);
  const readAt = Date.parse(attachmentsAt);
  if (readAt >= believedAt) return undefined;
  const dueAt = new Date(Math.min(believedAt, readAt + pause)).toISOString();
  return { ...one, seenEmptyAt, dueAt };
}
