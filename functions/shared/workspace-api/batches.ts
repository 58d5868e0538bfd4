import { chunksOf } from '../runtime/chunks.ts';
import { type BatchAnswer, resultsOf } from './batch-answer.ts';
import type { Caller } from './call.ts';
import { type DesktopResult, resultOfError } from './desktop-result.ts';
import type { WorkspaceError } from './errors.ts';
import type { Operation, OperationInput } from './operation.ts';
import { problemOfInput } from './request.ts';

/** One write for many desktops. */
export type Batch<Target extends { desktopId: string }, Input extends OperationInput> = {
  operation: Operation<Input, BatchAnswer | undefined>;
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
  const answered = await caller.call(batch.operation, batch.inputOf(targets));
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
function mayBeOneDesktopsFault({ kind, httpStatus, applied }: WorkspaceError): boolean {
  return applied === 'no' && httpStatus !== 413 && (kind === 'rejected' || kind === 'not-found' || kind === 'conflict');
}

function allFailed(ids: readonly string[], error: WorkspaceError, at: number, isolated?: 'not-isolated') {
  const result = resultOfError(error, at);
  // Whose fault it was is open, so the others are worth another try.
  if (isolated && result.outcome === 'failed') result.retryable = true;
  return ids.map((desktopId): DesktopResult => ({ desktopId, ...result }));
}
