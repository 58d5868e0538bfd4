import type { Clock } from '../runtime/clock.ts';
import { READS_PER_MINUTE, THROTTLE_WINDOW_MS, WRITES_PER_MINUTE } from './assumptions.ts';

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
   * @param latest epoch ms; when the turn would come later, nothing is taken and the answer is false, at once
   */
  take(api: string, kind: 'read' | 'write', latest: number): Promise<boolean>;
  /** Lets no further call of `api` start before `until`, epoch ms: the server has said that it is too much. */
  pause(api: string, until: number): void;
};

type Allowance = {
  limit: number;
  /** When each of the last `limit` calls started, or will start: a ring. */
  starts: number[];
  next: number;
  pausedUntil: number;
};

/**
 * Keeps the calls of each API under its limit in any 60 seconds by waiting, so that the server has nothing to refuse.
 * Callers get their turns in the order they asked.
 */
export function createBudget(clock: Clock, options: BudgetOptions = {}): Budget {
  const { writesPerMinute = WRITES_PER_MINUTE, readsPerMinute = READS_PER_MINUTE, share = 1 } = options;
  const limits = { write: limitOf(writesPerMinute, share), read: limitOf(readsPerMinute, share) };
  const allowances = new Map<string, Allowance>();

  function allowanceOf(api: string, kind: 'read' | 'write'): Allowance {
    let allowance = allowances.get(api);
    if (!allowance) {
      allowance = { limit: limits[kind], starts: [], next: 0, pausedUntil: -Infinity };
      allowances.set(api, allowance);
    }
    return allowance;
  }

  return {
    async take(api, kind, latest) {
      const allowance = allowanceOf(api, kind);
      const start = reserve(allowance, clock.now(), latest);
      if (start === undefined) return false;
      for (let at = start; at > clock.now(); at = allowance.pausedUntil) {
        if (at > latest) return false;
        await clock.sleep(at - clock.now());
      }
      return true;
    },
    pause(api, until) {
      const allowance = allowances.get(api);
      if (allowance) allowance.pausedUntil = Math.max(allowance.pausedUntil, until);
    },
  };
}

function limitOf(perMinute: number, share: number): number {
  if (!(perMinute >= 1 && share >= 1))
    throw new RangeError('A budget needs at least 1 call a minute and a share of at least 1.');
  return Math.max(1, Math.floor(perMinute / share));
}

/** The call may start when the call `limit` places before it has left the window. */
function reserve(allowance: Allowance, now: number, latest: number): number | undefined {
  const { limit, starts, next, pausedUntil } = allowance;
  const oldest = starts[next] ?? -Infinity;
  const start = Math.max(now, oldest + THROTTLE_WINDOW_MS, pausedUntil);
  if (start > latest) return undefined;
  starts[next] = start;
  allowance.next = (next + 1) % limit;
  return start;
}
