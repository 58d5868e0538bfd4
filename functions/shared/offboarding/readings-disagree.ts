import type { Observation } from './observation.ts';
import type { DesktopRecord, Problem } from './offboarding-case.ts';
import type { Policy } from './policy.ts';

const minute = 60_000;

/** Of a desktop that the person is on by one list and not by another. */
export const readingsDisagree: Problem = {
  code: 'readings-disagree',
  message: 'One list of Workspace shows the person on this desktop, and another does not: it is read until they agree',
};

/** Whether a record is of a desktop of which the lists said different things when it was read last. */
export function isDisputed({ problem }: DesktopRecord): boolean {
  return problem?.code === readingsDisagree.code;
}

/**
 * Whether a reading is so soon after something was written that it may show what was before: lists lag. What it shows then is read
 * again before anything is concluded from it.
 *
 * @param writtenAt ISO 8601 UTC; undefined where nothing was
 */
export function mayLag(
  writtenAt: string | undefined,
  { at }: Pick<Observation, 'at'>,
  { confirmEmptyAfterMinutes }: Pick<Policy, 'confirmEmptyAfterMinutes'>,
): boolean {
  return writtenAt !== undefined && Date.parse(at) - Date.parse(writtenAt) < confirmEmptyAfterMinutes * minute;
}
