import type { Command } from 'commander';
import type { OffboardingCase } from '../../shared/offboarding/case/offboarding-case.ts';
import type { Problem } from '../command-error.ts';
import { wholeNumber } from './option-values.ts';
import type { Session, Verdict } from './session.ts';
import { type ShownCase, showCase } from './show-case.ts';
import { waitForCase } from './wait-for-case.ts';

export type WaitOptions = { wait: boolean; timeout: number };

/** The options of commands that something comes of later. */
export function withWaiting(command: Command): Command {
  return command
    .option('--no-wait', 'do not wait for the outcome')
    .option('--timeout <seconds>', 'how long to wait', wholeNumber, 120);
}

export type Followed = {
  caseId: string;
  /** Whether the case shows what was asked for. */
  isCurrent: (one: OffboardingCase) => boolean;
  /** What it came to. @default by the status of the case */
  verdict?: (data: ShownCase) => Verdict;
  /** Why it had no effect, and what to do. @default it had one */
  problem?: (data: ShownCase) => Problem | undefined;
};

/** Waits for what comes of a case, and shows it as `status` does. Not in time is a failure of the waiting. */
export async function followCase(session: Session, { timeout }: WaitOptions, followed: Followed): Promise<void> {
  const { caseId, isCurrent, verdict = verdictOfCase, problem = () => undefined } = followed;
  const { tell } = session.terminal;
  const { answer, isInTime } = await waitForCase(session.call, {
    caseId,
    isCurrent,
    latest: Date.now() + timeout * 1000,
    tell: (status) => tell(`${caseId} ${status}`),
  });
  const data = answer.outcome === 'done' ? (answer.data as ShownCase) : undefined;
  const why = isInTime ? data && problem(data) : notYet(caseId, timeout);
  if (!why) return session.finish<ShownCase>(answer, showCase, verdict);
  if (data && !session.isJson()) session.terminal.print(showCase(data));
  return session.finish({ ...answer, outcome: 'failed', error: { ...why, details: [] } }, String);
}

function notYet(caseId: string, seconds: number): Problem {
  const message = `Nothing final within ${seconds} s; it goes on by itself: look at it with status ${caseId}`;
  return { code: 'not-yet', message };
}

/** What the status of a case means to a script. */
export function verdictOfCase({ case: { status } }: ShownCase): Verdict {
  if (status === 'held') return 'held';
  return status === 'failed' ? 'failed' : 'done';
}
