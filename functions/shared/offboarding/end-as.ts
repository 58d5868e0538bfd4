import type { OffboardingCase } from './offboarding-case.ts';

/** A case that has come to an end; only a failed one keeps its problem. */
export function endAs(
  one: OffboardingCase,
  status: 'closed' | 'dry-run' | 'failed' | 'restored',
  reason: string,
  at: string,
): OffboardingCase {
  const problem = status === 'failed' ? one.problem : undefined;
  return { ...one, status, reason, problem, dueAt: undefined, endedAt: at };
}
