import type { Observation } from './observation.ts';
import type { OffboardingCase } from './offboarding-case.ts';
import type { Policy } from './policy.ts';

const minute = 60_000;

/**
 * A case of whose person a reading shows nothing, where it is too early to believe that: lists lag, and leave out once what
 * they show the next time. Undefined where an earlier reading has shown the same, long enough ago.
 */
export function untilSecondReading(
  one: OffboardingCase,
  { attachmentsAt }: Pick<Observation, 'attachmentsAt'>,
  { confirmEmptyAfterMinutes }: Pick<Policy, 'confirmEmptyAfterMinutes'>,
): (OffboardingCase & { dueAt: string }) | undefined {
  const seenEmptyAt = one.seenEmptyAt ?? attachmentsAt;
  const again = Date.parse(seenEmptyAt) + confirmEmptyAfterMinutes * minute;
  if (Date.parse(attachmentsAt) >= again) return undefined;
  return { ...one, seenEmptyAt, dueAt: new Date(again).toISOString() };
}
