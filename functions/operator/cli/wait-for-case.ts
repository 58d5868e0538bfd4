import { setTimeout as sleep } from 'node:timers/promises';
import { hasEnded, type OffboardingCase } from '../../shared/offboarding/offboarding-case.ts';
import type { CallOperator, OperatorAnswer } from './call-operator.ts';

const pauseMs = 500;

/**
 * Follows a case until it has ended, is held, or waits for a later day; tells each new status.
 * @param eventId of the notice that was sent: what the case was before it does not count
 */
export async function waitForCase(
  call: CallOperator,
  caseId: string,
  eventId: string,
  latest: number,
  tell: (status: string) => void,
): Promise<OperatorAnswer> {
  let told = '';
  for (;;) {
    const answer = await call('status', { caseId });
    const one = (answer.data as { case?: OffboardingCase } | undefined)?.case;
    const current = one?.notices.some((notice) => notice.eventId === eventId) ? one : undefined;
    if (current && current.status !== told) {
      told = current.status;
      tell(told);
    }
    if (current && isSettled(current)) return answer;
    if (Date.now() > latest) return answer;
    await sleep(pauseMs);
  }
}

function isSettled(one: OffboardingCase): boolean {
  if (hasEnded(one) || one.status === 'held') return true;
  return one.status === 'scheduled' && Date.parse(one.actAt) > Date.now();
}
