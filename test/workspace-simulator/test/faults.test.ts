import { describe, expect, it, vi } from 'vitest';
import type { FaultKind } from '../gateway/faults.ts';
import { startForTest } from './start-for-test.ts';

async function startWithDesktop() {
  const started = await startForTest();
  const desktop = started.world.addDesktop({ users: ['a'] });
  const detach = () => started.post('/desktops/detach', { desktop_ids: [desktop.id] });
  const isDetached = () => started.world.attachedTo(desktop.id).length === 0;
  return { ...started, desktop, detach, isDetached };
}

const operation = 'DetachInstances';

describe('a fault', () => {
  it.each([
    ['429', 429, 'APIGW.0308'],
    ['403', 403, 'SIM.Denied'],
    ['409', 409, 'WKS.00010032'],
    ['500', 500, 'WKS.00000003'],
  ] as const)('%s answers so, and changes nothing', async (kind, status, code) => {
    const { detach, desktop, isDetached, simulator } = await startWithDesktop();
    simulator.fault({ operation, kind });
    expect(await detach()).toMatchObject({ status, json: { error_code: code } });
    expect(isDetached()).toBe(false);
    expect(simulator.requests.at(-1)).toMatchObject({
      status,
      errorCode: code,
      fault: kind,
      changed: [],
      desktopIds: [desktop.id],
    });
  });

  it('500-after answers an error after everything was done', async () => {
    const { detach, isDetached, simulator } = await startWithDesktop();
    simulator.fault({ operation, kind: '500-after' });
    expect((await detach()).status).toBe(500);
    expect(isDetached()).toBe(true);
    expect(simulator.requests.at(-1)?.changed).not.toEqual([]);
  });

  it.each([
    ['reset-before', false],
    ['reset-after', true],
  ] as const)('%s resets the connection', async (kind, applied) => {
    const { detach, isDetached, simulator } = await startWithDesktop();
    simulator.fault({ operation, kind });
    await expect(detach()).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
    expect(isDetached()).toBe(applied);
    expect(simulator.requests.at(-1)).toMatchObject({ status: null, fault: kind });
  });

  it('502-html is no JSON, 502-empty nothing at all', async () => {
    const { detach, isDetached, simulator } = await startWithDesktop();
    simulator.fault({ operation, kind: '502-html' });
    simulator.fault({ operation, kind: '502-empty', nth: 2 });
    expect(await detach()).toMatchObject({ status: 502, text: expect.stringContaining('<html>') as unknown });
    expect(await detach()).toMatchObject({ status: 502, text: '' });
    expect(isDetached()).toBe(false);
  });

  it('malformed-json is the beginning of an answer where there would be none', async () => {
    const { post, simulator, world } = await startForTest();
    const { id } = world.addUser({ userName: 'ann' });
    simulator.fault({ operation: 'ChangeUserStatus', kind: 'malformed-json' });
    const answer = await post(`/users/${id}/actions`, { op_type: 'LOCK' });
    expect([answer.status, answer.text, answer.json]).toEqual([200, expect.stringMatching(/./), undefined]);
    expect(world.user('ann')?.locked).toBe(true);
  });

  it('malformed-json is half an answer to a call that was carried out', async () => {
    const { detach, isDetached, simulator } = await startWithDesktop();
    simulator.fault({ operation, kind: 'malformed-json' });
    const answer = await detach();
    expect(answer.status).toBe(200);
    expect(answer.text).toMatch(/^\{"failed_operation_list"/);
    expect(answer.json).toBeUndefined();
    expect(isDetached()).toBe(true);
  });

  it('refusal answers what it is told, in the shape its code has', async () => {
    const { detach, simulator } = await startWithDesktop();
    simulator.fault({ operation, kind: 'refusal', status: 503, code: 'APIGW.0613', message: 'IAM is down' });
    expect(await detach()).toMatchObject({
      status: 503,
      json: { error_code: 'APIGW.0613', request_id: expect.any(String) as unknown },
    });
    simulator.fault({ operation, kind: 'refusal', code: 'WKS.00010099', status: 403, nth: 1 });
    expect((await detach()).json).toEqual({ error_code: 'WKS.00010099', error_msg: 'Refused on request.' });
  });

  it('hits the calls from the nth on, as often as it is told, and others not', async () => {
    const { get, simulator } = await startForTest();
    simulator.fault({ operation: 'ListDesktops', kind: '500', nth: 2, times: 2 });
    const statuses = [];
    for (let calls = 0; calls < 5; calls += 1) statuses.push((await get('/desktops')).status);
    expect(statuses).toEqual([200, 500, 500, 200, 200]);
    expect((await get('/users')).status).toBe(200);
  });

  it('of * hits any operation, and none once faults are cleared', async () => {
    const { get, simulator } = await startForTest();
    simulator.fault({ operation: '*', kind: '500', times: 10 });
    expect((await get('/users')).status).toBe(500);
    simulator.clearFaults();
    expect((await get('/users')).status).toBe(200);
  });

  it('of a path hits calls of that path alone', async () => {
    const { world, simulator, get } = await startWithDesktop();
    const [open, closed] = ['open', 'closed'].map((poolName) => world.addPool({ poolName }).id);
    simulator.fault({ operation: 'ListDesktopPoolAuthorizedObjects', path: closed, kind: '403', times: 2 });

    const statuses = [];
    for (const id of [closed, open, closed, closed]) statuses.push((await get(`/desktop-pools/${id}/users`)).status);

    expect(statuses).toEqual([403, 200, 403, 200]);
  });

  it('that could never be met is an error at once', async () => {
    const { simulator } = await startForTest();
    expect(() => simulator.fault({ operation: 'BatchDetach', kind: '500' })).toThrow('no operation BatchDetach');
    expect(() => simulator.fault({ operation, kind: 'explode' as FaultKind })).toThrow('kind');
    expect(() => simulator.fault({ operation, kind: '500', nht: 2 } as never)).toThrow('nht');
  });

  it('does not hit a caller who was not let in', async () => {
    const { get, simulator } = await startForTest();
    simulator.fault({ operation: 'ListDesktops', kind: '500' });
    expect((await get('/desktops', { key: { accessKey: 'X', secretKey: 'X' } })).status).toBe(401);
    expect((await get('/desktops')).status).toBe(500);
  });
});

describe('a slow call', () => {
  it('is carried out when its time has come, even if the caller has hung up', async () => {
    const { desktop, isDetached, simulator, clock, post } = await startWithDesktop();
    simulator.fault({ operation, kind: 'slow', ms: 5000 });
    const impatient = new AbortController();
    const answer = post('/desktops/detach', { desktop_ids: [desktop.id] }, { signal: impatient.signal });
    await vi.waitFor(() => expect(clock.sleeping).toBe(1));
    impatient.abort();
    await expect(answer).rejects.toThrow('abort');
    expect(isDetached()).toBe(false);
    clock.advance(5000);
    await vi.waitFor(() => expect(isDetached()).toBe(true));
  });

  it('slow-after is carried out at once and answered late', async () => {
    const { detach, isDetached, simulator, clock } = await startWithDesktop();
    simulator.fault({ operation, kind: 'slow-after', ms: 5000 });
    let answered = false;
    const answer = detach().finally(() => {
      answered = true;
    });
    await vi.waitFor(() => expect(clock.sleeping).toBe(1));
    expect(isDetached()).toBe(true);
    expect(answered).toBe(false);
    clock.advance(5000);
    expect((await answer).status).toBe(200);
  });
});

describe('a partial failure', () => {
  it('is a 200 in which the ordered desktops failed and the others did not', async () => {
    const { post, world, simulator } = await startForTest();
    const [good, bad] = [world.addDesktop({ users: ['a'] }), world.addDesktop({ computerName: 'BAD', users: ['b'] })];
    simulator.fault({ operation, kind: 'partial-failure', desktopIds: [bad.id], code: 'WKS.00010321', message: 'No.' });
    const { status, json } = await post('/desktops/detach', { desktop_ids: [good.id, bad.id] });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      failed_operation_list: [
        { desktop_id: bad.id, desktop_name: 'BAD', error_code: 'WKS.00010321', error_msg: 'No.' },
      ],
    });
    expect(world.attachedTo(good.id)).toEqual([]);
    expect(world.attachedTo(bad.id)).toEqual(['b']);
  });

  it('of an EIP unbinding is silent: the EIP stays bound', async () => {
    const { post, world, simulator } = await startForTest();
    const [one, other] = [world.addDesktop(), world.addDesktop()];
    const [kept, freed] = [world.addEip({ desktopId: one.id }), world.addEip({ desktopId: other.id })];
    simulator.fault({ operation: 'BatchDisassociateDesktopsEip', kind: 'partial-failure', desktopIds: [one.id] });
    expect(await post('/eips/unbinding', { desktop_ids: [one.id, other.id] })).toMatchObject({ status: 200, text: '' });
    expect(world.eip(kept.id)?.desktopId).toBe(one.id);
    expect(world.eip(freed.id)?.desktopId).toBeNull();
  });
});

describe('a late failure', () => {
  it('is accepted, and leaves the user attached with DEATTACHFAIL', async () => {
    const { post, world, clock, simulator } = await startForTest({ detachLagMs: 1000 });
    const desktop = world.addDesktop({ users: ['a'] });
    simulator.fault({ operation, kind: 'late-failure' });
    expect((await post('/desktops/detach', { desktop_ids: [desktop.id] })).json).toMatchObject({
      failed_operation_list: [],
    });
    expect(world.desktop(desktop.id)?.attachState).toBe('DEATTACHING');
    clock.advance(1000);
    expect(world.desktop(desktop.id)?.attachState).toBe('DEATTACHFAIL');
    expect(world.attachedTo(desktop.id)).toEqual(['a']);
  });
});
