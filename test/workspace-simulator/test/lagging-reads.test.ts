import { expect, it } from 'vitest';
import { startForTest } from './start-for-test.ts';

async function startWithDesktop(options: Parameters<typeof startForTest>[0] = {}) {
  const started = await startForTest(options);
  const { id } = started.world.addDesktop({ users: ['ann', 'bob'], desktopType: 'SHARED' });
  started.world.addEip({ desktopId: id });
  const users = async (list: 'desktops' | 'desktops/detail', filter = '') => {
    const { json } = await started.get(`/${list}${filter}`);
    const { desktops } = json as { desktops: { attach_user_infos: { user_name: string }[] }[] };
    return desktops.map(({ attach_user_infos: infos }) => infos.map(({ user_name: name }) => name));
  };
  const detach = (name: string) =>
    started.post('/desktops/batch-detach', {
      desktops: [
        { desktop_id: id, is_detach_all_users: false, detach_user_infos: [{ user_name: name, type: 'USER' }] },
      ],
    });
  const admin = async (method: string, door: string, body?: unknown) => {
    const payload = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${started.simulator.url}/__simulator/${door}`, { method, ...payload });
    return { status: response.status, json: await response.json() };
  };
  return { ...started, id, users, detach, admin };
}

it('shows to the first readings what was before a change, in that list alone', async () => {
  const { simulator, users, detach } = await startWithDesktop();
  simulator.lag({ list: 'ListDesktops', reads: 1 });
  await detach('ann');
  expect(await users('desktops/detail')).toEqual([['bob']]);
  expect(await users('desktops')).toEqual([['ann', 'bob']]);
  expect(await users('desktops')).toEqual([['bob']]);
});

it('shows for so long what was before a change, and finds by it', async () => {
  const { simulator, users, detach, clock } = await startWithDesktop();
  simulator.lag({ list: 'ListDesktopsDetail', ms: 2_000 });
  await detach('ann');
  clock.advance(1_999);
  expect(await users('desktops/detail', '?user_names=ann')).toEqual([['ann', 'bob']]);
  clock.advance(1);
  expect(await users('desktops/detail', '?user_names=ann')).toEqual([]);
});

it('lags with EIPs, desktops that are added and desktops that are gone as well, until it ends', async () => {
  const { simulator, world, get, post, users, id } = await startWithDesktop();
  simulator.lag({ list: 'ListDesktopsEips', reads: 1 });
  simulator.lag({ list: 'ListDesktops', reads: 2 });
  await post('/eips/unbinding', { desktop_ids: [id] });
  expect((await get('/eips?state=bind')).json).toMatchObject({ total_count: 1 });
  expect((await get('/eips?state=bind')).json).toMatchObject({ total_count: 0 });
  world.addDesktop({ users: ['cas'] });
  world.deleteDesktop(id);
  expect(await users('desktops')).toEqual([['ann', 'bob']]);
  simulator.lag({ list: 'ListDesktops', reads: 0 });
  expect(await users('desktops')).toEqual([['cas']]);
});

it('leaves a desktop out of one answer that would have it', async () => {
  const { simulator, users, id, world, get } = await startWithDesktop();
  world.addDesktop({ users: ['cas'] });
  simulator.leaveOut({ list: 'ListDesktopsDetail', desktopId: id });
  simulator.leaveOut({ list: 'ListDesktopsEips', desktopId: id });
  expect(await users('desktops/detail', '?user_names=cas')).toEqual([['cas']]);
  expect(await users('desktops/detail')).toEqual([['cas']]);
  expect(await users('desktops/detail')).toEqual([['ann', 'bob'], ['cas']]);
  expect((await get('/eips')).json).toMatchObject({ eips: [], total_count: 0 });
  expect((await get('/eips')).json).toMatchObject({ total_count: 1 });
});

it('is told by other processes, and by the options', async () => {
  const { admin, users, detach, simulator } = await startWithDesktop({ lags: [{ list: 'ListDesktops', reads: 1 }] });
  expect((await admin('GET', 'lags')).json).toMatchObject({ lags: [{ list: 'ListDesktops', reads: 1 }] });
  expect(await users('desktops')).toEqual([]);
  expect(await users('desktops')).toEqual([['ann', 'bob']]);
  await detach('ann');
  expect(await users('desktops')).toEqual([['ann', 'bob']]);
  await admin('DELETE', 'lags');
  await admin('POST', 'lags', { list: 'ListDesktopsDetail', reads: 1 });
  await detach('bob');
  expect(await users('desktops')).toEqual([[]]);
  expect(await users('desktops/detail')).toEqual([['bob']]);
  await admin('POST', 'omissions', { list: 'ListDesktops', desktopId: 'd1' });
  expect((await admin('GET', 'lags')).json).toMatchObject({ omissions: [{ desktopId: 'd1' }] });
  simulator.reset();
  expect((await admin('GET', 'lags')).json).toEqual({ lags: [{ list: 'ListDesktops', reads: 1 }], omissions: [] });
});

it('refuses lists that there are not, and lags that say nothing', async () => {
  const { simulator } = await startWithDesktop();
  expect(() => simulator.lag({ list: 'ListDesktop', ms: 1 })).toThrow('There is no list ListDesktop');
  expect(() => simulator.lag({ list: 'ListDesktops' })).toThrow('Either ms or reads');
  expect(() => simulator.leaveOut({ list: 'BatchDetachInstances', desktopId: 'd' })).toThrow('There is no list');
});
