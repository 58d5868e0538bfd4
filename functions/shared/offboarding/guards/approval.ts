import type { ApprovalRecord, OffboardingCase } from '../case/offboarding-case.ts';
import type { Policy } from '../case/policy.ts';
import { transition } from '../case/transition.ts';
import { hashOfPlan, planOf } from '../decide/plan.ts';
import { standingNotice } from '../notices/standing-notice.ts';

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
  const { people, unproven } = policy.approval;
  const ask = { reasons, planHash, requestedAt: now, expiresAt, people, approvedBy: [] };
  return { ask: unproven ? { ...ask, unproven } : ask };
}

/** Whether as many as were to be asked have agreed. */
export function isAgreed({ approval }: Pick<OffboardingCase, 'approval'>): boolean {
  return approval !== undefined && missingApprovals(approval) <= 0;
}

/** How many people are still to agree. Where they must be told apart, whoever is not proven to be a person is none. */
export function missingApprovals(approval: ApprovalRecord): number {
  const people = approval.approvedBy.flatMap(({ by, person }) => {
    return person ?? (mustBeToldApart(approval) ? [] : nameOf(by));
  });
  return approval.people - new Set(people).size;
}

function mustBeToldApart({ people, unproven }: ApprovalRecord): boolean {
  return people > 1 && !unproven;
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
  /** As records say it. */
  by: string;
  /** The AWS identity that was proven, by its ARN. @default none was */
  principal?: string | undefined;
  /** Which person it is. @default it names nobody */
  person?: string | undefined;
  reason: string;
  /** When it was given, ISO 8601 UTC. */
  at: string;
  /** When the proof of who gives it was signed, epoch milliseconds. @default nothing is proven */
  signedAt?: number | undefined;
  /** The plan that they saw. @default the one that is asked about now */
  planHash?: string | undefined;
};

/** Why a verdict has no effect. */
export type VerdictProblem =
  | 'nothing-to-approve'
  | 'expired'
  | 'another-plan'
  /** It was signed for an earlier question, or by a clock that is slow. */
  | 'signed-before-it-was-asked'
  | 'already-approved-by-them'
  /** People must be told apart, and who this one is, is not proven. */
  | 'identity-not-proven'
  /** The same, and what is proven is an identity that may be anybody's. */
  | 'identity-names-nobody';

/**
 * A case after somebody has agreed to its plan. It is looked at again at once; what is done then is still compared with
 * the plan.
 */
export function approved(one: OffboardingCase, verdict: Verdict): OffboardingCase | VerdictProblem {
  const question = openQuestion(one, verdict);
  if (typeof question === 'string') return question;
  if (question.approvedBy.some((other) => isSamePerson(other, verdict))) return 'already-approved-by-them';
  if (mustBeToldApart(question) && verdict.person === undefined) {
    return verdict.principal === undefined ? 'identity-not-proven' : 'identity-names-nobody';
  }
  const { by, at, reason, principal, person } = verdict;
  const agreed = {
    by,
    ...(principal !== undefined && { principal }),
    ...(person !== undefined && { person }),
    at,
    reason,
  };
  const approval = { ...question, approvedBy: [...question.approvedBy, agreed] };
  const facts = { verdict: 'approved', by, principal, reason, planHash: question.planHash };
  return transition(one, { ...one, approval, dueAt: at }, { at, event: 'approval', facts });
}

/** A case after somebody has refused it: it ends, and access stays. */
export function rejected(one: OffboardingCase, verdict: Verdict): OffboardingCase | VerdictProblem {
  const question = openQuestion(one, verdict);
  if (typeof question === 'string') return question;
  const { by, at, reason, principal } = verdict;
  const end = { status: 'cancelled', reason: 'rejected', dueAt: undefined, endedAt: at } as const;
  const facts = { verdict: 'rejected', by, principal, reason, planHash: question.planHash };
  return transition(one, { ...one, ...end }, { at, event: 'approval', facts });
}

/** What a verdict answers. */
function openQuestion(
  { approval, status, reason }: OffboardingCase,
  { at, planHash, signedAt = Infinity }: Verdict,
): ApprovalRecord | VerdictProblem {
  if (!approval || status !== 'held' || reason !== 'approval') return 'nothing-to-approve';
  if (at >= approval.expiresAt) return 'expired';
  // A signature has whole seconds.
  if (signedAt + 1000 <= Date.parse(approval.requestedAt)) return 'signed-before-it-was-asked';
  return planHash !== undefined && planHash !== approval.planHash ? 'another-plan' : approval;
}

/** What is proven decides where it is known of both: a note beside it may be another one each time. */
function isSamePerson(a: Pick<Verdict, 'by' | 'person'>, b: Pick<Verdict, 'by' | 'person'>): boolean {
  if (a.person !== undefined && b.person !== undefined) return a.person === b.person;
  return nameOf(a.by) === nameOf(b.by);
}

function nameOf(by: string): string {
  return by.trim().toLowerCase();
}
