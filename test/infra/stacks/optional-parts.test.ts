import type { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { createStacks } from './create-stacks.ts';

const partnerBuses = {
  okta: { bus: 'aws.partner/okta.com/example/offboarding' },
  auth0: { bus: 'aws.partner/auth0.com/example-2308531e/auth0.logs' },
};
const byDefault = createStacks();
const everything = createStacks({ hr: { scim: {}, partnerBuses } });

test.each(['data', 'offboarding'] as const)(
  'what is off by default adds to the %s stack, and changes nothing else',
  (stack) => {
    const before = partsOf(byDefault[stack]);
    const after = partsOf(everything[stack]);
    expect(after).toMatchObject(before);
    const added = Object.keys(after).filter((id) => !(id in before));
    expect(Object.fromEntries(added.map((id) => [id, after[id]]))).toMatchSnapshot();
  },
);

/** Resources and outputs. The hash of the code is that of the source here, and changes with every line. */
function partsOf(template: Template): Record<string, unknown> {
  const text = JSON.stringify(template.toJSON()).replaceAll(/[0-9a-f]{64}\.zip/g, 'code.zip');
  const { Resources, Outputs } = JSON.parse(text);
  return { ...Resources, ...Outputs };
}
