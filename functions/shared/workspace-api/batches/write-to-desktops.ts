import { unique } from '../../runtime/chunks.ts';
import { DESKTOPS_PER_CALL } from '../assumptions.ts';
import type { Caller } from '../call/call.ts';
import type { OperationInput } from '../call/operation.ts';
import type { DesktopResult } from './desktop-result.ts';
import { type Batch, writeInBatches } from './write-in-batches.ts';

type DesktopBatch<Target, Input extends OperationInput> = Pick<
  Batch<Target, Input>,
  'operation' | 'targets' | 'inputOf'
>;

/** A write for any number of desktops, each once among the targets: up to 100 a call, one result for each. */
export async function writeToDesktops<Target extends { desktopId: string }, Input extends OperationInput>(
  caller: Caller,
  batch: DesktopBatch<Target, Input>,
): Promise<DesktopResult[]> {
  const results = await writeInBatches(caller, {
    ...batch,
    idOf: ({ desktopId }) => desktopId,
    size: DESKTOPS_PER_CALL,
  });
  return results.map((result, n) => ({ desktopId: batch.targets[n]?.desktopId ?? '', ...result }));
}

/** The same for operations that take desktops by their ids alone. */
export function writeToDesktopsById<Input extends OperationInput>(
  caller: Caller,
  operation: Batch<unknown, Input>['operation'],
  desktopIds: readonly string[],
  inputOf: (desktopIds: string[]) => Input,
): Promise<DesktopResult[]> {
  return writeToDesktops(caller, {
    operation,
    targets: unique(desktopIds).map((desktopId) => ({ desktopId })),
    inputOf: (targets) => inputOf(targets.map(({ desktopId }) => desktopId)),
  });
}
