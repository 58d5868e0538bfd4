import type { ApprovalRecord, OffboardingCase } from './offboarding-case.ts';
import { hashOfPlan, planOf } from './plan.ts';
import type { Policy } from './policy.ts';
import { standingNotice } from './standing-notice.ts';
import { transition } from './transition.ts';

/** What stands between a case and its first write. */
export type Question =
  /** Nobody is to be asked, or those who were have agreed. */
  'go' | { ask: ApprovalRecord } | 'expired';

const hour = 3_600_000;

/**
 * Whether a person must agree first, and to what. They agree to exactly the plan that they were shown: if the world has
 * changed since, it is another plan, and they are asked again.
 *
 * @param isProtected the person is on the list of those who are never touched without being asked for
 */
export function questionOf(one: OffboardingCase, policy: Policy, isProtected: boolean, now: string): Question {
  const reasons = reasonsToAsk(one, policy, isProtected);
  if (reasons.length === 0) return 'go';
  const planHash = hashOfPlan(planOf(one, policy));
  const asked = one.approval;
  if (asked?.planHash === planHash) {
    if (isAgreed(one)) return 'go';
    return now >= asked.expiresAt ? 'expired' : { ask: asked };
  }
  const expiresAt = new Date(Date.parse(now) + policy.approval.expiresAfterHours * hour).toISOString();
  const { people } = policy.approval;
  return { ask: { reasons, planHash, requestedAt: now, expiresAt, people, approvedBy: [] } };
}

/** Whether as many as were to be asked have agreed. */
export function isAgreed({ approval }: Pick<OffboardingCase, 'approval'>): boolean {
  return approval !== undefined && approval.approvedBy.length >= approval.people;
}

function reasonsToAsk(one: OffboardingCase, { approval }: Policy, isProtected: boolean): string[] {
  const { lowTrust, moreThanDesktops = Infinity } = approval;
  const reasons = {
    'low-trust-source': lowTrust && standingNotice(one.notices)?.trust === 'token',
    'protected-user': isProtected,
    'many-desktops': one.desktops.length > moreThanDesktops,
  };
  return Object.entries(reasons).flatMap(([reason, holds]) => (holds ? [reason] : []));
}

export type Verdict = {
  by: string;
  reason: string;
  /** When it was given, ISO 8601 UTC. */
  at: string;
  /** The plan that they saw. @default the one that is asked about now */
  planHash?: string | undefined;
};

/** Why a verdict has no effect. */
export type VerdictProblem = 'nothing-to-approve' | 'expired' | 'another-plan' | 'already-approved-by-them';

/**
 * A case after somebody has agreed to its plan. It is looked at again at once; what is done then is still compared with
 * the plan.
 */
export function approved(one: OffboardingCase, verdict: Verdict): OffboardingCase | VerdictProblem {
  const question = openQuestion(one, verdict);
  if (typeof question === 'string') return question;
  const { by, at, reason } = verdict;
  if (question.approvedBy.some((other) => isSameName(other.by, by))) return 'already-approved-by-them';
  const approval = { ...question, approvedBy: [...question.approvedBy, { by, at, reason }] };
  const facts = { verdict: 'approved', by, reason, planHash: question.planHash };
  return transition(one, { ...one, approval, dueAt: at }, { at, event: 'approval', facts });
}

/** A case after somebody has refused it: it ends, and access stays. */
export function rejected(one: OffboardingCase, verdict: Verdict): OffboardingCase | VerdictProblem {
  const question = openQuestion(one, verdict);
  if (typeof question === 'string') return question;
  const { by, at, reason } = verdict;
  const end = { status: 'cancelled', reason: 'rejected', dueAt: undefined, endedAt: at } as const;
  const facts = { verdict: 'rejected', by, reason, planHash: question.planHash };
  return transition(one, { ...one, ...end }, { at, event: 'approval', facts });
}

/** What a verdict answers. */
function openQuestion(
  { approval, status, reason }: OffboardingCase,
  { at, planHash }: Verdict,
): ApprovalRecord | VerdictProblem {
  if (!approval || status !== 'held' || reason !== 'approval') return 'nothing-to-approve';
  if (at >= approval.expiresAt) return 'expired';
  return planHash !== undefined && planHash !== approval.planHash ? 'another-plan' : approval;
}

function isSameName(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}
