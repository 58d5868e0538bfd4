import { setTimeout as sleep } from 'node:timers/promises';
import { hasEnded, type OffboardingCase } from '../../shared/offboarding/case/offboarding-case.ts';
import type { CallOperator, OperatorAnswer } from './call-operator.ts';

const pauseMs = 500;

export type Waiting = {
  caseId: string;
  /** Whether the case shows what was asked for: what it was before does not count. */
  isCurrent: (one: OffboardingCase) => boolean;
  /** Epoch milliseconds. */
  latest: number;
  /** Told each new status. */
  tell: (status: string) => void;
};

/**
 * Follows a case until it has ended, is held, or waits for a later day.
 * @returns the last answer of `status`, and whether it came to that in time
 */
export async function waitForCase(
  call: CallOperator,
  waiting: Waiting,
): Promise<{ answer: OperatorAnswer; isInTime: boolean }> {
  const { caseId, isCurrent, latest, tell } = waiting;
  let told = '';
  for (;;) {
    const answer = await call('status', { caseId, suggest: false });
    const one = (answer.data as { case?: OffboardingCase } | undefined)?.case;
    const current = one && isCurrent(one) ? one : undefined;
    if (current && current.status !== told) {
      told = current.status;
      tell(told);
    }
    if (current && isSettled(current)) return { answer, isInTime: true };
    if (Date.now() > latest) return { answer, isInTime: false };
    await sleep(pauseMs);
  }
}

function isSettled(one: OffboardingCase): boolean {
  if (hasEnded(one) || one.status === 'held') return true;
  return one.status === 'scheduled' && Date.parse(one.actAt) > Date.now();
}
