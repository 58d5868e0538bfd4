import type { Clock } from '../../../functions/shared/runtime/clock.ts';

/** A clock that stands still until it is moved; those who sleep wake when it has moved far enough. */
export type ManualClock = Clock & {
  advance(ms: number): void;
  /** How many are asleep. */
  readonly sleeping: number;
};

export function manualClock(startsAt = Date.UTC(2026, 10, 20, 10)): ManualClock {
  let now = startsAt;
  let sleepers: { at: number; wake: () => void }[] = [];
  return {
    now: () => now,
    get sleeping() {
      return sleepers.length;
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        sleepers.push({ at: now + ms, wake: resolve });
        signal?.addEventListener('abort', () => reject(signal.reason as Error));
      }),
    advance(ms) {
      now += ms;
      const due = sleepers.filter(({ at }) => at <= now);
      sleepers = sleepers.filter(({ at }) => at > now);
      for (const { wake } of due) wake();
    },
  };
}
