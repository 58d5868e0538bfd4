import { gatewayRefusal, type Refusal } from './refusal.ts';

export type Budget = { writesPerMinute: number; readsPerMinute: number };
export const publishedBudget: Budget = { writesPerMinute: 100, readsPerMinute: 200 };

/** Counts the calls of each user to each API in windows that open with the first call. Refused calls count too. */
export class Throttle {
  readonly #budget: Budget | 'off';
  readonly #windowMs: number;
  readonly #windows = new Map<string, { opensAt: number; calls: number }>();

  constructor(budget: Budget | 'off', windowMs: number) {
    this.#budget = budget;
    this.#windowMs = windowMs;
  }

  /** Counts a call; returns the milliseconds until calls are let in again, 0 when this one is. */
  take(user: string, api: string, kind: 'read' | 'write', now: number): number {
    if (this.#budget === 'off') return 0;
    const limit = this.limit(kind);
    const key = `${user} ${api}`;
    const current = this.#windows.get(key);
    const window = current && now < current.opensAt + this.#windowMs ? current : { opensAt: now, calls: 0 };
    window.calls += 1;
    this.#windows.set(key, window);
    return window.calls > limit ? window.opensAt + this.#windowMs - now : 0;
  }

  limit(kind: 'read' | 'write'): number {
    const budget = this.#budget === 'off' ? publishedBudget : this.#budget;
    return kind === 'read' ? budget.readsPerMinute : budget.writesPerMinute;
  }

  clear(): void {
    this.#windows.clear();
  }
}

/** The real body, word for word; no sample of it came with a Retry-After header, so `retryAfterMs` is an assumption. */
export function throttled(limit: number, retryAfterMs?: number): Refusal {
  const refusal = gatewayRefusal(
    429,
    'APIGW.0308',
    `The throttling threshold has been reached: policy user over ratelimit,limit:${limit},time:1 minute`,
  );
  if (retryAfterMs !== undefined) refusal.retryAfterSeconds = Math.ceil(retryAfterMs / 1000);
  return refusal;
}
