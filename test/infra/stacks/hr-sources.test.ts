import { expect, test } from 'vitest';
import { ConfigError, parseConfig } from '../../../infra/config.ts';
import { createStacks } from './create-stacks.ts';

test('the webhook is given what its sources put before their ids, beside the options of each', () => {
  const { configurationOf } = createStacks({ hr: { sources: { personio: { idPrefix: 'personio:' }, gusto: {} } } });
  expect(configurationOf('HrWebhook')).toMatchObject({
    sources: {
      personio: { options: { signatureHeader: 'x-personio-signature' }, idPrefix: 'personio:' },
      gusto: { options: { apiAddress: 'https://api.gusto.com' } },
    },
  });
  expect(configurationOf('HrWebhook')).not.toHaveProperty('sources.gusto.idPrefix');
});

test.each(['personio', ':', 'with blank:', 'x'.repeat(32)])('%j is nothing to put before ids', (idPrefix) => {
  expect(() => parseConfig({ hr: { sources: { personio: { idPrefix } } } })).toThrow(ConfigError);
});

test('a door is closed by deploying what runs first, and by itself: it imports nothing but what is there already', () => {
  const open = createStacks({ hr: { sources: { okta: {}, gusto: {} }, scim: {} } });
  const closed = createStacks({ hr: { sources: { gusto: {} } } });
  const exported = Object.values(open.data.findOutputs('*')).map((output) => output['Export'].Name as string);
  const imported = importsOf(closed.offboarding);

  expect(exported).toEqual(expect.arrayContaining(imported));
  expect(importsOf(open.offboarding).filter((name) => !imported.includes(name))).toEqual([
    expect.stringContaining('HrSecretokta'),
    expect.stringContaining('ScimSecret'),
  ]);
});

function importsOf(template: ReturnType<typeof createStacks>['offboarding']): string[] {
  const text = JSON.stringify(template.toJSON());
  return [...new Set([...text.matchAll(/"Fn::ImportValue":"([^"]+)"/g)].map(([, name = '']) => name))].toSorted();
}
