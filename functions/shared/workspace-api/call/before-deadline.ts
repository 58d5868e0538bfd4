import { type Clock, systemClock } from '../../runtime/clock.ts';

export type Timer = Pick<Clock, 'sleep'>;

/**
 * Waits for what other people's code promises, but not beyond `leftMs`; 'late' when it takes longer.
 *
 * @param leftMs Infinity to wait for ever
 * @param timer what the time goes by. @default real time, whatever clock the rest goes by, as the transport's is
 */
export async function beforeDeadline<T>(
  promise: Promise<T>,
  leftMs: number,
  timer: Timer = systemClock,
): Promise<T | 'late'> {
  if (leftMs === Infinity) return promise;
  const over = new AbortController();
  const late = timer.sleep(Math.min(Math.max(0, leftMs), 2 ** 31 - 1), over.signal).then(
    () => 'late' as const,
    // Nobody waits any more.
    () => 'late' as const,
  );
  return Promise.race([promise, late]).finally(() => over.abort());
}
