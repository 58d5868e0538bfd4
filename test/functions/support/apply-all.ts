import { type AppliedNotice, applyNotice } from '../../../functions/shared/offboarding/apply-notice.ts';
import type { ExitNotice } from '../../../functions/shared/offboarding/exit-notice.ts';
import type { OffboardingCase } from '../../../functions/shared/offboarding/offboarding-case.ts';

/** Applies notices one after the other, as they arrive; what became of the last one. */
export function applyAll(notices: readonly ExitNotice[], from?: OffboardingCase): AppliedNotice {
  let applied: AppliedNotice | undefined;
  for (const notice of notices) applied = applyNotice(applied?.case ?? from, notice);
  if (!applied) throw new Error('There is no notice to apply');
  return applied;
}
