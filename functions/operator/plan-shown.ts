import type { OffboardingCase } from '../shared/offboarding/offboarding-case.ts';
import { hashOfPlan, type PlannedAction, planOf } from '../shared/offboarding/plan.ts';
import { type Policy, policyFor } from '../shared/offboarding/policy.ts';
import { sourceOf } from '../shared/offboarding/transition.ts';

/** What a case does, as its records have it, and the hash that people agree to. Of an undo there is none: its records say it. */
export function planShown(one: OffboardingCase, general: Policy): { plan: PlannedAction[]; planHash: string } {
  const plan = one.undoes === undefined ? planOf(one, policyFor(general, sourceOf(one))) : [];
  return { plan, planHash: hashOfPlan(plan) };
}
