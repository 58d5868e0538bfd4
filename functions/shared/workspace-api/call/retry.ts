import type { ErrorKind } from './errors.ts';

export type Failure = {
  kind: ErrorKind;
  applied: 'no' | 'unknown';
  retryable: boolean;
  retryAfterMs?: number;
};

/**
 * Waits for the window to let calls in again, ms, each prolonged by up to a half. Even the shortest, one after the other,
 * last longer than a window of 60 s; and there are few, as each counts against the window too.
 */
const throttledWaits = [5_000, 20_000, 45_000];
const otherAttempts = 4;

/** Who is asked to come back later than this had better do something else meanwhile. */
const longestWaitMs = 120_000;

/**
 * How long to wait before the same call is made again, in ms; undefined to leave it at that.
 *
 * A call that was certainly not applied (throttled, or never sent) may be repeated whatever it does. Beyond that only
 * reads are repeated: a write that was lost or met a 5xx may have been applied, and only reading can tell.
 *
 * @param attempt how many times the call has been made, from 1
 * @param random 0 ≤ random < 1
 */
export function retryWait(
  failure: Failure,
  kind: 'read' | 'write',
  attempt: number,
  random: () => number,
): number | undefined {
  if ((failure.retryAfterMs ?? 0) > longestWaitMs) return undefined;
  if (failure.kind === 'throttled') {
    const floor = throttledWaits[attempt - 1];
    if (floor === undefined) return undefined;
    // The server may name a time at which it is too early still: the second time, it is not taken at its word.
    if (failure.retryAfterMs !== undefined && (attempt === 1 || failure.retryAfterMs > floor)) {
      return afterNamed(failure.retryAfterMs, random);
    }
    return Math.ceil(floor * (1 + random() / 2));
  }
  const repeatable = failure.kind === 'not-sent' || (kind === 'read' && passing.has(failure.kind));
  if (!repeatable || !failure.retryable || attempt >= otherAttempts) return undefined;
  if (failure.retryAfterMs !== undefined) return afterNamed(failure.retryAfterMs, random);
  return Math.ceil(random() * Math.min(5_000, 150 * 2 ** attempt));
}

const passing: ReadonlySet<ErrorKind> = new Set(['lost', 'unreadable', 'unavailable']);

/** Never earlier than the server has asked for, and up to a second later. */
function afterNamed(retryAfterMs: number, random: () => number): number {
  return Math.ceil(retryAfterMs + random() * 1_000);
}
