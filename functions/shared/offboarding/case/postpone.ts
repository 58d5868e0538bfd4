import { isDisputed } from '../decide/readings-disagree.ts';
import type { OffboardingCase, Problem } from './offboarding-case.ts';
import type { Policy } from './policy.ts';
import type { CaseReason } from './reasons.ts';
import { policyOfCase } from './scope.ts';
import { inTimeForSla, startOf, withSlaClock } from './sla.ts';
import { transition } from './transition.ts';

const minute = 60_000;
const longestPause = 15 * minute;

/**
 * What becomes of a case whose run ended before its work did: it tries again after a pause that doubles from one
 * minute to fifteen (an undo that may still give something back is looked after every minute), until the policy's deadline has
 * passed; then it ends as failed, with the last problem said.
 *
 * @param at ISO 8601 UTC
 * @param nextAt when another try is worth while, where that is known
 */
export function postpone(
  one: OffboardingCase,
  general: Policy,
  at: string,
  problem?: Problem,
  nextAt?: string,
): OffboardingCase {
  const policy = policyOfCase(one, general);
  const attempts = one.attempts + 1;
  const tried = { ...withSlaClock(one, policy, at), attempts, ...(problem && { problem }) };
  if (Date.parse(at) - couldActSince(one) > policy.giveUpAfterHours * 60 * minute) {
    const failed = { ...tried, status: 'failed', reason: whatIsMissing(one), dueAt: undefined, endedAt: at } as const;
    const facts = { status: 'failed', reason: failed.reason, problem: tried.problem };
    return transition(one, failed, { at, event: 'decided', facts });
  }
  const longest = one.overtakes ? minute : longestPause;
  const pause = Math.min(longest, minute * 2 ** Math.min(attempts - 1, 10));
  const dueAt = nextAt ?? new Date(Date.parse(at) + pause).toISOString();
  return { ...tried, dueAt: inTimeForSla(dueAt, tried, policy) };
}

/** Whoever waited for an approval or a cap has not been retrying. */
function couldActSince(one: OffboardingCase): number {
  return Math.max(startOf(one), one.releasedAt === undefined ? 0 : Date.parse(one.releasedAt));
}

function whatIsMissing({ undoes, desktops, users, access, reason }: OffboardingCase): CaseReason {
  if (undoes !== undefined) return 'restore-not-verified';
  const attached = desktops.filter((record) => record.detach !== 'verified' && !record.protected);
  if (attached.length > 0) return attached.every(isDisputed) ? 'readings-disagree' : 'detach-not-verified';
  if (access.some(({ removal }) => removal === 'planned' || removal === 'requested')) return 'access-not-removed';
  if (users.some(({ lock }) => lock === 'planned' || lock === 'requested')) return 'lock-not-verified';
  if (desktops.some(({ shutdown }) => shutdown === 'planned' || shutdown === 'requested'))
    return 'shutdown-not-verified';
  const isUnbinding = desktops.some(({ unbind }) => unbind === 'planned' || unbind === 'requested');
  if (isUnbinding) return 'unbind-not-verified';
  return reason === 'access-unconfirmed' ? reason : 'workspace-not-readable';
}
