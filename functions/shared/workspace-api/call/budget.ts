import type { Clock } from '../../runtime/clock.ts';
import { READS_PER_MINUTE, THROTTLE_WINDOW_MS, WRITES_PER_MINUTE } from '../assumptions.ts';
import { createTurns, type Turns } from './turns.ts';

export type BudgetOptions = {
  /** Calls of one write API in any minute. @default 100 */
  writesPerMinute?: number;
  /** Calls of one read API in any minute. @default 200 */
  readsPerMinute?: number;
  /** How many workers share the account's allowance; each gets its part, at least one call. @default 1 */
  share?: number;
};

export type Budget = {
  /**
   * Waits until one more call of `api` is allowed.
   *
   * @param latest epoch ms; when the turn would come later, nothing is taken and the answer is false, as soon as that is known
   */
  take(api: string, kind: 'read' | 'write', latest: number): Promise<boolean>;
  /** Lets no further call of `api` start before `until`, epoch ms, nor any that waits for its turn: the server has said that it is too much. */
  pause(api: string, until: number): void;
};

/**
 * Keeps the calls of each API under its limit in any 60 seconds by waiting, so that the server has nothing to refuse.
 * Callers get their turns in the order they asked.
 */
export function createBudget(clock: Clock, options: BudgetOptions = {}): Budget {
  const { writesPerMinute = WRITES_PER_MINUTE, readsPerMinute = READS_PER_MINUTE, share = 1 } = options;
  const limits = { write: limitOf(writesPerMinute, share), read: limitOf(readsPerMinute, share) };
  const turns = new Map<string, Turns>();

  return {
    take(api, kind, latest) {
      let ofApi = turns.get(api);
      if (!ofApi) {
        ofApi = createTurns(clock, limits[kind], THROTTLE_WINDOW_MS);
        turns.set(api, ofApi);
      }
      return ofApi.take(latest);
    },
    pause: (api, until) => turns.get(api)?.pause(until),
  };
}

function limitOf(perMinute: number, share: number): number {
  if (!(Number.isFinite(perMinute) && perMinute >= 1 && share >= 1))
    throw new RangeError('A budget needs at least 1 call a minute and a share of at least 1.');
  return Math.max(1, Math.floor(perMinute / share));
}
