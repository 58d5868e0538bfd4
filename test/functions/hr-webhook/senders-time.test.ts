import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { sendersTime, sentTime } from '../../../functions/hr-webhook/senders-time.ts';

test.each([
  ['2026-02-01T08:00:00+0000', '2026-02-01T08:00:00.000Z'],
  ['2026-02-01T08:00:00+08:00', '2026-02-01T00:00:00.000Z'],
  ['2026-02-01T08:00:00-0330', '2026-02-01T11:30:00.000Z'],
  ['2026-02-01T08:00:00.680867', '2026-02-01T08:00:00.680Z'],
  ['2026-02-01T08:00:00Z', '2026-02-01T08:00:00.000Z'],
  [1_671_058_841, '2022-12-14T23:00:41.000Z'],
])('%s is %s', (given, instant) => {
  expect(sendersTime(given)).toBe(instant);
});

test.each([
  '',
  'now',
  '2026-02-01',
  '2026-02-01 08:00:00',
  '2026-13-01T00:00:00Z',
  '1671058841',
  '99999-01-01T00:00:00Z',
  '9999-12-31T23:59:59-01:00',
])('%j is no time', (given) => {
  expect(sendersTime(given)).toBeUndefined();
});

test('of anything else, it is a time that a notice can carry, or none', () => {
  const carried = z.iso.datetime({ offset: true });
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.double(), fc.date().map(String)), (value) => {
      const time = sendersTime(value);
      expect(time === undefined || carried.safeParse(time).success).toBe(true);
    }),
  );
});

test('as a field it must be there', () => {
  const event = z.object({ at: sentTime });
  expect(event.parse({ at: 0 })).toEqual({ at: '1970-01-01T00:00:00.000Z' });
  for (const wrong of [{}, { at: null }]) expect(event.safeParse(wrong).success).toBe(false);
});
