import type { OffboardingCase, Problem } from './offboarding-case.ts';
import type { Policy } from './policy.ts';

const minute = 60_000;
const longestPause = 15 * minute;

/**
 * What becomes of a case whose run ended before its work did: it tries again after a pause that doubles from one
 * minute to fifteen, until the policy's deadline has passed; then it ends as failed, with the last problem said.
 *
 * @param at ISO 8601 UTC
 */
export function postpone(one: OffboardingCase, policy: Policy, at: string, problem?: Problem): OffboardingCase {
  const attempts = one.attempts + 1;
  const tried = { ...one, attempts, ...(problem && { problem }) };
  if (Date.parse(at) - startOf(one) > policy.giveUpAfterHours * 60 * minute) {
    return { ...tried, status: 'failed', reason: whatIsMissing(one), dueAt: undefined, endedAt: at };
  }
  const pause = Math.min(longestPause, minute * 2 ** Math.min(attempts - 1, 10));
  return { ...tried, dueAt: new Date(Date.parse(at) + pause).toISOString() };
}

/** The retry clock starts when the case could first act: neither before its date nor before we knew of it. */
function startOf(one: OffboardingCase): number {
  return Math.max(Date.parse(one.actAt), Date.parse(one.receivedAt));
}

function whatIsMissing(one: OffboardingCase): string {
  if (one.desktops.length === 0) return 'workspace-not-readable';
  return one.desktops.some((record) => record.detach !== 'verified') ? 'detach-not-verified' : 'unbind-not-verified';
}
