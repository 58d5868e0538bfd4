import {
  type ApprovalRecord,
  hasEnded,
  type OffboardingCase,
  type Problem,
} from '../shared/offboarding/case/offboarding-case.ts';
import type { Policy } from '../shared/offboarding/case/policy.ts';
import { policyOfCase } from '../shared/offboarding/case/scope.ts';
import { sourceOf } from '../shared/offboarding/case/transition.ts';
import { decide } from '../shared/offboarding/decide/decide.ts';
import type { Decision } from '../shared/offboarding/decide/decision.ts';
import type { Observation } from '../shared/offboarding/decide/observation.ts';
import { hashOfPlan, planOf } from '../shared/offboarding/decide/plan.ts';
import { countToAdmit } from '../shared/offboarding/guards/hold.ts';
import type { Candidate } from '../shared/offboarding/identity/candidate.ts';
import { type Restoration, restorationOf } from './restoration-of.ts';

/** What would become of a case, and why. */
export type Forecast = {
  caseId: string;
  person: OffboardingCase['person'];
  /** What it is now; absent where there is no such case. */
  status?: OffboardingCase['status'];
  /** It has ended, or there is none: this is what would become of it if the person were offboarded now. */
  asIf?: true;
  source?: string;
  /** When it may act, ISO 8601 UTC. */
  actAt: string;
  /** Under `dry-run` all of it would only be recorded. */
  mode: Policy['mode'];
  /**
   * `act` carries the plan out, `ask` waits until people agree to it, `hold` waits and does none of it, `end` has nothing
   * (more) to do, `try-later` could not read everything.
   */
  would: 'act' | 'ask' | 'hold' | 'end' | 'try-later';
  /** Machine-readable. */
  why?: string;
  plan: Restoration[];
  planHash: string;
  approval?: ApprovalRecord;
  /** Whom the person may be, if no reading tells. */
  candidates?: Candidate[];
  /** Projects that could not be read. */
  unread: Observation['unread'];
  problem?: Problem;
  /** Desktops that would be counted against the caps, at `actAt`. */
  counted: number;
};

/**
 * What would become of a case from what Workspace shows now, once its time has come: decided as in earnest, whatever the
 * policy's mode, so that protections and questions show as well; that nothing is found is taken for granted. Pure; nothing is done.
 */
export function forecast(one: OffboardingCase, seen: Observation, general: Policy, now: string): Forecast {
  const own = policyOfCase(one, general);
  const inEarnest: Policy = { ...own, mode: 'enforce', confirmEmptyAfterMinutes: 0, sources: {} };
  const decision = decide(one, seen, inEarnest, one.actAt > now ? one.actAt : now);
  const { case: next } = decision;
  const plan = one.undoes === undefined ? planOf(next, inEarnest) : restorationOf(next);
  const verdict = verdictOf(decision);
  const source = sourceOf(one);
  return {
    caseId: one.caseId,
    person: one.person,
    status: one.status,
    ...(source !== undefined && { source }),
    actAt: one.actAt,
    mode: own.mode,
    ...verdict,
    plan,
    planHash: hashOfPlan(plan),
    ...(verdict.would === 'ask' && next.approval && { approval: next.approval }),
    ...(next.candidates && { candidates: next.candidates }),
    unread: seen.unread,
    counted: verdict.would === 'act' && own.mode === 'enforce' && one.undoes === undefined ? countToAdmit(next) : 0,
  };
}

function verdictOf({ case: next, step }: Decision): Pick<Forecast, 'would' | 'why' | 'problem'> {
  if (step.do === 'try-later') return { would: 'try-later', why: step.problem.code, problem: step.problem };
  if (step.do !== 'rest') return { would: 'act' };
  const why = next.reason === undefined ? {} : { why: next.reason };
  if (hasEnded(next)) return { would: 'end', ...why };
  if (next.reason === 'approval') return { would: 'ask', why: next.approval?.reasons.join(', ') ?? 'approval' };
  return { would: 'hold', ...why };
}
