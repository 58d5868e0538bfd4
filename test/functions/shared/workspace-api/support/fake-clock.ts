import type { Clock } from '../../../../../functions/shared/runtime/clock.ts';

/** A clock that stands still until somebody sleeps, and then has that time passed already. */
export function createFakeClock(
  start = Date.UTC(2026, 10, 20, 10),
): Clock & { slept: number[]; advance(ms: number): void } {
  let now = start;
  const slept: number[] = [];
  return {
    now: () => now,
    async sleep(ms) {
      slept.push(ms);
      now += ms;
    },
    slept,
    advance(ms) {
      now += ms;
    },
  };
}
