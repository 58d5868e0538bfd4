import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ErrorKind } from '../../../../../functions/shared/workspace-api/call/errors.ts';
import { type Failure, retryWait } from '../../../../../functions/shared/workspace-api/call/retry.ts';

const failure = (kind: ErrorKind, more: Partial<Failure> = {}): Failure => ({
  kind,
  applied: 'unknown',
  retryable: true,
  ...more,
});
const most = () => 0.999_999;
const least = () => 0;

describe('a write', () => {
  it('is repeated when it was certainly not applied: throttled, or never sent', () => {
    expect(retryWait(failure('throttled', { applied: 'no' }), 'write', 1, most)).toBe(7_500);
    expect(retryWait(failure('not-sent', { applied: 'no' }), 'write', 1, most)).toBe(300);
  });

  it.each(['lost', 'unavailable', 'unreadable', 'conflict', 'rejected'] as const)('is not repeated when %s', (kind) => {
    expect(retryWait(failure(kind), 'write', 1, most)).toBeUndefined();
  });
});

describe('a read', () => {
  it.each(['lost', 'unavailable', 'unreadable', 'not-sent'] as const)('is repeated when %s, three times', (kind) => {
    const waits = [1, 2, 3, 4].map((attempt) => retryWait(failure(kind), 'read', attempt, most));
    expect(waits).toEqual([300, 600, 1_200, undefined]);
  });

  it.each(['denied', 'unauthenticated', 'not-found', 'rejected', 'invalid-input', 'out-of-time'] as const)(
    'is not repeated when %s',
    (kind) => expect(retryWait(failure(kind), 'read', 1, most)).toBeUndefined(),
  );

  it('is not repeated for what lasts, such as an unknown host', () => {
    expect(retryWait(failure('not-sent', { retryable: false }), 'read', 1, most)).toBeUndefined();
  });
});

describe('when throttled', () => {
  const throttled = failure('throttled', { applied: 'no' });

  const waits = (random: () => number, more: Partial<Failure> = {}) =>
    [1, 2, 3, 4].map((attempt) => retryWait({ ...throttled, ...more }, 'read', attempt, random));

  it('waits three times, ever longer, spread over half as much again, and then gives up', () => {
    expect(waits(least)).toEqual([5_000, 20_000, 45_000, undefined]);
    expect(waits(most)).toEqual([7_500, 30_000, 67_500, undefined]);
  });

  it('never gives up inside the minute that others have used up, whatever the server asks for', () => {
    const draws = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), {
      minLength: 3,
      maxLength: 3,
    });
    const named = fc.option(fc.nat(60_000), { nil: undefined });
    const property = fc.property(draws, named, (some, retryAfterMs) => {
      const drawn = [...some];
      const all = waits(() => drawn.shift() ?? 0, retryAfterMs === undefined ? {} : { retryAfterMs });
      return all.reduce<number>((sum, wait) => sum + (wait ?? 0), 0) > 60_500;
    });
    expect(fc.check(property)).toMatchObject({ failed: false });
  });

  it('never comes back earlier than the server has asked', () => {
    expect(retryWait({ ...throttled, retryAfterMs: 9_000 }, 'write', 1, least)).toBe(9_000);
    expect(retryWait({ ...throttled, retryAfterMs: 9_000 }, 'write', 1, most)).toBe(10_000);
  });

  it('gives up when asked to come back in an hour', () => {
    expect(retryWait({ ...throttled, retryAfterMs: 3_600_000 }, 'read', 1, least)).toBeUndefined();
  });
});
