import { afterAll, afterEach, describe, expect, test } from 'vitest';
import type { FaultKind } from '../workspace-simulator/gateway/faults.ts';
import type { LoggedRequest } from '../workspace-simulator/gateway/request-log.ts';
import { exitOf } from './hr-sender.ts';
import { startTestStack } from './local-stack.ts';
import { whatLogsGiveAway } from './log-check.ts';
import { untilTrue } from './until.ts';

const stack = await startTestStack();
const { hr, simulator, world } = stack;
const { url: endpoint, accessKey, secretKey } = simulator;
/** A second stack that calls the same Workspace, with a project that is not the key's. */
const wrongProject = { endpoint, projectId: 'f'.repeat(32), accessKey, secretKey };
const elsewhere = await startTestStack({ workspace: wrongProject }, simulator);
afterEach(() => simulator.clearFaults());
afterAll(() => Promise.all([elsewhere.close(), stack.close()]));

const byName = (a: string, b: string): number => a.localeCompare(b);

/** A leaver on a shared desktop, whose other user must never be lost, and on one with an EIP. */
function leaverAndColleague() {
  const [leaver, colleague] = [stack.employee(), stack.employee()];
  const own = world.addDesktop({ users: [leaver.userName] });
  const shared = world.addDesktop({ desktopType: 'SHARED', users: [leaver.userName, colleague.userName] });
  return { leaver, colleague, own, shared, eip: world.addEip({ desktopId: own.id }) };
}

function expectAccessGone({ colleague, own, shared, eip }: ReturnType<typeof leaverAndColleague>): void {
  expect(world.attachedTo(own.id)).toEqual([]);
  expect(world.attachedTo(shared.id)).toEqual([colleague.userName]);
  expect(world.eip(eip.id)?.desktopId).toBeNull();
}

describe('an answer that is not what it seems', () => {
  test('one desktop that fails inside a 200 is shown with its code and tried again; the other is done', async () => {
    const sample = leaverAndColleague();
    const refusal = { code: 'WKS.00001234', message: 'The desktop agent is upgrading.' };
    simulator.fault({
      operation: 'BatchDetachInstances',
      kind: 'partial-failure',
      desktopIds: [sample.shared.id],
      ...refusal,
    });

    const caseId = await hr.send(exitOf(sample.leaver));
    const { case: open } = await stack.untilCase(caseId, 'detaching', ({ attempts }) => attempts === 1);
    expect(world.attachedTo(sample.own.id)).toEqual([]);
    expect(world.attachedTo(sample.shared.id)).toContain(sample.leaver.userName);
    expect(open.desktops.find(({ desktopId }) => desktopId === sample.own.id)?.detach).toBe('verified');
    expect(open.desktops.find(({ desktopId }) => desktopId === sample.shared.id)?.problem).toEqual(refusal);
    expect(Date.parse(open.dueAt ?? '')).toBeGreaterThan(Date.parse(open.updatedAt));

    await stack.wakeAt(caseId);
    const { lines } = await stack.untilCase(caseId, 'closed');
    expectAccessGone(sample);
    expect(lines.map(({ access }) => access)).toEqual(['removed', 'removed']);
  });

  test.each<{ before: FaultKind; after: FaultKind; meaning: string }>([
    { before: '500', after: '500-after', meaning: 'an internal error' },
    { before: 'reset-before', after: 'reset-after', meaning: 'a broken connection' },
    { before: '502-html', after: 'malformed-json', meaning: 'an answer nobody can read' },
  ])(
    '$meaning is settled by reading: repeated if nothing was done, not if everything was',
    async ({ before, after }) => {
      const sample = leaverAndColleague();
      const since = simulator.requests.length;
      simulator.fault({ operation: 'BatchDetachInstances', kind: before });
      simulator.fault({ operation: 'BatchDetachInstances', kind: after, nth: 2 });

      const { lines } = await stack.untilCase(await hr.send(exitOf(sample.leaver)), 'closed');

      expectAccessGone(sample);
      expect(lines.map(({ access }) => access)).toEqual(['removed', 'removed']);
      // What is in doubt is asked for in parts: the two desktops by a call each.
      expect(callsSince(since, 'BatchDetachInstances').map(faultAndEffect)).toEqual([
        [before, false],
        [after, true],
        [undefined, true],
      ]);
    },
  );

  test('the same is true of an EIP', async () => {
    const sample = leaverAndColleague();
    const since = simulator.requests.length;
    simulator.fault({ operation: 'BatchDisassociateDesktopsEip', kind: '500' });
    simulator.fault({ operation: 'BatchDisassociateDesktopsEip', kind: 'reset-after', nth: 2 });

    const { lines } = await stack.untilCase(await hr.send(exitOf(sample.leaver)), 'closed');

    expectAccessGone(sample);
    expect(lines.map(({ publicIp }) => publicIp).toSorted(byName)).toEqual(['none', 'unbound']);
    expect(callsSince(since, 'BatchDisassociateDesktopsEip').map(faultAndEffect)).toEqual([
      ['500', false],
      ['reset-after', true],
    ]);
  });

  test('429: the same call is made again when its time has come', async () => {
    const sample = leaverAndColleague();
    const since = simulator.requests.length;
    simulator.fault({ operation: 'BatchDetachInstances', kind: '429', ms: 1 });

    await stack.untilCase(await hr.send(exitOf(sample.leaver)), 'closed');

    expectAccessGone(sample);
    const [refused, ...more] = callsSince(since, 'BatchDetachInstances');
    expect(refused?.status).toBe(429);
    expect(more.map(({ status }) => status)).toEqual([200]);
    expect(more[0]?.at).toBeGreaterThanOrEqual((refused?.at ?? 0) + 1000);
  });

  test('a desktop that is busy with something else does not hold up the others of its batch', async () => {
    const sample = leaverAndColleague();
    world.updateDesktop(sample.own.id, { taskStatus: 'rebooting' });

    const caseId = await hr.send(exitOf(sample.leaver));
    const { case: open } = await stack.untilCase(caseId, 'detaching', ({ attempts }) => attempts === 1);
    expect(world.attachedTo(sample.shared.id)).toEqual([sample.colleague.userName]);
    expect(open.desktops.find(({ desktopId }) => desktopId === sample.own.id)?.problem?.code).toBe('WKS.00010032');

    world.updateDesktop(sample.own.id, { taskStatus: null });
    await stack.wakeAt(caseId);
    await stack.untilCase(caseId, 'closed');
    expectAccessGone(sample);
  });

  test('a detach that is under way already is waited for, not asked for again', async () => {
    const sample = leaverAndColleague();
    world.updateDesktop(sample.own.id, { attachState: 'DEATTACHING' });

    const caseId = await hr.send(exitOf(sample.leaver));
    await untilTrue('the other desktop to be left', () => world.attachedTo(sample.shared.id).length === 1);
    await stack.untilCase(caseId, 'detaching', ({ desktops }) => desktops.length === 2);
    world.updateDesktop(sample.own.id, { attachState: 'DEATTACHFAIL' });
    await stack.untilCase(caseId, 'closed');

    expectAccessGone(sample);
    expect(stack.callsFor(sample.own.id, 'BatchDetachInstances').map(({ status }) => status)).toEqual([200]);
  });

  test('a desktop that somebody else has detached meanwhile is done, and its EIP goes all the same', async () => {
    const sample = leaverAndColleague();
    simulator.fault({ operation: 'BatchDetachInstances', kind: 'partial-failure', desktopIds: [sample.own.id] });

    const caseId = await hr.send(exitOf(sample.leaver));
    await stack.untilCase(caseId, 'detaching', ({ attempts }) => attempts === 1);
    await stack.somebodyElse.detachDesktops([sample.own.id]);
    await stack.wakeAt(caseId);
    const { lines } = await stack.untilCase(caseId, 'closed');

    expectAccessGone(sample);
    expect(stack.callsFor(sample.own.id, 'BatchDetachInstances')).toHaveLength(1);
    expect(lines.find(({ desktopId }) => desktopId === sample.own.id)).toMatchObject({
      access: 'removed',
      publicIp: 'unbound',
    });
  });

  test('an EIP that cannot be unbound now keeps the case open until it can', async () => {
    const sample = leaverAndColleague();
    simulator.fault({ operation: 'BatchDisassociateDesktopsEip', kind: 'refusal', code: 'WKS.00005678' });

    const caseId = await hr.send(exitOf(sample.leaver));
    const { case: open } = await stack.untilCase(caseId, 'unbinding', ({ attempts }) => attempts === 1);
    expect(open.desktops.map(({ problem }) => problem?.code)).toContain('WKS.00005678');
    expect(world.eip(sample.eip.id)?.desktopId).toBe(sample.own.id);

    await stack.wakeAt(caseId);
    await stack.untilCase(caseId, 'closed');
    expectAccessGone(sample);
  });
});

describe('a worker that dies', () => {
  test('between the detach and its answer leaves a case that the next one finishes, without a second detach', async () => {
    const sample = leaverAndColleague();
    const since = simulator.requests.length;
    simulator.fault({ operation: 'BatchDetachInstances', kind: 'slow-after', ms: 60_000 });

    const caseId = await hr.send(exitOf(sample.leaver));
    await untilTrue('the detach to be applied', () => callsSince(since, 'BatchDetachInstances').length === 1);
    await stack.crash('offboard');
    const left = await stack.status(caseId);
    // SQS gives the message out again after its visibility timeout; the waker does not wait for that.
    await stack.wake(caseId);
    const { lines } = await stack.untilCase(caseId, 'closed');

    expect(left?.case.status).toBe('detaching');
    expect(left?.case.dueAt).toBeDefined();
    expectAccessGone(sample);
    expect(callsSince(since, 'BatchDetachInstances')).toHaveLength(1);
    expect(lines.map(({ access, detachVerifiedAt }) => [access, typeof detachVerifiedAt])).toEqual([
      ['removed', 'string'],
      ['removed', 'string'],
    ]);
  });

  test('between saving what it is about to do and doing it leaves a case that the next one carries out', async () => {
    const sample = leaverAndColleague();
    // The call is on its way when the worker dies, and is lost with it.
    simulator.fault({ operation: 'BatchDetachInstances', kind: 'slow', ms: 60_000 });

    const caseId = await hr.send(exitOf(sample.leaver));
    await stack.untilLogged({ caseId, message: 'Case', step: 'detach' });
    await stack.crash('offboard');
    expect(world.attachedTo(sample.own.id)).toEqual([sample.leaver.userName]);
    simulator.clearFaults();
    await stack.wake(caseId);
    await stack.untilCase(caseId, 'closed');

    expectAccessGone(sample);
  });

  test('and one that only seemed dead do no harm to each other', async () => {
    const sample = leaverAndColleague();
    const since = simulator.requests.length;
    // Two environments of the function, ready before the first call is held up.
    await Promise.all([stack.deliver([]), stack.deliver([])]);
    simulator.fault({ operation: 'BatchDetachInstances', kind: 'slow-after', ms: 2000 });

    const caseId = await hr.send(exitOf(sample.leaver));
    await untilTrue('the detach to be applied', () => callsSince(since, 'BatchDetachInstances').length === 1);
    await stack.wakeAt(caseId);
    const { case: closed } = await stack.untilCase(caseId, 'closed');
    await stack.untilLogged({ caseId, message: 'Another worker has this case' });

    expect((await stack.status(caseId))?.case).toEqual(closed);
    expectAccessGone(sample);
    expect(callsSince(since, 'BatchDetachInstances')).toHaveLength(1);
  });
});

describe('a Workspace that cannot be used', () => {
  test('for a while only delays: the case says what is wrong and goes on when it is over', async () => {
    const sample = leaverAndColleague();
    simulator.fault({ operation: 'ListDesktopsDetail', kind: '500', times: 4 });

    const caseId = await hr.send(exitOf(sample.leaver));
    const { case: open } = await stack.untilCase(caseId, 'scheduled', ({ attempts }) => attempts === 1);
    expect(open.problem).toMatchObject({ code: 'WKS.00000003', message: expect.stringContaining('HTTP 500') });
    expect(Date.parse(open.dueAt ?? '')).toBeLessThan(Date.now() + 2 * 60_000);

    await stack.wakeAt(caseId);
    await stack.untilCase(caseId, 'closed');
    expectAccessGone(sample);
  });

  test('because its key is wrong is said on the case, with the setting to look at, and mended by the right key', async () => {
    const sample = leaverAndColleague();
    await stack.putSecret('SecretWorkspace', { accessKey, secretKey: 'x'.repeat(secretKey.length) });
    await stack.crash('offboard');

    const caseId = await hr.send(exitOf(sample.leaver));
    const { case: open } = await stack.untilCase(caseId, 'scheduled', ({ attempts }) => attempts === 1);
    expect(open.problem?.code).toBe('APIGW.0301');
    expect(open.problem?.message).toContain('Check the access key and secret key in the secret');
    expect(open.dueAt).toBeDefined();

    await stack.putSecret('SecretWorkspace', { accessKey, secretKey });
    await stack.crash('offboard');
    await stack.wakeAt(caseId);
    await stack.untilCase(caseId, 'closed');
    expectAccessGone(sample);
  });

  test('because the project is not the key’s is said on the case, and is not taken for an unknown leaver', async () => {
    const { leaver } = leaverAndColleague();

    const caseId = await elsewhere.hr.send(exitOf(leaver));
    const { case: open } = await elsewhere.untilCase(caseId, 'scheduled', ({ attempts }) => attempts === 1);

    expect(open.problem?.message).toContain('WORKSPACE_PROJECT_ID');
    expect(Date.parse(open.dueAt ?? '')).toBeLessThan(Date.now() + 2 * 60_000);
  });
});

test('nothing that the functions printed gives anything away', () => {
  expect([...whatLogsGiveAway(stack), ...whatLogsGiveAway(elsewhere)]).toEqual([]);
});

function callsSince(since: number, operation: string) {
  return simulator.requests.slice(since).filter((request) => request.operation === operation);
}

function faultAndEffect({ fault, changed }: LoggedRequest): [fault: string | undefined, changed: boolean] {
  return [fault, changed.length > 0];
}
