import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { secretsIn, withoutSecrets } from '../../../../functions/shared/intake/without-secrets.ts';

const clean = (content: unknown, secrets: readonly string[] = []) =>
  withoutSecrets(Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)), secrets);

describe('what is kept of a request has no secret', () => {
  test.each<[string, unknown, unknown]>([
    ['by the name of its field', { header: { token: 't-1' }, a: 1 }, { header: { token: '[left out]' }, a: 1 }],
    ['by whatever its field holds', { password: { nested: ['x'] } }, { password: '[left out]' }],
    [
      'by the path of an operation of SCIM',
      { Operations: [{ op: 'replace', path: 'password', value: 'hunter2' }] },
      { Operations: [{ op: 'replace', path: 'password', value: '[left out]' }] },
    ],
    ['by what a text holds', { note: 'key: live-k7Qp.' }, { note: 'key: [left out].' }],
    ['by what a name holds', { 'live-k7Qp': 1 }, { '[left out]': 1 }],
    ['by what a text is, however short', { code: 'abc', note: 'abcd' }, { code: '[left out]', note: 'abcd' }],
    ['in what is no JSON', '<xml>live-k7Qp</xml>', '<xml>[left out]</xml>'],
    ['in what is no JSON, and names one', '{"password":"hunter2"', '[left out]'],
  ])('%s', (_, content, kept) => {
    expect(clean(content, ['live-k7Qp', 'abc'])).toEqual(kept);
  });

  test('and nothing else is missing', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (content) => {
        const text = JSON.stringify(content);
        fc.pre(!/passw|secret|token|authorization|signature|credential|api.?key/i.test(text));
        expect(clean(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  test('however deep it is', () => {
    expect(() => clean(`${'['.repeat(300_000)}${']'.repeat(300_000)}`)).not.toThrow();
  });
});

test('every text of what is stored is a secret, and so is what a header value is made of', () => {
  const stored = JSON.stringify({ current: { token: 't', aesKey: 'k' }, previous: 'Basic abc', api: { key: 'a' } });
  expect(secretsIn(stored).toSorted()).toEqual(['Basic', 'Basic abc', 'a', 'abc', 'k', 't']);
  expect(secretsIn('no JSON')).toContain('no JSON');
});
