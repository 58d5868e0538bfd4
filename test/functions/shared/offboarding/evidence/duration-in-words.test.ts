import { expect, test } from 'vitest';
import { durationInWords } from '../../../../../functions/shared/offboarding/evidence/duration-in-words.ts';

test.each([
  [0, 'less than 1 s'],
  [999, 'less than 1 s'],
  [1000, '1 s'],
  [60_000, '1 min'],
  [134_000, '2 min 14 s'],
  [3_600_000 + 59_000, '1 h'],
  [86_400_000 - 1, '23 h 59 min'],
  [86_400_000 * 3 + 3_600_000, '3 d 1 h'],
])('%i ms are %s', (ms, words) => {
  expect(durationInWords(ms)).toBe(words);
});
