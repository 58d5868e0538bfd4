import { expect, test } from 'vitest';
import { unixMs, unixTime } from '../../../functions/hr-webhook/unix-time.ts';

test.each([
  ['1403610513', 1_403_610_513_000],
  ['1502199207.7171419', 1_502_199_207_717],
  [1_403_610_513, 1_403_610_513_000],
  ['1663143335567', 1_663_143_335_567],
  [1_663_143_335_567, 1_663_143_335_567],
])('%j is unix time', (value, ms) => {
  expect(unixMs(value)).toBe(ms);
  expect(unixTime.parse(value)).toBe(new Date(ms).toISOString());
});

test.each([
  undefined,
  null,
  '',
  0,
  -1,
  '140361051',
  '14036105130',
  '1403610513000000',
  '1e12',
  1e21,
  ' 1403610513',
  '1403610513.',
  {},
  ['1403610513'],
])('%j is none', (value) => {
  expect(unixMs(value)).toBeUndefined();
  expect(unixTime.safeParse(value).error?.issues[0]?.message).toBe('must be unix seconds or milliseconds');
});
