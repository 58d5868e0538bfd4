import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { createProver } from '../../functions/operator/cli/prove-identity.ts';
import { arnOf } from '../../infra/local/aws/local-account.ts';
import { startStsSimulator } from '../sts-simulator/start-sts-simulator.ts';
import type { OperatorAnswer } from './case-access.ts';
import { exitOf } from './hr-sender.ts';
import { startTestStack } from './local-stack.ts';
import { whatLogsGiveAway } from './log-check.ts';
import { newEmployee } from './people.ts';

const account = '000000000000';
const role = 'AWSReservedSSO_Ops_1a2b3c4d5e6f7a8b';
const sts = await startStsSimulator({
  AKIAANN: { secret: 'of ann', arn: `arn:aws:iam::${account}:user/ann`, userId: 'AIDAANN' },
  AKIABEN: { secret: 'of ben', arn: `arn:aws:sts::${account}:assumed-role/${role}/ben`, userId: 'AROA:ben' },
  AKIAONE: { secret: 'of one', arn: `arn:aws:sts::${account}:assumed-role/Ops/one`, userId: 'AROB:one' },
  AKIATWO: { secret: 'of two', arn: `arn:aws:sts::${account}:assumed-role/Ops/two`, userId: 'AROB:two' },
});
const regularEndpoint = process.env['AWS_ENDPOINT_URL_STS'];
process.env['AWS_ENDPOINT_URL_STS'] = sts.url;
const stack = await startTestStack({
  sts: sts.url,
  config: { policy: { mode: 'enforce', approval: { moreThanDesktops: 1, people: 2 } } },
});
const { world } = stack;
const functionArn = arnOf('lambda', `function:${stack.stack.outputs['FunctionOperator']}`);
afterEach(() => {
  delete sts.rules.fault;
});
afterAll(async () => {
  if (regularEndpoint === undefined) delete process.env['AWS_ENDPOINT_URL_STS'];
  else process.env['AWS_ENDPOINT_URL_STS'] = regularEndpoint;
  await stack.close();
  await sts.close();
});

type Who = 'ANN' | 'BEN' | 'ONE' | 'TWO';

async function signed(who: Who, command: string, input: unknown, by?: string) {
  const credentials = { accessKeyId: `AKIA${who}`, secretAccessKey: `of ${who.toLowerCase()}` };
  const given = { command, input, ...(by !== undefined && { by }) };
  return { ...given, proof: await createProver(functionArn, { credentials })(given) };
}

function invoke(event: unknown): Promise<OperatorAnswer> {
  return stack.invoke('operator', event) as Promise<OperatorAnswer>;
}

async function as(who: Who, command: string, input: unknown, by?: string): Promise<OperatorAnswer> {
  return invoke(await signed(who, command, input, by));
}

/** What there is to agree to of a case that waits for two people. */
async function asked() {
  const leaver = newEmployee(world);
  const ids = [0, 1].map(() => world.addDesktop({ users: [leaver.userName] }).id);
  const caseId = await stack.hr.send(exitOf(leaver));
  const { case: one } = await stack.untilCase(caseId, 'held', ({ reason }) => reason === 'approval');
  return { ids, leaver, agreement: { caseId, reason: 'seen', planHash: one.approval?.planHash } };
}

describe('two people who must agree', () => {
  test('are two AWS identities that are proven, whatever they say that they are', async () => {
    const { ids, agreement } = await asked();

    const first = await as('ANN', 'approve', agreement, 'alice');
    const again = await as('ANN', 'approve', agreement, 'bob');
    const unproven = await invoke({ command: 'approve', by: 'bob', input: agreement });
    const second = await as('BEN', 'approve', agreement);
    const { case: closed } = await stack.untilCase(agreement.caseId, 'closed');

    expect(first.outcome).toBe('done');
    expect(again.error?.code).toBe('already-approved-by-them');
    expect(unproven.error?.code).toBe('identity-not-proven');
    expect(second.outcome).toBe('done');
    expect(closed.approval?.approvedBy).toMatchObject([
      { by: `arn:aws:iam::${account}:user/ann (alice)`, person: 'user:AIDAANN' },
      { by: `arn:aws:sts::${account}:assumed-role/${role}/ben`, person: 'session:ben' },
    ]);
    expect(ids.flatMap((id) => world.attachedTo(id))).toEqual([]);
  });

  test('are not two sessions of one role, which one person can open', async () => {
    const { ids, leaver, agreement } = await asked();

    const answers = [await as('ONE', 'approve', agreement), await as('TWO', 'approve', agreement)];

    expect(answers.map(({ error }) => error?.code)).toEqual(['identity-names-nobody', 'identity-names-nobody']);
    expect(ids.flatMap((id) => world.attachedTo(id))).toEqual([leaver.userName, leaver.userName]);
  });

  test('are not whoever has captured what one of them has signed for something else', async () => {
    const [one, other] = [await asked(), await asked()];
    const captured = await signed('BEN', 'approve', one.agreement);
    const { proof } = captured;

    const answers = [
      await invoke({ ...captured, input: other.agreement }),
      await invoke({ command: 'approve', input: { ...one.agreement, planHash: '0'.repeat(64) }, proof }),
      await invoke({ command: 'reject', input: one.agreement, proof }),
      await invoke({ command: 'offboard', input: { person: other.leaver }, proof }),
    ];

    expect(answers.map(({ error }) => error?.code)).toEqual(Array.from({ length: 4 }, () => 'proof-refused'));
    expect(sts.requests.every(({ headers }) => headers.host === new URL(sts.url).host)).toBe(true);
  });
});

describe('while STS does not answer', () => {
  test('exits can be stopped all the same, nobody can agree, and doctor says why', async () => {
    const { agreement } = await asked();
    sts.rules.fault = 'unavailable';

    const stopped = await as('ANN', 'quarantine-set', { reason: 'to be sure' }, 'ann');
    const agreed = await as('ANN', 'approve', agreement);
    const looked = await as('ANN', 'doctor', {});
    await as('ANN', 'quarantine-clear', { reason: 'was nothing' });

    expect(stopped).toMatchObject({
      outcome: 'done',
      data: { quarantine: { exits: { by: 'ann (unproven: STS did not answer)' } } },
    });
    expect(agreed.error).toMatchObject({
      code: 'identity-not-proven',
      message: expect.stringContaining('STS cannot say'),
    });
    expect(looked).toMatchObject({
      outcome: 'failed',
      data: { findings: expect.arrayContaining([expect.objectContaining({ check: 'sts', state: 'wrong' })]) },
    });
  });
});

test('nothing that the functions printed gives anything away', () => {
  expect(whatLogsGiveAway(stack)).toEqual([]);
});
