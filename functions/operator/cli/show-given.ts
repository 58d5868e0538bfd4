import type { ApprovalRecord } from '../../shared/offboarding/case/offboarding-case.ts';
import { missingApprovals } from '../../shared/offboarding/guards/approval.ts';
import type { Verdict } from './session.ts';

/** A case after somebody has agreed to its plan, or refused it. */
export type Given = { caseId: string; status: string; reason?: string; approval?: ApprovalRecord };

export function showGiven(given: Given): string {
  const { caseId, status, reason = '' } = given;
  if (status === 'cancelled') return `${caseId} cancelled (${reason}); access stays`;
  const missing = missingIn(given);
  return missing > 0 ? `${caseId} waits for ${missing} more to agree` : `${caseId} goes on`;
}

/** What waits for somebody else is held. */
export function verdictOfGiven(given: Given): Verdict {
  return given.status !== 'cancelled' && missingIn(given) > 0 ? 'held' : 'done';
}

/** How many people are still to agree. */
function missingIn({ approval }: Given): number {
  return approval ? Math.max(0, missingApprovals(approval)) : 0;
}
