import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainData } from '../../../../../functions/shared/offboarding/case/plain-data.ts';
import { firstBrokenLine, withLine } from '../../../../../functions/shared/offboarding/case/trail.ts';
import { canonicalJson } from '../../../../../functions/shared/offboarding/evidence/canonical-json.ts';
import { ten } from '../../../support/samples.ts';

test.each([
  ['a bell', 'an\u0007na', 'an\\u0007na'],
  ['an escape of a terminal', '\u001b[2Janna', '\\u001b[2Janna'],
  ['a zero', 'anna\u0000', 'anna\\u0000'],
  ['what deletes', 'anna\u007f', 'anna\\u007f'],
  ['a control character of the upper half', 'anna\u009b', 'anna\\u009b'],
  ['half of a surrogate pair', 'anna\ud83d', 'anna\\ud83d'],
  ['the other half', '\ude00anna', '\\ude00anna'],
  ['what turns the direction', 'anna\u202egpj', 'anna\\u202egpj'],
  ['a line break', 'anna\nbob', 'anna\\u000abob'],
  ['a line separator', 'anna\u2028', 'anna\\u2028'],
])('%s is seen', (_, hostile, seen) => {
  expect(plainData({ [hostile]: [hostile, { name: hostile }] })).toEqual({ [seen]: [seen, { name: seen }] });
});

test('what people are called stays as it is', () => {
  for (const name of ['Ünal', '张伟', 'مريم', 'זֹהַר', '😀', 'domain\\name', "O'Brien"])
    expect(plainData(name)).toBe(name);
});

test('what is undefined is left out, and numbers that are written in different ways are text', () => {
  expect(plainData({ a: undefined, b: [undefined, 1.5, -0, 1e-7, 1e21, NaN], c: { d: undefined }, e: null })).toEqual({
    b: [null, 1.5, 0, '1e-7', '1e+21', 'NaN'],
    c: {},
    e: null,
  });
});

test('a line is the same after it was kept as JSON, whatever its facts', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.anything()), (facts) => {
      const trail = withLine([], { at: ten, event: 'command', facts });
      const kept = JSON.parse(JSON.stringify(trail)) as typeof trail;
      expect(firstBrokenLine(kept)).toBeUndefined();
      expect(JSON.stringify(trail)).not.toMatch(/[\p{Cs}\p{Cc}]/u);
    }),
  );
});

test('names are in the order of their code points, as jq has it, at every depth', () => {
  const value = { '\u{1f600}': 1, '\uff5e': { b: [], a: {} }, B: 2, a: 3, é: 4 };
  expect(canonicalJson(value)).toBe('{"B":2,"a":3,"é":4,"～":{"a":{},"b":[]},"😀":1}');
});
