import { expect, test } from 'vitest';
import { ConfigError, parseConfig } from '../../../infra/config.ts';
import { createStacks } from './create-stacks.ts';

test('the webhook is given what its sources put before their ids, beside the options of each', () => {
  const { offboarding } = createStacks({ hr: { sources: { personio: { idPrefix: 'personio:' }, gusto: {} } } });
  const text = JSON.stringify(offboarding.toJSON()).replaceAll('\\', '');
  expect(text).toMatch(/"options":\{"signatureHeader":"x-personio-signature"\},"idPrefix":"personio:"\}/);
  expect(text.match(/"idPrefix"/g)).toHaveLength(1);
});

test.each(['personio', ':', 'with blank:', 'x'.repeat(32)])('%j is nothing to put before ids', (idPrefix) => {
  expect(() => parseConfig({ hr: { sources: { personio: { idPrefix } } } })).toThrow(ConfigError);
});
