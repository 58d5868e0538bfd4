import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { startOfDay, startOfNextDay, timeZone } from '../../../../functions/shared/intake/zoned-instant.ts';

describe('a day begins', () => {
  test.each([
    ['2026-11-20', 'Asia/Singapore', '2026-11-20T00:00:00+08:00'],
    ['2026-11-20', 'UTC', '2026-11-20T00:00:00+00:00'],
    ['2026-11-20', 'Asia/Kolkata', '2026-11-20T00:00:00+05:30'],
    ['2026-11-20', 'Pacific/Kiritimati', '2026-11-20T00:00:00+14:00'],
    ['2026-01-31', 'America/Los_Angeles', '2026-01-31T00:00:00-08:00'],
    ['2026-07-01', 'America/Los_Angeles', '2026-07-01T00:00:00-07:00'],
  ])('%s in %s: %s', (date, zone, instant) => {
    expect(startOfDay(date, zone)).toBe(instant);
  });

  test.each([
    ['2026-03-29', 'Europe/Berlin', '2026-03-29T00:00:00+01:00'],
    ['2026-03-30', 'Europe/Berlin', '2026-03-30T00:00:00+02:00'],
    ['2026-10-25', 'Europe/Berlin', '2026-10-25T00:00:00+02:00'],
    ['2026-10-26', 'Europe/Berlin', '2026-10-26T00:00:00+01:00'],
  ])('%s in %s, around a change of the clocks: %s', (date, zone, instant) => {
    expect(startOfDay(date, zone)).toBe(instant);
  });

  test('when the clocks go on at midnight: at the first instant that there is', () => {
    expect(startOfDay('2026-04-24', 'Africa/Cairo')).toBe('2026-04-24T01:00:00+03:00');
  });

  test('when they show midnight twice: at the first', () => {
    expect(startOfDay('2026-11-01', 'America/Havana')).toBe('2026-11-01T00:00:00-04:00');
  });

  test('when a zone left a whole day out: with the day after it', () => {
    expect(startOfDay('2011-12-30', 'Pacific/Apia')).toBe('2011-12-31T00:00:00+14:00');
  });
});

test.each([
  ['2026-12-31', 'America/Los_Angeles', '2027-01-01T00:00:00-08:00'],
  ['2028-02-28', 'Asia/Shanghai', '2028-02-29T00:00:00+08:00'],
  ['2026-03-07', 'America/Los_Angeles', '2026-03-08T00:00:00-08:00'],
  ['9999-12-31', 'Asia/Shanghai', '9999-12-31T00:00:00+08:00'],
])('the day after %s begins in %s at %s', (date, zone, instant) => {
  expect(startOfNextDay(date, zone)).toBe(instant);
});

test('days follow each other without a gap, in every zone', () => {
  const dates = fc.date({ min: new Date('1975-01-01'), max: new Date('2099-12-30'), noInvalidDate: true });
  fc.assert(
    fc.property(dates, fc.constantFrom(...Intl.supportedValuesOf('timeZone')), (day, zone) => {
      const date = day.toISOString().slice(0, 10);
      const [start, end] = [startOfDay(date, zone), startOfNextDay(date, zone)].map((one) => Date.parse(one));
      const shown = (instant: number) => new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(instant);
      if (start === end) return; // The zone left this day out.
      expect([shown(start ?? 0), shown((end ?? 0) - 1)]).toEqual([date, date]);
      expect(shown((start ?? 0) - 1) < date).toBe(true);
      expect(z.iso.datetime({ offset: true }).safeParse(startOfDay(date, zone)).success).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('a zone is a name, and one that there is', () => {
  expect(timeZone('UTC').safeParse('Asia/Singapore').success).toBe(true);
  for (const wrong of ['+08:00', 'Mars/Base', '']) expect(timeZone('UTC').safeParse(wrong).success).toBe(false);
});
