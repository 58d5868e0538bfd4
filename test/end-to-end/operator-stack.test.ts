import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { startFakeAws } from './fake-aws.ts';
import { exitOf, inSeconds } from './hr-sender.ts';
import { startTestStack } from './local-stack.ts';
import { createCli } from './run-cli.ts';

const stack = await startTestStack();
const operator = stack.stack.outputs['FunctionOperator'] ?? '';
const aws = await startFakeAws(stack.stack.aws, { Offboarding: { FunctionOperator: operator }, Other: { Api: 'x' } });
const { cli, close, folder } = createCli(stack);
afterAll(async () => {
  close();
  await aws.close();
  await stack.close();
});
beforeEach(() => aws.calls.splice(0));

const configFile = join(folder, 'config');
writeFileSync(
  configFile,
  '[profile audit]\nregion = eu-west-3\naws_access_key_id = AUDIT\naws_secret_access_key = secret\n',
);

/** AWS as the shell of an operator has it, and no local stack. */
const shell = {
  OFFBOARDING_STACK_FILE: '/dev/null',
  AWS_ENDPOINT_URL: aws.url,
  AWS_REGION: 'ap-southeast-1',
  AWS_ACCESS_KEY_ID: 'ANN',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_CONFIG_FILE: configFile,
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
};

describe('a deployed stack', () => {
  test('is found by its outputs and called with the AWS credentials of whoever calls; what the local run cannot prove it says', async () => {
    const leaver = stack.employee();
    const caseId = await stack.hr.send(exitOf(leaver, { effectiveAt: inSeconds(3600) }));
    await stack.untilCase(caseId, 'scheduled');

    const cancelled = await cli(['--stack', 'Offboarding', 'cancel', caseId, '--reason', 'stays'], shell);
    const { case: ended } = await stack.untilCase(caseId, 'cancelled');

    expect(cancelled).toMatchObject({ code: 0, stdout: expect.stringContaining('cancelled (cancelled)') });
    expect(ended.notices.at(-1)).toMatchObject({ by: 'somebody (unproven)', reason: 'stays' });
    expect(aws.calls.slice(0, 2)).toEqual([
      { action: 'DescribeStacks', accessKeyId: 'ANN', region: 'ap-southeast-1' },
      { action: expect.stringContaining(operator), accessKeyId: 'ANN', region: 'ap-southeast-1' },
    ]);
  });

  test('is in the account of a profile, in a region that is said; and nobody is asked who --by is', async () => {
    const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, AWS_REGION: ___, ...bare } = shell;
    const none = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, AWS_REGION: undefined };
    const environment = { ...bare, ...none };
    const args = ['--stack', 'Offboarding', '--profile', 'audit', '--by', 'ben', 'list'];

    const listed = await cli(args, environment);
    await cli(['--region', 'us-west-2', ...args], environment);

    expect(listed).toMatchObject({ code: 0 });
    expect(aws.calls).toMatchObject([
      { action: 'DescribeStacks', accessKeyId: 'AUDIT', region: 'eu-west-3' },
      { action: expect.stringContaining(operator), accessKeyId: 'AUDIT', region: 'eu-west-3' },
      { action: 'DescribeStacks', accessKeyId: 'AUDIT', region: 'us-west-2' },
      { action: expect.stringContaining(operator), accessKeyId: 'AUDIT', region: 'us-west-2' },
    ]);
  });

  test.each([
    { name: 'Nowhere', says: 'Stack with id Nowhere does not exist' },
    { name: 'Other', says: 'has no output FunctionOperator' },
  ])('says so where $name is not one of ours', async ({ name, says }) => {
    const answer = await cli(['--stack', name, 'list'], shell);
    expect(answer).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(says) });
  });
});
