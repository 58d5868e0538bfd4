import type { Clock } from '../runtime/clock.ts';
import type { WriteResult } from './desktop-result.ts';
import { WorkspaceError } from './errors.ts';

/** By the id in lower case; undefined when it cannot be told. */
export type WasApplied = (id: string) => boolean | undefined;

/**
 * Answers what became of writes by reading. Costs nothing when no outcome is `unknown`. What cannot be read stays
 * `unknown`, and so does what is not applied yet while the service may still be at work on it: after a timeout, a lost
 * answer, a 504.
 *
 * @param read looks at those in doubt
 */
export async function settle<Result extends WriteResult>(
  clock: Clock,
  results: readonly Result[],
  idOf: (result: Result) => string,
  read: (ids: string[]) => Promise<WasApplied>,
): Promise<readonly Result[]> {
  const inDoubt = results.filter((result) => result.outcome === 'unknown');
  if (inDoubt.length === 0) return results;
  try {
    const wasApplied = await read(inDoubt.map(idOf));
    const at = clock.now();
    return results.map((result) => settleOne(result, wasApplied(idOf(result).toLowerCase()), at) as Result);
  } catch (error) {
    if (error instanceof WorkspaceError) return results;
    throw error;
  }
}

/** The same for one result; what `read` finds is whether the write was applied, undefined when it cannot be told. */
export async function settleResult<Result extends WriteResult>(
  clock: Clock,
  result: Result,
  read: () => Promise<boolean | undefined>,
): Promise<Result> {
  const [settled = result] = await settle(
    clock,
    [result],
    () => '',
    async () => {
      const applied = await read();
      return () => applied;
    },
  );
  return settled;
}

/** Keeps what identifies the result. */
function settleOne(result: WriteResult, applied: boolean | undefined, at: number): WriteResult {
  if (result.outcome !== 'unknown') return result;
  const { code, message, outcome: _, answered, ...rest } = result;
  const about = { ...rest, at };
  if (applied) return { ...about, outcome: 'done' };
  if (applied === undefined || !answered) return result;
  return { ...about, outcome: 'failed', code, message: `${message} Reading shows: not applied.`, retryable: true };
}
