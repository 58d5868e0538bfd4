import { chunksOf } from '../runtime/chunks.ts';
import { type BatchAnswer, resultsOf } from './batch-answer.ts';
import type { Caller } from './call.ts';
import { type DesktopResult, resultOfError } from './desktop-result.ts';
import type { WorkspaceError } from './errors.ts';
import { mayBeOneDesktopsFault, Search } from './isolate.ts';
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

/**
 * Writes for any number of desktops, as few calls as the service allows, one result for each in the order asked.
 *
 * Targets that break a documented limit are sorted out first. One bad desktop may still make the service refuse a
 * whole call. A refused call is certainly not applied, so it is halved until the bad ones stand alone and the others
 * have what they came for. When a call is refused for a reason that lasts and is no desktop's, the calls after it
 * would be too, and are not made.
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
    if (problem) keep(allFailed([target], problem, caller.clock.now()));
    else sendable.push(target);
  }
  let refused: WorkspaceError | undefined;
  for (const chunk of chunksOf(sendable, batch.size)) {
    if (refused) keep(allFailed(chunk, refused, caller.clock.now()));
    else {
      const search = new Search(chunk.length);
      keep(await writeOrHalve(caller, batch, chunk, search));
      refused = search.refusedForGood();
    }
  }
  return batch.targets.flatMap(({ desktopId }) => results.get(desktopId) ?? []);
}

async function writeOrHalve<Target extends { desktopId: string }, Input extends OperationInput>(
  caller: Caller,
  batch: Batch<Target, Input>,
  targets: readonly Target[],
  search: Search,
): Promise<DesktopResult[]> {
  const answered = await caller.call(batch.operation, batch.inputOf(targets));
  search.note(answered, targets.length);
  const ids = targets.map((target) => target.desktopId);
  if (answered.ok) return resultsOf(ids, answered);
  const { error, at } = answered;
  if (targets.length === 1 || !mayBeOneDesktopsFault(error)) return allFailed(targets, error, at);

  const results: DesktopResult[] = [];
  for (const half of halvesOf(targets)) {
    // Where others were taken, whose fault it is here is open, and the good ones are worth another try.
    if (search.mayGoOn()) results.push(...(await writeOrHalve(caller, batch, half, search)));
    else results.push(...allFailed(half, error, at, search.hasTaken()));
  }
  return results;
}

/** Every other one: bad desktops often come in a row, and so are spread. */
function halvesOf<T>(targets: readonly T[]): T[][] {
  return [0, 1].map((odd) => targets.filter((_, n) => n % 2 === odd));
}

function allFailed(targets: readonly { desktopId: string }[], error: WorkspaceError, at: number, retryable = false) {
  const result = resultOfError(error, at);
  if (retryable && result.outcome === 'failed') result.retryable = true;
  return targets.map(({ desktopId }): DesktopResult => ({ desktopId, ...result }));
}
