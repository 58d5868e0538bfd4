import type { OffboardingCase } from './offboarding-case.ts';
import type { CaseReason } from './reasons.ts';

/** A case that has come to an end; only a failed one keeps its problem. */
export function endAs(
  one: OffboardingCase,
  status: 'closed' | 'dry-run' | 'failed' | 'restored',
  reason: CaseReason,
  at: string,
): OffboardingCase {
  const problem = status === 'failed' ? one.problem : undefined;
  return { ...one, status, reason, problem, dueAt: undefined, endedAt: at };
}
