import { type BatchAnswer, wordsOf } from './batch-answer.ts';
import type { Answered } from './call.ts';
import type { WorkspaceError } from './errors.ts';

/** What became of a write. Data, not an exception: of a hundred desktops one may fail and the rest not. */
export type Outcome =
  | { outcome: 'done' }
  /** Nothing was left to do. Cannot occur while `ALREADY_DONE_CODES` is empty: no code for it is known yet. */
  | { outcome: 'already'; reason: string }
  /** Certainly not applied. `retryable`: it may succeed later without anybody changing anything. */
  | { outcome: 'failed'; code: string; message: string; retryable: boolean }
  /**
   * It may have been applied: only reading can tell. `answered`: the service is through with the call, so that a
   * reading that shows nothing is final. Otherwise it may still be at work on it.
   */
  | { outcome: 'unknown'; code: string; message: string; answered?: true };

export type WriteResult = {
  /** When it was known, epoch ms. */
  at: number;
  requestId?: string;
  /** Set where the service goes on working after its answer: a job to ask about. */
  jobId?: string;
} & Outcome;

export type DesktopResult = { desktopId: string } & WriteResult;

/** A call that did not succeed, as the result of a write. */
export function resultOfError(error: WorkspaceError, at: number): WriteResult {
  const { code, message, retryable, requestId } = error;
  const about = { at, ...(requestId !== undefined && { requestId }) };
  if (error.applied === 'unknown') {
    return { ...about, outcome: 'unknown', code, message, ...(isAnswered(error) && { answered: true }) };
  }
  return { ...about, outcome: 'failed', code, message, retryable };
}

/** Not: a lost answer, or a gateway (504, or APIGW.0201 under another 5xx) that has stopped waiting for the service. */
function isAnswered({ httpStatus, code }: WorkspaceError): boolean {
  if (httpStatus === undefined || httpStatus === 408 || httpStatus === 504) return false;
  return !(httpStatus >= 500 && /^APIGW?\.0201$/.test(code));
}

/** An operation on one thing, as its result. A list of failures, which no such operation is known to have, settles nothing. */
export function resultOf(answered: Answered<BatchAnswer | undefined>): WriteResult {
  const { at } = answered;
  if (!answered.ok) return resultOfError(answered.error, at);
  const { requestId, value } = answered;
  const about = { at, ...(requestId !== undefined && { requestId }) };
  const failure = value?.failed_operation_list?.[0];
  if (failure) return { ...about, outcome: 'unknown', ...wordsOf(failure), answered: true };
  return { ...about, ...(value?.job_id && { jobId: value.job_id }), outcome: 'done' };
}
