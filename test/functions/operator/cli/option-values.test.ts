import { describe, expect, it } from 'vitest';
import { dayOrInstant } from '../../../../functions/operator/cli/option-values.ts';

describe('a day or an instant', () => {
  it('is where the day begins in UTC, or the instant in UTC', () => {
    expect(dayOrInstant('2028-02-29')).toBe('2028-02-29T00:00:00.000Z');
    expect(dayOrInstant('2026-11-20T18:00:00+08:00')).toBe('2026-11-20T10:00:00.000Z');
  });

  it.each([
    '2026-11-31',
    '2026-02-30',
    '2026-02-30T18:00:00Z',
    '2026-11-20T18:00:00',
    '2026-11-20 18:00Z',
    'yesterday',
  ])('is refused as %s, and not taken for another', (value) => {
    expect(() => dayOrInstant(value)).toThrow('It needs a day that there is');
  });
});
