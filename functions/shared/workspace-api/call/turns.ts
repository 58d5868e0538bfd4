import type { Clock } from '../../runtime/clock.ts';

export type Turns = {
  /**
   * Waits for a turn, in the order of asking.
   *
   * @param latest epoch ms; when the turn would come later, none is taken and the answer is false, as soon as that is known
   */
  take(latest: number): Promise<boolean>;
  /** Gives no turn before `until`, epoch ms, not to those either who wait already. */
  pause(until: number): void;
};

type Waiter = { latest: number; settle: (taken: boolean) => void; fail: (error: unknown) => void };

/**
 * Turns of which at most `limit` begin in any `windowMs`. Only turns that have begun are counted, at the time they did:
 * what is still waiting holds no time of its own, so neither a pause nor a late timer can push two windows into one.
 */
export function createTurns(clock: Clock, limit: number, windowMs: number): Turns {
  // When each of the last `limit` turns began: a ring, `next` being its oldest.
  let begun: number[] = [];
  let next = 0;
  let waiting: Waiter[] = [];
  let pausedUntil = -Infinity;
  let lastReading = -Infinity;
  let serving = false;

  /** A clock set back takes the past with it: the next turns come no later than they would have. */
  function now(): number {
    const reading = clock.now();
    const back = lastReading - reading;
    if (back > 0) {
      begun = begun.map((at) => at - back);
      pausedUntil -= back;
    }
    lastReading = reading;
    return reading;
  }

  /** When the turn comes of someone with `ahead` others before him, if all of them take theirs. */
  function turnAfter(ahead: number, at: number): number {
    const oldest = begun[(next + (ahead % limit)) % limit] ?? -Infinity;
    const rounds = Math.floor(ahead / limit);
    return Math.max(at, pausedUntil, oldest + windowMs) + (rounds > 0 ? rounds * windowMs : 0);
  }

  function begin(at: number): void {
    begun[next] = at;
    next = (next + 1) % limit;
  }

  function refuseTheLate(at: number): void {
    let ahead = 0;
    waiting = waiting.filter((waiter) => {
      const inTime = turnAfter(ahead, at) <= waiter.latest;
      if (inTime) ahead++;
      else waiter.settle(false);
      return inTime;
    });
  }

  async function serve(): Promise<void> {
    for (;;) {
      const at = now();
      const first = waiting[0];
      if (!first) return;
      const turn = turnAfter(0, at);
      if (turn > at) {
        await clock.sleep(turn - at);
        continue;
      }
      waiting.shift();
      if (first.latest >= at) begin(at);
      first.settle(first.latest >= at);
    }
  }

  function startServing(): void {
    if (serving) return;
    serving = true;
    serve()
      .catch((error: unknown) => {
        for (const { fail } of waiting.splice(0)) fail(error);
      })
      .finally(() => {
        serving = false;
        if (waiting.length > 0) startServing();
      });
  }

  return {
    take(latest) {
      const at = now();
      const turn = turnAfter(waiting.length, at);
      if (turn > latest) return Promise.resolve(false);
      if (waiting.length === 0 && turn <= at) {
        begin(at);
        return Promise.resolve(true);
      }
      return new Promise((settle, fail) => {
        waiting.push({ latest, settle, fail });
        startServing();
      });
    },
    pause(until) {
      const at = now();
      pausedUntil = Math.max(pausedUntil, until);
      refuseTheLate(at);
    },
  };
}
