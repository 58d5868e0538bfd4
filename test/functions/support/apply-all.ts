import type { OffboardingCase } from '../../../functions/shared/offboarding/case/offboarding-case.ts';
import { type AppliedNotice, applyNotice } from '../../../functions/shared/offboarding/notices/apply-notice.ts';
import type { ExitNotice } from '../../../functions/shared/offboarding/notices/exit-notice.ts';
import { aPolicy } from './samples.ts';

const usual = aPolicy();

/** Applies notices one after the other, as they arrive; what became of the last one. */
export function applyAll(notices: readonly ExitNotice[], from?: OffboardingCase): AppliedNotice {
  let applied: AppliedNotice | undefined;
  for (const notice of notices) applied = apply(applied?.case ?? from, notice);
  if (!applied) throw new Error('There is no notice to apply');
  return applied;
}

/** Applies one, by the usual policy. */
export function apply(existing: OffboardingCase | undefined, notice: ExitNotice): AppliedNotice {
  return applyNotice(existing, notice, usual);
}
