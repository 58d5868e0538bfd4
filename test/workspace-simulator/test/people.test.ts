import { describe, expect, it } from 'vitest';
import type { WorkspaceSimulatorOptions } from '../start-workspace-simulator.ts';
import { type Started, startForTest } from './start-for-test.ts';

const found = (json: unknown) => (json as { users: { user_name: string }[] }).users.map(({ user_name }) => user_name);

describe('GET /users', () => {
  it('lists everybody when no limit is given, with groups and how many desktops they have', async () => {
    const { get, world } = await startForTest();
    world.addUser({ userName: 'ann', email: 'ann@example.org' });
    world.addGroup({ groupName: 'sales', members: ['ann', 'bob'] });
    world.addDesktop({ users: ['ann'] });
    const { json } = await get('/users');
    expect(json).toMatchObject({
      total_count: 2,
      users: [
        { user_name: 'ann', user_email: 'ann@example.org', group_names: ['sales'], total_desktops: 1, locked: false },
        { user_name: 'bob', total_desktops: 0 },
      ],
    });
  });

  it.each([
    ['user_names=ann&user_names=nobody&user_names=bob', ['ann', 'bob']],
    ['user_name=an', ['ann', 'hannah']],
    ['user_email=bob@example.com', ['bob']],
    ['group_name=sales', ['bob']],
    ['group_name=none', []],
    ['disabled=true', ['hannah']],
    ['limit=1&offset=1', ['hannah']],
  ])('%s finds %j', async (query, expected) => {
    const { get, world } = await startForTest();
    world.addUser({ userName: 'ann' });
    world.addUser({ userName: 'hannah', disabled: true });
    world.addGroup({ groupName: 'sales', members: ['bob'] });
    expect(found((await get(`/users?${query}`)).json)).toEqual(expected);
  });
});

describe('a user', () => {
  it('who is locked cannot log in until unlocked', async () => {
    const { post, world } = await startForTest();
    const { id } = world.addUser({ userName: 'ann' });
    const desktop = world.addDesktop({ users: ['ann'] });
    expect(await post(`/users/${id}/actions`, { op_type: 'LOCK' })).toMatchObject({ status: 204, text: '' });
    expect(world.user('ann')?.locked).toBe(true);
    expect(world.logIn('ann')).toBeUndefined();
    await post(`/users/${id}/actions`, { op_type: 'UNLOCK' });
    expect(world.logIn('ann')?.id).toBe(desktop.id);
  });

  it('who is not there is a 400, not a 404', async () => {
    const { get, post } = await startForTest();
    const missing = { status: 400, json: { error_code: 'WKS.00170312' } };
    expect(await post('/users/nobody/actions', { op_type: 'LOCK' })).toMatchObject(missing);
    expect(await get('/users/nobody')).toMatchObject(missing);
  });

  it('is shown by id, and who is disabled cannot log in', async () => {
    const { get, world } = await startForTest();
    const { id } = world.addUser({ userName: 'ann', disabled: true });
    world.addDesktop({ users: ['ann'] });
    expect((await get(`/users/${id}`)).json).toMatchObject({ user_detail: { user_name: 'ann', disabled: true } });
    expect(world.logIn('ann')).toBeUndefined();
  });
});

describe('a group', () => {
  it('is listed', async () => {
    const { get, world } = await startForTest();
    const { id } = world.addGroup({ groupName: 'sales', members: ['ann', 'bob'] });
    world.addGroup({ groupName: 'tech' });
    expect((await get('/groups?keyword=sal')).json).toMatchObject({
      total_count: 1,
      user_groups: [{ id, name: 'sales', user_quantity: 2 }],
    });
    for (const path of ['/groups?limit=101', '/desktop-pools?limit=1001'])
      expect((await get(path)).json).toMatchObject({ error_code: 'WKS.0001' });
  });

  it('lets its members in', async () => {
    const { world } = await startForTest();
    world.addGroup({ groupName: 'sales', members: ['ann'] });
    const desktop = world.addDesktop({ desktopType: 'SHARED', groups: ['sales'] });
    expect(world.logIn('ann')?.id).toBe(desktop.id);
    world.addUser({ userName: 'bob' });
    expect(world.logIn('bob')).toBeUndefined();
  });
});

const idOf = ({ world }: Started, name: string) => world.user(name)?.id ?? '';
const change = (started: Started, groupId: string, op_type: string, ...names: string[]) =>
  started.post(`/groups/${groupId}/actions`, { op_type, user_ids: names.map((name) => idOf(started, name)) });

async function startWithGroup(options: WorkspaceSimulatorOptions = {}) {
  const started = await startForTest(options);
  const { id } = started.world.addGroup({ groupName: 'sales', members: ['ann', 'bob'] });
  started.world.addUser({ userName: 'eve' });
  return { started, id, members: () => started.world.groups[0]?.members };
}

describe('POST /groups/{group_id}/actions', () => {
  it('adds and removes users, with an empty 204, and says in the log what changed', async () => {
    const { started, id, members } = await startWithGroup();
    expect(await change(started, id, 'DELETE', 'ann')).toMatchObject({ status: 204, text: '' });
    expect(members()).toEqual(['bob']);
    expect(started.simulator.requests.at(-1)?.changed).toEqual([
      { kind: 'group', id, field: 'members', from: ['ann', 'bob'], to: ['bob'] },
    ]);
    await change(started, id, 'ADD', 'ann', 'eve');
    expect(members()).toEqual(['bob', 'ann', 'eve']);
  });

  it.each([
    ['success', 204],
    ['refuse-call', 400],
  ] as const)('of nothing is a %s where that is assumed', async (groupChangeOfNothing, status) => {
    const { started, id, members } = await startWithGroup({ assumptions: { groupChangeOfNothing } });
    expect(await change(started, id, 'DELETE', 'eve')).toMatchObject({ status });
    expect(await change(started, id, 'ADD', 'ann')).toMatchObject({ status });
    expect(members()).toEqual(['ann', 'bob']);
  });

  it('refuses unknown groups and users, more than fifty, and other actions', async () => {
    const { started, id, members } = await startWithGroup();
    const many = Array.from({ length: 51 }, () => 'ann');
    expect((await change(started, 'none', 'ADD', 'ann')).json).toMatchObject({ error_code: 'WKS.00170208' });
    expect((await change(started, id, 'ADD', ...many)).json).toMatchObject({ error_code: 'WKS.0001' });
    expect((await change(started, id, 'REMOVE', 'ann')).json).toMatchObject({ error_code: 'WKS.0001' });
    const unknown = { op_type: 'DELETE', user_ids: [idOf(started, 'ann'), 'nobody'] };
    expect((await started.post(`/groups/${id}/actions`, unknown)).json).toMatchObject({ error_code: 'WKS.00170312' });
    expect(members()).toEqual(['ann', 'bob']);
  });
});

async function startWithPool(): Promise<Started & { poolId: string; userId: string }> {
  const started = await startForTest();
  const pool = started.world.addPool({ poolName: 'call-centre', users: ['ann'] });
  for (const id of ['p1', 'p2']) started.world.addDesktop({ id, poolId: pool.id });
  return { ...started, poolId: pool.id, userId: started.world.user('ann')?.id ?? '' };
}

describe('a pool', () => {
  it('gives its users a desktop when they log in, and again after it was detached', async () => {
    const { world, post } = await startWithPool();
    expect(world.logIn('ann')?.id).toBe('p1');
    expect(world.logIn('ann')?.id).toBe('p1');
    await post('/desktops/detach', { desktop_ids: ['p1'] });
    expect(world.attachedTo('p1')).toEqual([]);
    expect(world.logIn('ann')?.attachments).toMatchObject([{ userName: 'ann' }]);
  });

  it('gives each user a desktop of their own, while there are any', async () => {
    const { world } = await startForTest();
    const { id: poolId } = world.addPool({ poolName: 'call-centre', users: ['ann', 'bob', 'eve'] });
    for (const id of ['p1', 'p2']) world.addDesktop({ id, poolId });
    expect(['ann', 'bob', 'eve'].map((name) => world.logIn(name)?.id)).toEqual(['p1', 'p2', undefined]);
  });

  it('gives none once the authorization is removed', async () => {
    const { world, get, post, poolId, userId } = await startWithPool();
    expect((await get(`/desktop-pools/${poolId}/users`)).json).toMatchObject({
      total_count: 1,
      objects: [{ object_type: 'USER', object_id: userId, object_name: 'ann' }],
    });
    const objects = [{ object_type: 'USER', object_id: userId, object_name: 'ann', user_group: 'users' }];
    expect((await post(`/desktop-pools/${poolId}/users`, { action: 'REMOVE', objects })).status).toBe(204);
    expect(world.logIn('ann')).toBeUndefined();
    await post(`/desktop-pools/${poolId}/users`, { action: 'ADD', objects });
    expect(world.logIn('ann')?.id).toBe('p1');
  });

  it('knows its users by id, whatever name they are authorised under', async () => {
    const { world, post, poolId } = await startWithPool();
    const { id } = world.addUser({ userName: 'bob' });
    const objects = [{ object_type: 'USER', object_id: id, object_name: 'bobby', user_group: 'users' }];
    await post(`/desktop-pools/${poolId}/users`, { action: 'ADD', objects });
    world.addUser({ userName: 'bobby' });
    expect([world.logIn('bobby'), world.logIn('bob')?.id]).toEqual([undefined, 'p1']);
  });

  it('authorises nobody who does not exist', async () => {
    const { world, post, poolId } = await startWithPool();
    const object = { object_id: 'none', object_name: 'none', user_group: 'users' };
    const add = (object_type: string) =>
      post(`/desktop-pools/${poolId}/users`, { action: 'ADD', objects: [{ ...object, object_type }] });
    expect((await add('USER')).json).toMatchObject({ error_code: 'WKS.00170312' });
    expect((await add('USER_GROUP')).json).toMatchObject({ error_code: 'WKS.00170208' });
    expect(world.pools[0]?.grants).toHaveLength(1);
  });

  it('is listed with how many desktops it has', async () => {
    const { world, get, poolId } = await startWithPool();
    world.addDesktop();
    expect((await get('/desktop-pools')).json).toMatchObject({ desktop_pools: [{ id: poolId, desktop_count: 2 }] });
    expect((await get('/desktop-pools/none/users')).json).toMatchObject({ error_code: 'WKS.0001' });
  });
});
