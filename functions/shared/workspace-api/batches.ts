import * as z from 'zod';
import { chunksOf } from '../runtime/chunks.ts';
import { ALREADY_DONE_CODES } from './assumptions.ts';
import type { Answered, Caller } from './call.ts';
import { type DesktopResult, type Outcome, resultOfError } from './desktop-result.ts';
import { classify } from './error-from-answer.ts';
import { safeText, type WorkspaceError } from './errors.ts';
import { lazily, type Operation, type OperationInput } from './operation.ts';
import { problemOfInput } from './request.ts';
import { listOf, text } from './wire.ts';

/** What batch operations answer: HTTP 200, with the desktops it did not work for in a list. */
export const batchAnswer = lazily(() =>
  z.object({
    failed_operation_list: listOf(
      z.object({ desktop_id: text(), desktop_name: text(), error_code: text(), error_msg: text() }),
    ),
    job_id: text(),
  }),
);

export type BatchAnswer = z.infer<ReturnType<typeof batchAnswer>>;
type FailedItem = NonNullable<BatchAnswer['failed_operation_list']>[number];

/** One write for many desktops. */
export type Batch<Target extends { desktopId: string }, Input extends OperationInput> = {
  operation: Operation<Input, BatchAnswer> | Operation<Input, undefined>;
  /** Each desktop once. */
  targets: readonly Target[];
  /** Most desktops a call takes. */
  size: number;
  inputOf(targets: readonly Target[]): Input;
};

/** Calls spent at most to find the desktops for which a whole call is refused. */
const callsToIsolate = 30;

/**
 * Writes for any number of desktops, as few calls as the service allows, one result for each in the order asked.
 *
 * Targets that break a documented limit are sorted out first. One bad desktop may still make the service refuse a
 * whole call. A refused call is certainly not applied, so it is halved until the bad ones stand alone and the others
 * have what they came for.
 */
export async function writeInBatches<Target extends { desktopId: string }, Input extends OperationInput>(
  caller: Caller,
  batch: Batch<Target, Input>,
): Promise<DesktopResult[]> {
  const results = new Map<string, DesktopResult>();
  const keep = (some: readonly DesktopResult[]) => some.forEach((result) => results.set(result.desktopId, result));
  const sendable: Target[] = [];
  for (const target of batch.targets) {
    const problem = problemOfInput(batch.operation, batch.inputOf([target]));
    if (problem) keep(allFailed([target.desktopId], problem, caller.clock.now()));
    else sendable.push(target);
  }
  for (const chunk of chunksOf(sendable, batch.size)) {
    keep(await writeOrHalve(caller, batch, chunk, { calls: callsToIsolate }));
  }
  return batch.targets.flatMap(({ desktopId }) => results.get(desktopId) ?? []);
}

async function writeOrHalve<Target extends { desktopId: string }, Input extends OperationInput>(
  caller: Caller,
  batch: Batch<Target, Input>,
  targets: readonly Target[],
  budget: { calls: number },
): Promise<DesktopResult[]> {
  const operation = batch.operation as Operation<Input, BatchAnswer | undefined>;
  const answered = await caller.call(operation, batch.inputOf(targets));
  const ids = targets.map((target) => target.desktopId);
  if (answered.ok) return resultsOf(ids, answered);
  if (targets.length === 1 || !mayBeOneDesktopsFault(answered.error))
    return allFailed(ids, answered.error, answered.at);
  if (budget.calls < 2) return allFailed(ids, answered.error, answered.at, 'not-isolated');

  budget.calls -= 2;
  const middle = Math.ceil(targets.length / 2);
  const first = await writeOrHalve(caller, batch, targets.slice(0, middle), budget);
  return [...first, ...(await writeOrHalve(caller, batch, targets.slice(middle), budget))];
}

/** A bad id, a busy desktop, a user that is gone. Not: missing permission, a wrong key, throttling. */
function mayBeOneDesktopsFault({ kind, httpStatus }: WorkspaceError): boolean {
  return httpStatus !== 413 && (kind === 'rejected' || kind === 'not-found' || kind === 'conflict');
}

function allFailed(ids: readonly string[], error: WorkspaceError, at: number, isolated?: 'not-isolated') {
  const result = resultOfError(error, at);
  // Whose fault it was is open, so the others are worth another try.
  if (isolated && result.outcome === 'failed') result.retryable = true;
  return ids.map((desktopId): DesktopResult => ({ desktopId, ...result }));
}

/** Sorts one answer out by desktop: who is in the list of failures failed, whatever the HTTP status says. */
function resultsOf(
  ids: readonly string[],
  { value, at, requestId }: Extract<Answered<BatchAnswer | undefined>, { ok: true }>,
): DesktopResult[] {
  const about = { at, ...(requestId !== undefined && { requestId }) };
  const failures = value?.failed_operation_list ?? [];
  const byId = new Map<string, FailedItem>();
  for (const failure of failures) byId.set((failure.desktop_id || soleOf(ids) || '').toLowerCase(), failure);
  const asked = new Set(ids.map((desktopId) => desktopId.toLowerCase()));
  const stranger = [...byId].find(([desktopId]) => !asked.has(desktopId))?.[1];

  return ids.map((desktopId) => {
    const failure = byId.get(desktopId.toLowerCase());
    if (failure) return { desktopId, ...about, ...failureOf(failure) };
    // A failure that names none of the desktops asked for may be any of them.
    if (stranger) return { desktopId, ...about, outcome: 'unknown', ...wordsOf(stranger) };
    return { desktopId, ...about, ...(value?.job_id && { jobId: value.job_id }), outcome: 'done' };
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
