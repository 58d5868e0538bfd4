import { hasEnded, type OffboardingCase } from '../../functions/shared/offboarding/case/offboarding-case.ts';
import type { LedgerLine } from '../../functions/shared/offboarding/evidence/ledger-line.ts';
import { until } from './until.ts';

export type OperatorAnswer = {
  outcome: string;
  data?: unknown;
  error?: { code: string; message: string; details: unknown };
};

export type CaseAndLines = { case: OffboardingCase; lines: LedgerLine[] };

/** The ledger as an operator sees it. */
export function createCaseAccess(invoke: (functionName: string, payload: unknown) => Promise<unknown>) {
  const operator = async (command: string, input: unknown = {}) =>
    (await invoke('operator', { command, by: 'the tests', input })) as OperatorAnswer;

  let reading: Promise<unknown> = Promise.resolve();
  /** One look at a time: tests that wait side by side need one environment of the function then. */
  async function status(caseId: string): Promise<CaseAndLines | undefined> {
    const look = reading.then(() => operator('status', { caseId }));
    reading = look.catch(() => undefined);
    const { outcome, data } = await look;
    return outcome === 'done' ? (data as CaseAndLines) : undefined;
  }

  /** Waits until a case has reached a status and, if given, `isSo` holds. */
  function untilCase(
    caseId: string,
    wanted: OffboardingCase['status'],
    isSo: (one: OffboardingCase) => boolean = () => true,
  ): Promise<CaseAndLines> {
    return until(`case ${caseId} to be ${wanted}`, async () => {
      const seen = await status(caseId);
      // Saved, and not yet told: another write is about to follow.
      if (seen && isAtRest(seen.case) && seen.case.unsaid.length > 0) return { instead: seen.case };
      return seen?.case.status === wanted && isSo(seen.case) ? { found: seen } : { instead: seen?.case };
    });
  }

  return { operator, status, untilCase };
}

function isAtRest(one: OffboardingCase): boolean {
  return hasEnded(one) || one.status === 'held';
}
