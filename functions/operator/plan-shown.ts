import type { OffboardingCase } from '../shared/offboarding/case/offboarding-case.ts';
import type { Policy } from '../shared/offboarding/case/policy.ts';
import { policyOfCase } from '../shared/offboarding/case/scope.ts';
import { hashOfPlan, type PlannedAction, planOf } from '../shared/offboarding/decide/plan.ts';

/** What a case does, as its records have it, and the hash that people agree to. Of an undo there is none: its records say it. */
export function planShown(one: OffboardingCase, general: Policy): { plan: PlannedAction[]; planHash: string } {
  const plan = one.undoes === undefined ? planOf(one, policyOfCase(one, general)) : [];
  return { plan, planHash: hashOfPlan(plan) };
}
