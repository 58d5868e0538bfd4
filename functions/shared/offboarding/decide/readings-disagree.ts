import type { DesktopRecord, Problem } from '../case/offboarding-case.ts';
import type { Policy } from '../case/policy.ts';
import type { Observation } from './observation.ts';

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

/**
 * The same of what an earlier run has asked for: what shows no change is waited for, and not asked for once more. What it is that
 * this run may ask for again, the run knows better.
 *
 * @param now when the run began, ISO 8601 UTC
 */
export function mayStillShow(
  requestedAt: string | undefined,
  { seen, policy, now }: { seen: Observation; policy: Policy; now: string },
): boolean {
  return requestedAt !== undefined && requestedAt < now && mayLag(requestedAt, seen, policy);
}
