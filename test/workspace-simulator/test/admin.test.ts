import { expect, it } from 'vitest';
import { startForTest } from './start-for-test.ts';

async function startWithAdmin(options: Parameters<typeof startForTest>[0] = {}) {
  const started = await startForTest(options);
  const admin = async (method: string, door: string, body?: unknown) => {
    const payload = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${started.simulator.url}/__simulator/${door}`, { method, ...payload });
    return { status: response.status, json: await response.json() };
  };
  return { ...started, admin };
}

it('builds a world over HTTP, and shows it', async () => {
  const { admin, world } = await startWithAdmin();
  await admin('POST', 'users', { userName: 'ann' });
  await admin('POST', 'groups', { groupName: 'sales', members: ['ann'] });
  const pool = (await admin('POST', 'pools', { poolName: 'p', groups: ['sales'] })).json as { id: string };
  const desktop = (await admin('POST', 'desktops', { poolId: pool.id })).json as { id: string };
  await admin('POST', 'eips', { desktopId: desktop.id });
  expect((await admin('POST', 'logins', { userName: 'ann' })).json).toMatchObject({ id: desktop.id });
  expect(world.attachedTo(desktop.id)).toEqual(['ann']);
  expect((await admin('GET', 'state')).json).toMatchObject({
    users: [{ userName: 'ann' }],
    groups: [{ groupName: 'sales' }],
    pools: [{ id: pool.id }],
    desktops: [{ id: desktop.id, loggedIn: 'ann', attachments: [{ userName: 'ann' }] }],
    eips: [{ desktopId: desktop.id, account: { reservationFeeUsd: 0 } }],
  });
});

it('changes and deletes a desktop', async () => {
  const { admin, get } = await startWithAdmin();
  await admin('POST', 'desktops', { id: 'd1' });
  expect((await admin('POST', 'desktops/d1', { taskStatus: 'rebuilding' })).json).toMatchObject({
    taskStatus: 'rebuilding',
  });
  expect((await admin('GET', 'desktops/d1')).json).toMatchObject({ taskStatus: 'rebuilding' });
  await admin('DELETE', 'desktops/d1');
  expect((await get('/desktops?desktop_id=d1')).json).toMatchObject({ total_count: 0 });
});

it('tells every request with what it changed', async () => {
  const { admin, world, post } = await startWithAdmin();
  const { id } = world.addDesktop({ users: ['ann'] });
  await post('/desktops/detach', { desktop_ids: [id] });
  expect((await admin('GET', 'requests')).json).toMatchObject([
    {
      at: Date.UTC(2026, 10, 20, 10),
      operation: 'DetachInstances',
      method: 'POST',
      status: 200,
      desktopIds: [id],
      requestId: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown,
      changed: expect.arrayContaining([
        { kind: 'desktop', id, field: 'status', from: 'ACTIVE', to: 'SHUTOFF' },
      ]) as unknown,
    },
  ]);
  await admin('DELETE', 'requests');
  expect((await admin('GET', 'requests')).json).toEqual([]);
});

it('tells what a request has changed since', async () => {
  const { admin, world, post, clock } = await startWithAdmin({ detachLagMs: 1000 });
  const { id } = world.addDesktop();
  await post('/desktops/action', { desktop_ids: [id], op_type: 'os-stop' });
  clock.advance(1000);
  const at = clock.now();
  expect((await admin('GET', 'requests')).json).toMatchObject([
    {
      later: [
        { field: 'taskStatus', at },
        { kind: 'desktop', id, field: 'status', from: 'ACTIVE', to: 'SHUTOFF', at },
      ],
    },
  ]);
});

it('tells of no change where nothing changed', async () => {
  const { world, post, simulator } = await startWithAdmin();
  const { id } = world.addUser({ userName: 'ann', locked: true });
  await post(`/users/${id}/actions`, { op_type: 'LOCK' });
  expect(simulator.requests[0]).toMatchObject({ status: 204, changed: [] });
});

it('sets and clears faults', async () => {
  const { admin, get } = await startWithAdmin();
  await admin('POST', 'faults', { operation: 'ListDesktops', kind: '500', times: 5 });
  expect((await get('/desktops')).status).toBe(500);
  expect((await admin('GET', 'faults')).json).toMatchObject([
    { operation: 'ListDesktops', kind: '500', nth: 1, times: 5 },
  ]);
  await admin('DELETE', 'faults');
  expect((await get('/desktops')).status).toBe(200);
});

it('goes back to the world it started with', async () => {
  const { admin, world, simulator, get } = await startWithAdmin({
    desktops: 3,
    budget: { readsPerMinute: 1, writesPerMinute: 1 },
  });
  const before = structuredClone(world.desktops);
  world.addDesktop({ users: ['ann'] });
  world.updateDesktop(world.desktops[0]?.id ?? '', { status: 'ERROR' });
  simulator.fault({ operation: '*', kind: '500' });
  await get('/users');
  await admin('POST', 'reset');
  expect(world.desktops).toEqual(before);
  expect(simulator.requests).toEqual([]);
  expect((await get('/users')).status).toBe(200);
});

it.each([
  ['POST', 'desktops', { desktopTyp: 'SHARED' }, /desktopTyp/],
  ['POST', 'desktops', { desktopType: 'BROKEN' }, /desktopType/],
  ['POST', 'desktops', { poolId: 'none' }, /no pool none/],
  ['POST', 'desktops', { users: ['a', 'b'] }, /Only a SHARED desktop/],
  ['POST', 'desktops', { id: 'd1' }, /d1 is taken/],
  ['POST', 'eips', { desktopId: 'none' }, /no desktop none/],
  ['POST', 'faults', { operation: 'ListDesktops' }, /kind/],
  ['POST', 'desktops/d1', { taskstatus: 'x' }, /taskstatus/],
  ['POST', 'desktops/none', { status: 'ERROR' }, /no desktop none/],
  ['POST', 'logins', null, /expected object/],
])('says what is wrong with %s %s %j', async (method, door, body, message) => {
  const { admin, world } = await startWithAdmin();
  world.addDesktop({ id: 'd1' });
  expect(await admin(method, door, body)).toEqual({
    status: 400,
    json: { error: expect.stringMatching(message) as unknown },
  });
});

it('lists the doors there are when asked for another', async () => {
  const { admin } = await startWithAdmin();
  expect(await admin('GET', 'nothing')).toMatchObject({
    status: 404,
    json: { error: expect.stringContaining('POST desktops') as unknown },
  });
});

it('says so when there is no such desktop', async () => {
  const { admin } = await startWithAdmin();
  expect(await admin('GET', 'desktops/nope')).toEqual({ status: 404, json: { error: 'There is no desktop nope.' } });
});
