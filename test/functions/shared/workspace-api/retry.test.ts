import { describe, expect, it } from 'vitest';
import type { ErrorKind } from '../../../../functions/shared/workspace-api/errors.ts';
import { type Failure, retryWait } from '../../../../functions/shared/workspace-api/retry.ts';

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
    expect(retryWait(failure('throttled', { applied: 'no' }), 'write', 1, most)).toBe(4_000);
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

  it('waits grow to the whole window and then end', () => {
    const waits = [1, 2, 3, 4, 5, 6].map((attempt) => retryWait(throttled, 'read', attempt, most));
    expect(waits).toEqual([4_000, 8_000, 16_000, 32_000, 60_000, undefined]);
  });

  it('waits are spread over all of that time', () => {
    expect(retryWait(throttled, 'read', 5, least)).toBe(0);
    expect(retryWait(throttled, 'read', 5, () => 0.5)).toBe(30_000);
  });

  it('never comes back earlier than the server has asked', () => {
    expect(retryWait({ ...throttled, retryAfterMs: 9_000 }, 'write', 1, least)).toBe(9_000);
    expect(retryWait({ ...throttled, retryAfterMs: 9_000 }, 'write', 1, most)).toBe(10_000);
  });

  it('gives up when asked to come back in an hour', () => {
    expect(retryWait({ ...throttled, retryAfterMs: 3_600_000 }, 'read', 1, least)).toBeUndefined();
  });
});
