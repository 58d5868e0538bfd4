import type { ErrorKind } from './errors.ts';

export type Failure = {
  kind: ErrorKind;
  applied: 'no' | 'unknown';
  retryable: boolean;
  retryAfterMs?: number;
};

const throttledAttempts = 6;
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
    if (attempt >= throttledAttempts) return undefined;
    // Retries count against the window too, so the waits grow to the whole of it: 4, 8, 16, 32, 60 s at most.
    return spread(failure.retryAfterMs, Math.min(60_000, 2_000 * 2 ** attempt), random);
  }
  const repeatable = failure.kind === 'not-sent' || (kind === 'read' && passing.has(failure.kind));
  if (!repeatable || !failure.retryable || attempt >= otherAttempts) return undefined;
  return spread(failure.retryAfterMs, Math.min(5_000, 150 * 2 ** attempt), random);
}

const passing: ReadonlySet<ErrorKind> = new Set(['lost', 'unreadable', 'unavailable']);

/** Full jitter; where the server named a time, never earlier and up to a second later. */
function spread(retryAfterMs: number | undefined, ceilingMs: number, random: () => number): number {
  if (retryAfterMs !== undefined) return Math.ceil(retryAfterMs + random() * 1_000);
  return Math.ceil(random() * ceilingMs);
}
