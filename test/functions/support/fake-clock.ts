import type { Clock } from '../../../functions/shared/runtime/clock.ts';
import { ten } from './samples.ts';

export type FakeClock = Clock & { advance(ms: number): void };

/** A clock that stands still, at ten, until it is moved or somebody sleeps: who sleeps has slept at once. */
export function createFakeClock(startsAt: string = ten): FakeClock {
  let now = Date.parse(startsAt);
  return {
    now: () => now,
    async sleep(ms) {
      now += ms;
    },
    advance(ms) {
      now += ms;
    },
  };
}
