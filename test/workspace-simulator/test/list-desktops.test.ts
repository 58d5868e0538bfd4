import { describe, expect, it } from 'vitest';
import type { Answer } from './call-simulator.ts';
import { type Started, startForTest } from './start-for-test.ts';

type Listed = { total_count: number; desktops: { desktop_id: string; computer_name: string }[] };
const names = ({ json }: Answer) => (json as Listed).desktops.map(({ computer_name }) => computer_name);

/** Five desktops: two of ann, one shared by her and bob, one of nobody, one of the pool. */
async function startWithDesktops(options: Parameters<typeof startForTest>[0] = {}): Promise<Started> {
  const started = await startForTest(options);
  const { world } = started;
  const pool = world.addPool({ poolName: 'p', id: 'pool-1' });
  world.addGroup({ groupName: 'sales', members: ['bob'] });
  world.addDesktop({
    computerName: 'A1',
    id: 'id-a1',
    users: ['ann'],
    chargeMode: '0',
    enterpriseProjectId: 'eps-1',
    ipAddress: '10.9.9.9',
  });
  world.addDesktop({ computerName: 'A2', id: 'id-a2', users: ['ann'], status: 'SHUTOFF', tags: { site: 'KUL' } });
  world.addDesktop({ computerName: 'S1', id: 'id-s1', desktopType: 'SHARED', users: ['ann', 'bob'] });
  world.addDesktop({
    computerName: 'N1',
    id: 'id-n1',
    desktopType: 'SHARED',
    groups: ['sales'],
    inMaintenanceMode: true,
  });
  world.addDesktop({ computerName: 'P1', id: 'id-p1', poolId: pool.id });
  world.addEip({ desktopId: 'id-p1' });
  return started;
}

describe('GET /desktops/detail', () => {
  it.each([
    ['', 'A1 A2 S1 N1 P1'],
    ['user_names=ann', 'A1 A2 S1'],
    ['user_names=bob&user_names=ann', 'A1 A2 S1'],
    ['user_names=an', ''],
    ['user_names=sales', ''],
    ['user_name=an', 'A1 A2 S1'],
    ['user_name=an&user_names=bob', 'S1'],
    ['user_attached=true', 'A1 A2 S1 N1'],
    ['user_attached=false', 'P1'],
    ['desktop_type=SHARED', 'S1 N1'],
    ['desktop_type=DEDICATED,POOLED', 'A1 A2 P1'],
    ['status=SHUTOFF', 'A2'],
    ['pool_id=pool-1', 'P1'],
    ['desktop_id=id-n1&desktop_id=id-a2&desktop_id=gone', 'A2 N1'],
    ['desktop_id=id-n1&status=SHUTOFF', ''],
    ['computer_names=A&computer_names=P1', 'A1 A2 P1'],
    ['charge_mode=0', 'A1'],
    ['in_maintenance_mode=true', 'N1'],
    ['is_support_internet=true', 'P1'],
    ['tag=site=KUL', 'A2'],
    ['tag=site=SIN', ''],
    ['tag=site', 'A2'],
    ['enterprise_project_id=eps-1', 'A1'],
    ['desktop_ip=10.9.9.9', 'A1'],
    ['is_share_desktop=true', 'S1 N1'],
    ['sort_field=computer_name&sort_type=DESC', 'S1 P1 N1 A2 A1'],
    ['offset=1&limit=2', 'A2 S1'],
    ['offset=9', ''],
  ])('%s finds "%s"', async (query, expected) => {
    const { get } = await startWithDesktops();
    expect(names(await get(`/desktops/detail?${query}`)).join(' ')).toBe(expected);
  });

  it('counts what the filters find, not what the page holds', async () => {
    const { get } = await startWithDesktops();
    expect((await get('/desktops/detail?user_names=ann&limit=1')).json).toMatchObject({ total_count: 3 });
  });

  it.each(['limit=501', 'limit=-1', 'limit=x', 'offset=1.5', 'user_attached=yes', 'sort_field=age'])(
    'refuses %s',
    async (query) => {
      const { get } = await startWithDesktops();
      expect(await get(`/desktops/detail?${query}`)).toMatchObject({ status: 400, json: { error_code: 'WKS.0001' } });
    },
  );

  it.each(['user_names', 'desktop_id'])('takes 100 values of %s, and not 101', async (name) => {
    const { get } = await startWithDesktops();
    const query = (count: number) => Array.from({ length: count }, (_, n) => `${name}=x${n}`).join('&');
    expect((await get(`/desktops/detail?${query(100)}`)).status).toBe(200);
    expect((await get(`/desktops/detail?${query(101)}`)).status).toBe(400);
  });

  it('shows 500 when nothing is said, in the same order as page by page', async () => {
    const { get } = await startForTest({ desktops: 1203 });
    const all = [];
    for (let offset = 0; offset < 1203; offset += 500)
      all.push(...names(await get(`/desktops/detail?offset=${offset}`)));
    expect(all.length).toBe(1203);
    expect(new Set(all).size).toBe(1203);
    expect(all).toEqual(all.toSorted());
  });

  it('finds those reached through a group where that is assumed', async () => {
    const { get } = await startWithDesktops({ assumptions: { userFilterSeesGroups: true } });
    expect(names(await get('/desktops/detail?user_names=bob'))).toEqual(['S1', 'N1']);
  });

  it('describes a desktop in the words of the service', async () => {
    const { get } = await startWithDesktops();
    const { json } = await get('/desktops/detail?desktop_id=id-n1&desktop_id=id-p1');
    expect(json).toMatchObject({
      desktops: [
        {
          desktop_id: 'id-n1',
          user_list: [],
          user_group_list: ['sales'],
          attach_user_infos: [{ user_name: 'sales', type: 'GROUP' }],
          attach_state: 'ATTACHED',
          desktop_type: 'SHARED',
          internet_mode: null,
          task_status: null,
          in_maintenance_mode: true,
        },
        {
          desktop_id: 'id-p1',
          attach_state: 'UNATTACH',
          pool_id: 'pool-1',
          internet_mode: 'EIP',
          is_support_internet: true,
        },
      ],
    });
  });
});

it.each([
  [false, false, null],
  [true, false, 'NAT'],
  [false, true, 'EIP'],
  [true, true, 'BOTH'],
])('a desktop with NAT %s and EIP %s says internet_mode %s', async (hasNat, hasEip, mode) => {
  const { get, world } = await startForTest();
  const { id } = world.addDesktop({ hasNat });
  if (hasEip) world.addEip({ desktopId: id });
  expect((await get(`/desktops/detail?desktop_id=${id}`)).json).toMatchObject({
    desktops: [{ internet_mode: mode, is_support_internet: mode !== null }],
  });
});

describe('GET /desktops', () => {
  it('finds by part of a user name, and takes pages of 1,000', async () => {
    const { get } = await startWithDesktops();
    expect(names(await get('/desktops?user_name=bo&limit=1000'))).toEqual(['S1']);
    expect((await get('/desktops?limit=1001')).status).toBe(400);
  });

  it('says nothing about the internet', async () => {
    const { get } = await startWithDesktops();
    const { json } = await get('/desktops?desktop_id=id-p1');
    expect((json as { desktops: object[] }).desktops[0]).not.toHaveProperty('internet_mode');
  });
});

it('a deleted desktop is in no list', async () => {
  const { get, world } = await startWithDesktops();
  world.deleteDesktop('id-p1');
  expect((await get('/desktops?desktop_id=id-p1')).json).toMatchObject({ total_count: 0 });
  expect((await get('/eips?state=unbind')).json).toMatchObject({ total_count: 1 });
});
