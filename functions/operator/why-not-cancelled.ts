import { hasEnded, type OffboardingCase } from '../shared/offboarding/case/offboarding-case.ts';
import { hasTaken, undoArguments } from '../shared/offboarding/notices/left-to-undo.ts';
import type { Problem } from './command-error.ts';

/** Why there is nothing left to cancel of a case: what it came to, and what to do now; undefined where there is something. */
export function whyNotCancelled(one: OffboardingCase): Problem | undefined {
  if (!hasEnded(one)) return undefined;
  const { caseId, status, reason, endedAt, undoneBy } = one;
  const end = `${caseId} had ended already, as ${status} (${reason ?? 'no reason'}) at ${endedAt}`;
  const record = 'That the person stays is on record.';
  if (undoneBy !== undefined) {
    return {
      code: 'already-undone',
      message: `${end}, and is undone by ${undoneBy}: its status says what came back. ${record}`,
    };
  }
  if (hasTaken(one)) {
    const undo = `To give back what it took, run: ${undoArguments(one)}`;
    return { code: 'already-ended', message: `${end}, and a cancellation gives nothing back. ${record} ${undo}` };
  }
  return { code: 'already-ended', message: `${end}, and has taken nothing: there was nothing to cancel. ${record}` };
}
