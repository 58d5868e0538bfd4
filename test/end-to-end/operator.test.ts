import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import type { OffboardingCase } from '../../functions/shared/offboarding/case/offboarding-case.ts';
import { credentials, region } from '../../infra/local/aws/local-account.ts';
import { exitOf, inSeconds } from './hr-sender.ts';
import { startTestStack } from './local-stack.ts';
import { whatLogsGiveAway } from './log-check.ts';

const stack = await startTestStack();
const { operator, simulator, world } = stack;
afterEach(() => simulator.clearFaults());
afterAll(() => stack.close());

function command(name: string, input: unknown) {
  return { command: name, by: 'the tests', input };
}

function people(data: unknown): (string | undefined)[] {
  return (data as { cases: OffboardingCase[] }).cases.map(({ person }) => person.userName);
}

function outcomes(data: unknown): Record<string, [outcome: string, reason: string | undefined]> {
  const { eips } = data as { eips: { desktopId: string; outcome: string; reason?: string }[] };
  return Object.fromEntries(eips.map(({ desktopId, outcome, reason }) => [desktopId, [outcome, reason]]));
}

describe('a command that cannot be understood', () => {
  test.each<{ what: string; event: unknown; path: string }>([
    { what: 'no command at all', event: {}, path: 'command' },
    { what: 'a command there is not', event: { command: 'promote', by: 'the tests' }, path: 'command' },
    { what: 'an option there is not', event: { command: 'list', by: 'the tests', sudo: true }, path: '' },
    { what: 'a status there is not', event: command('list', { status: 'lost' }), path: 'status' },
    { what: 'a limit beyond all measure', event: command('list', { limit: 1_000_000 }), path: 'limit' },
    { what: 'the case of nobody', event: command('status', { person: {} }), path: 'person' },
    { what: 'the exit of nobody', event: command('offboard', { person: {} }), path: 'person' },
    {
      what: 'an exit without an offset',
      event: command('offboard', { person: { id: 'E1' }, effectiveAt: '2026-11-20T18:00' }),
      path: 'effectiveAt',
    },
    { what: 'no desktops', event: command('unbind-eips', { desktopIds: [] }), path: 'desktopIds' },
    {
      what: 'a misspelt option',
      event: command('unbind-eips', { desktopIds: ['d'], forced: true }),
      path: '',
    },
    { what: 'half of what it needs', event: command('rebind-eip', { eipId: 'e' }), path: 'desktopId' },
  ])('is answered with what is wrong: $what', async ({ event, path }) => {
    const since = simulator.requests.length;
    expect(await stack.invoke('operator', event)).toEqual({
      outcome: 'usage',
      error: {
        code: 'bad-arguments',
        message: expect.any(String),
        details: expect.arrayContaining([{ path, message: expect.any(String) }]),
      },
    });
    expect(simulator.requests.slice(since)).toEqual([]);
  });
});

describe('offboard', () => {
  test('takes the desktops away at once', async () => {
    const leaver = stack.employee();
    const desktop = world.addDesktop({ users: [leaver.userName] });

    const { outcome, data } = await operator('offboard', { person: { userName: leaver.userName } });
    const { caseId } = data as { caseId: string };
    const { case: closed } = await stack.untilCase(caseId, 'closed');

    expect(outcome).toBe('done');
    expect(closed).toMatchObject({ revokeNow: true, notices: [{ source: 'operator', trust: 'iam' }] });
    expect(world.attachedTo(desktop.id)).toEqual([]);
  });

  test('takes a day, as an HR system may', async () => {
    const leaver = stack.employee();
    const effectiveAt = inSeconds(3600);

    const { data } = await operator('offboard', { person: leaver, effectiveAt });
    const { case: waiting } = await stack.untilCase((data as { caseId: string }).caseId, 'scheduled');

    expect(waiting).toMatchObject({ effectiveAt, revokeNow: false });
  });
});

describe('status and list', () => {
  test('show a case by its id and by each identifier of its person, with what was recorded', async () => {
    const leaver = stack.employee();
    const desktop = world.addDesktop({ users: [leaver.userName] });
    const caseId = await stack.hr.send(exitOf(leaver));
    await stack.untilCase(caseId, 'closed');

    const { id, userName, email } = leaver;
    const inputs = [{ caseId }, { person: { id } }, { person: { userName } }, { person: { email } }];
    const answers = await Promise.all(inputs.map((input) => operator('status', input)));

    for (const answer of answers) {
      expect(answer).toMatchObject({
        outcome: 'done',
        data: { case: { caseId, status: 'closed' }, lines: [{ desktopId: desktop.id, access: 'removed' }] },
      });
    }
  });

  test('say so where there is no such case', async () => {
    const { outcome } = await operator('status', { person: stack.person() });
    expect(outcome).toBe('not-found');
  });

  test('list the cases of a status, the latest first, no more than were asked for', async () => {
    const [first, second] = [stack.person(), stack.person()];
    for (const one of [first, second]) {
      const { data } = await operator('offboard', { person: one });
      await stack.untilCase((data as { caseId: string }).caseId, 'held');
    }

    const { data: all } = await operator('list', { status: 'held' });
    const { data: latest } = await operator('list', { status: 'held', limit: 1 });
    const { data: others } = await operator('list', { status: 'cancelled' });

    expect(people(all).slice(0, 2)).toEqual([second.userName, first.userName]);
    expect(people(latest)).toEqual([second.userName]);
    expect(people(others)).toEqual([]);
  });
});

describe('a case that somebody changed by hand until it was none', () => {
  const caseId = 'case-0123456789abcdef0123';

  test('keeps nobody from seeing the others, and says where it is wrong', async () => {
    const person = stack.person();
    const { data } = await operator('offboard', { person });
    await stack.untilCase((data as { caseId: string }).caseId, 'held');
    const broken = { pk: caseId, sk: 'case', caseId, status: 'held', updatedAt: inSeconds(0) };
    const documents = DynamoDBDocumentClient.from(
      new DynamoDBClient({ endpoint: stack.stack.aws, region, credentials }),
    );
    await documents.send(new PutCommand({ TableName: stack.stack.outputs['Table'], Item: broken }));

    const listed = await operator('list', { status: 'held' });
    const shown = await operator('status', { caseId });

    expect(people(listed.data)).toContain(person.userName);
    expect(listed.data).toMatchObject({ unreadable: [caseId] });
    expect(shown).toMatchObject({
      outcome: 'failed',
      error: {
        code: 'unreadable',
        details: expect.arrayContaining([{ path: 'version', message: expect.any(String) }]),
      },
    });
  });
});

describe('unbind-eips', () => {
  test('unbinds where nobody is attached, and elsewhere only by force', async () => {
    const [idle, used, bare] = [world.addDesktop(), world.addDesktop({ users: ['pat'] }), world.addDesktop()];
    const [idleEip, usedEip] = [world.addEip({ desktopId: idle.id }), world.addEip({ desktopId: used.id })];
    const desktopIds = [idle.id, used.id, bare.id];

    const asked = await operator('unbind-eips', { desktopIds });
    expect(asked).toMatchObject({ outcome: 'done' });
    expect(outcomes(asked.data)).toEqual({
      [idle.id]: ['unbound', undefined],
      [used.id]: ['kept', 'in-use'],
      [bare.id]: ['kept', 'no-eip'],
    });
    expect(world.eip(usedEip.id)?.desktopId).toBe(used.id);

    const forced = await operator('unbind-eips', { desktopIds, force: true });
    expect(outcomes(forced.data)).toMatchObject({ [used.id]: ['unbound', undefined], [idle.id]: ['kept', 'no-eip'] });
    expect([idleEip, usedEip].map(({ id }) => world.eip(id)?.desktopId)).toEqual([null, null]);
  });

  test('says which EIP is still bound although Workspace has answered 200', async () => {
    const desktop = world.addDesktop();
    world.addEip({ desktopId: desktop.id });
    simulator.fault({ operation: 'BatchDisassociateDesktopsEip', kind: 'partial-failure' });

    const { outcome, data } = await operator('unbind-eips', { desktopIds: [desktop.id] });

    expect(outcome).toBe('failed');
    expect(outcomes(data)).toEqual({ [desktop.id]: ['failed', 'still-bound'] });
  });

  test('answers with the code of a Workspace that refuses', async () => {
    simulator.fault({ operation: 'ListDesktopsEips', kind: '403', code: 'WKS.00009999', times: 3 });
    expect(await operator('unbind-eips', { desktopIds: ['some-desktop'] })).toMatchObject({
      outcome: 'failed',
      error: { code: 'WKS.00009999', details: { operation: 'ListDesktopsEips', retryable: false } },
    });
  });
});

describe('rebind-eip', () => {
  test('gives a desktop back the very EIP that was unbound', async () => {
    const desktop = world.addDesktop();
    const { id: eipId } = world.addEip({ desktopId: desktop.id });
    await operator('unbind-eips', { desktopIds: [desktop.id] });

    const bound = await operator('rebind-eip', { eipId, desktopId: desktop.id });
    const again = await operator('rebind-eip', { eipId, desktopId: desktop.id });

    expect(bound).toMatchObject({ outcome: 'done', data: { outcome: 'bound', verifiedAt: expect.any(String) } });
    expect(again).toMatchObject({ outcome: 'done', data: { outcome: 'bound', reason: 'already-bound' } });
    expect(world.eipOf(desktop.id)?.id).toBe(eipId);
    expect(stack.callsFor(desktop.id, 'AssociateDesktopsEip')).toHaveLength(1);
  });

  test('takes no other EIP away, and says what Workspace has against it', async () => {
    const desktop = world.addDesktop();
    const { id: eipId } = world.addEip({ desktopId: desktop.id });
    const other = world.addEip();
    const bare = world.addDesktop();

    const occupied = await operator('rebind-eip', { eipId: other.id, desktopId: desktop.id });
    const inUse = await operator('rebind-eip', { eipId, desktopId: bare.id });

    expect(occupied).toMatchObject({ outcome: 'failed', data: { reason: 'another-eip-bound' } });
    expect(inUse).toMatchObject({ outcome: 'failed', data: { outcome: 'failed', reason: 'SIM.EipInUse' } });
    expect(world.eipOf(desktop.id)?.id).toBe(eipId);
    expect(world.eipOf(bare.id)).toBeUndefined();
  });
});

// Last, for one of them stops everything.
describe('the samples in events/operator', () => {
  const folder = join(import.meta.dirname, '../../events/operator');
  const samples = readdirSync(folder);

  test('there are some', () => {
    expect(samples).toContain('status.json');
  });

  test.each(samples)('%s is understood', async (file) => {
    const answer = await stack.invoke('operator', JSON.parse(readFileSync(join(folder, file), 'utf8')));
    expect(answer).toMatchObject({ outcome: expect.stringMatching(/^(done|failed|not-found)$/) });
  });
});

test('nothing that the functions printed gives anything away', () => {
  expect(whatLogsGiveAway(stack)).toEqual([]);
});
