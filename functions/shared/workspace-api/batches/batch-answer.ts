import * as z from 'zod';
import { ALREADY_DONE_CODES } from '../assumptions.ts';
import type { Answered } from '../call/answered.ts';
import { classify } from '../call/error-from-answer.ts';
import { safeText } from '../call/errors.ts';
import { lazily } from '../call/operation.ts';
import { listOf, text } from '../call/wire.ts';
import { type Outcome, resultOfError, type WriteResult } from './desktop-result.ts';

/** What batch operations answer: HTTP 200, with the desktops it did not work for in a list. All of it is optional. */
export const batchAnswer = lazily(() =>
  z.object({
    failed_operation_list: listOf(
      z.object({ desktop_id: text(), desktop_name: text(), error_code: text(), error_msg: text() }),
    ),
    job_id: text(),
  }),
);

/**
 * What operations answer that are documented to have no answer: nothing, or, should they get one some day, what their
 * siblings have. A web page or half a document confirms nothing.
 */
export const emptyOrBatchAnswer = lazily(() => batchAnswer().optional());

export type BatchAnswer = z.infer<ReturnType<typeof batchAnswer>>;
type FailedItem = NonNullable<BatchAnswer['failed_operation_list']>[number];
type Success = Extract<Answered<BatchAnswer | undefined>, { ok: true }>;

/** Sorts one answer out by what was asked for: who is in the list of failures failed, whatever the HTTP status says. */
export function resultsOf(ids: readonly string[], { value, at, requestId }: Success): WriteResult[] {
  const about = { at, ...(requestId !== undefined && { requestId }) };
  const failures = value?.failed_operation_list ?? [];
  const byId = new Map<string, FailedItem>();
  for (const failure of failures) byId.set((failure.desktop_id || soleOf(ids) || '').toLowerCase(), failure);
  const asked = new Set(ids.map((id) => id.toLowerCase()));
  const stranger = [...byId].find(([id]) => !asked.has(id))?.[1];

  return ids.map((id) => {
    const failure = byId.get(id.toLowerCase());
    if (failure) return { ...about, ...failureOf(failure) };
    // A failure that names none of those asked for may be any of them.
    if (stranger) return { ...about, outcome: 'unknown', ...wordsOf(stranger) };
    return { ...about, ...(value?.job_id && { jobId: value.job_id }), outcome: 'done' };
  });
}

function soleOf(ids: readonly string[]): string | undefined {
  return ids.length === 1 ? ids[0] : undefined;
}

function failureOf(failure: FailedItem): Outcome {
  const { code, message } = wordsOf(failure);
  if (ALREADY_DONE_CODES.has(code)) return { outcome: 'already', reason: code };
  const kind = classify(200, code);
  return { outcome: 'failed', code, message, retryable: kind === 'conflict' || kind === 'throttled' };
}

function wordsOf({ error_code, error_msg }: FailedItem) {
  return { code: error_code || 'Client.NoCode', message: safeText(error_msg || 'The service gave no reason.') };
}

/** An operation on one thing, as its result. A list of failures, which no such operation is known to have, settles nothing. */
export function resultOf(answered: Answered<BatchAnswer | undefined>): WriteResult {
  const { at } = answered;
  if (!answered.ok) return resultOfError(answered.error, at);
  const { requestId, value } = answered;
  const about = { at, ...(requestId !== undefined && { requestId }) };
  const failure = value?.failed_operation_list?.[0];
  if (failure) return { ...about, outcome: 'unknown', ...wordsOf(failure) };
  return { ...about, ...(value?.job_id && { jobId: value.job_id }), outcome: 'done' };
}
