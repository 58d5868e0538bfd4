import { expect, it } from 'vitest';
import { startForTest } from './start-for-test.ts';

const lag = { detachLagMs: 5000 };

it('a user who leaves after a lag is an effect of the call that detached them', async () => {
  const { simulator, world, clock, post } = await startForTest(lag);
  const { id } = world.addDesktop({ users: ['leaver'] });
  const start = clock.now();
  await post('/desktops/detach', { desktop_ids: [id] });
  const state = { kind: 'desktop', id, field: 'attachState' };
  expect(simulator.requests[0]).toMatchObject({
    changed: [{ ...state, from: 'ATTACHED', to: 'DEATTACHING' }],
    later: [],
  });
  clock.advance(60_000);
  expect(simulator.requests[0]?.later).toContainEqual({
    ...state,
    from: 'DEATTACHING',
    to: 'DEATTACHED',
    at: start + 5000,
  });
  const fields = simulator.requests[0]?.later.map(({ field }) => field);
  expect(fields).toEqual(['attachments', 'attachState', 'detachRecords', 'status']);
});

it('a shared desktop that is off is seen to start, and then to lose its user', async () => {
  const { simulator, world, clock, post } = await startForTest(lag);
  const { id } = world.addDesktop({ desktopType: 'SHARED', status: 'SHUTOFF', users: ['leaver', 'stayer'] });
  const start = clock.now();
  await post('/desktops/detach', { desktop_ids: [id] });
  expect(world.desktop(id)).toMatchObject({ status: 'SHUTOFF', taskStatus: 'powering-on' });
  clock.advance(2500);
  expect(world.desktop(id)).toMatchObject({ status: 'ACTIVE', taskStatus: null, attachState: 'DEATTACHING' });
  clock.advance(2500);
  const [first, last] = [simulator.requests[0]?.later[0], simulator.requests[0]?.later.at(-1)];
  expect(simulator.requests[0]?.later).toContainEqual({
    kind: 'desktop',
    id,
    field: 'status',
    from: 'SHUTOFF',
    to: 'ACTIVE',
    at: start + 2500,
  });
  expect([first?.at, last?.at]).toEqual([start + 2500, start + 5000]);
});

it('a job that ends is an effect of the call that began it, and each call has its own', async () => {
  const { simulator, world, clock, post } = await startForTest(lag);
  const { id: poolId } = world.addPool({ poolName: 'desk' });
  const [pooled, other] = [world.addDesktop({ poolId, users: ['a'] }).id, world.addDesktop({ status: 'SHUTOFF' }).id];
  await post('/desktops/detach', { desktop_ids: [pooled] });
  clock.advance(1000);
  await post('/desktops/action', { desktop_ids: [other], op_type: 'os-start' });
  clock.advance(5000);
  const [detach, start] = simulator.requests.map(({ later }) => later);
  expect(detach).toContainEqual({
    kind: 'job',
    id: world.jobs[0]?.id,
    field: 'status',
    from: 'RUNNING',
    to: 'SUCCESS',
    at: clock.now() - 1000,
  });
  expect(start).toEqual([
    { kind: 'desktop', id: other, field: 'taskStatus', from: 'powering-on', to: null, at: clock.now() },
    { kind: 'desktop', id: other, field: 'status', from: 'SHUTOFF', to: 'ACTIVE', at: clock.now() },
  ]);
});

it('a job that fails in the end says so', async () => {
  const { simulator, world, clock, post } = await startForTest(lag);
  const { id } = world.addDesktop({ poolId: world.addPool({ poolName: 'desk' }).id, users: ['a'] });
  simulator.fault({ operation: 'DetachInstances', kind: 'late-failure' });
  await post('/desktops/detach', { desktop_ids: [id] });
  clock.advance(5000);
  const later = simulator.requests[0]?.later.map(({ kind, field, to }) => [kind, field, to]);
  expect(later).toEqual([
    ['desktop', 'attachState', 'DEATTACHFAIL'],
    ['job', 'status', 'FAILED'],
  ]);
});

it('where there is no lag, all is changed at once', async () => {
  const { simulator, world, post } = await startForTest();
  const { id } = world.addDesktop({ poolId: world.addPool({ poolName: 'desk' }).id, users: ['a'] });
  await post('/desktops/detach', { desktop_ids: [id] });
  expect(simulator.requests[0]?.later).toEqual([]);
  expect(simulator.requests[0]?.changed).toContainEqual(expect.objectContaining({ kind: 'job', to: 'SUCCESS' }));
});

it('what is done to the world by hand is no effect of a call', async () => {
  const { simulator, world, clock, post } = await startForTest(lag);
  const { id } = world.addDesktop({ users: ['a'] });
  await post('/desktops/logoff', { desktop_ids: [id] });
  world.updateDesktop(id, { status: 'SHUTOFF' });
  clock.advance(60_000);
  expect(simulator.requests[0]).toMatchObject({ changed: [], later: [] });
});
