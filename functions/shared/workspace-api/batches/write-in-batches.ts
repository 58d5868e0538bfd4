import { chunksOf } from '../../runtime/chunks.ts';
import type { Caller } from '../call/call.ts';
import type { WorkspaceError } from '../call/errors.ts';
import type { Operation, OperationInput } from '../call/operation.ts';
import { problemOfInput } from '../call/request.ts';
import { type BatchAnswer, resultsOf } from './batch-answer.ts';
import { resultOfError, type WriteResult } from './desktop-result.ts';
import { mayBeOneTargetsFault, Search } from './isolate.ts';

/** One write for many targets: desktops, or members of a group or pool. */
export type Batch<Target, Input extends OperationInput> = {
  operation: Operation<Input, BatchAnswer | undefined>;
  /** Each once. */
  targets: readonly Target[];
  /** By which the answer may name a target. */
  idOf: (target: Target) => string;
  /** Most targets a call takes. */
  size: number;
  inputOf: (targets: readonly Target[]) => Input;
};

/**
 * A write for any number of targets, in as few calls as the service allows: one result for each, in their order.
 *
 * Targets that break a documented limit are sorted out first. One bad target may still make the service refuse a
 * whole call. A refused call is certainly not applied, so it is halved until the bad ones stand alone and the others
 * have what they came for. When a call is refused for a reason that lasts and is no target's, the calls after it
 * would be too, and are not made.
 */
export async function writeInBatches<Target, Input extends OperationInput>(
  caller: Caller,
  batch: Batch<Target, Input>,
): Promise<WriteResult[]> {
  const results: Results<Target> = new Map();
  const sendable: Target[] = [];
  for (const target of batch.targets) {
    const problem = problemOfInput(batch.operation, batch.inputOf([target]));
    if (problem) results.set(target, resultOfError(problem, caller.clock.now()));
    else sendable.push(target);
  }
  let refused: WorkspaceError | undefined;
  for (const chunk of chunksOf(sendable, batch.size)) {
    if (refused) allFailed(results, chunk, refused, caller.clock.now());
    else {
      const search = new Search(chunk.length);
      await writeOrHalve(caller, batch, chunk, search, results);
      refused = search.refusedForGood();
    }
  }
  return batch.targets.flatMap((target) => results.get(target) ?? []);
}

type Results<Target> = Map<Target, WriteResult>;

async function writeOrHalve<Target, Input extends OperationInput>(
  caller: Caller,
  batch: Batch<Target, Input>,
  targets: readonly Target[],
  search: Search,
  results: Results<Target>,
): Promise<void> {
  const answered = await caller.call(batch.operation, batch.inputOf(targets));
  search.note(answered, targets.length);
  if (answered.ok) {
    const outcomes = resultsOf(targets.map(batch.idOf), answered);
    for (const [n, outcome] of outcomes.entries()) results.set(targets[n] as Target, outcome);
    return;
  }
  const { error, at } = answered;
  if (targets.length === 1 || !mayBeOneTargetsFault(error)) {
    allFailed(results, targets, error, at);
    return;
  }
  for (const half of halvesOf(targets)) {
    // Where others were taken, whose fault it is here is open, and the good ones are worth another try.
    if (search.mayGoOn()) await writeOrHalve(caller, batch, half, search, results);
    else allFailed(results, half, error, at, search.hasTaken());
  }
}

/** Every other one: bad targets often come in a row, and so are spread. */
function halvesOf<T>(targets: readonly T[]): T[][] {
  return [0, 1].map((odd) => targets.filter((_, n) => n % 2 === odd));
}

function allFailed<Target>(
  results: Results<Target>,
  targets: readonly Target[],
  error: WorkspaceError,
  at: number,
  retryable = false,
): void {
  const result = resultOfError(error, at);
  if (retryable && result.outcome === 'failed') result.retryable = true;
  for (const target of targets) results.set(target, { ...result });
}
