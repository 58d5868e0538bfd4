import { describe, expect, it } from 'vitest';
import { startForTest } from './start-for-test.ts';

describe('a power action', () => {
  it.each([
    ['os-stop', 'ACTIVE', 'powering-off', 'SHUTOFF'],
    ['os-start', 'SHUTOFF', 'powering-on', 'ACTIVE'],
    ['reboot', 'ACTIVE', 'rebooting', 'ACTIVE'],
    ['os-hibernate', 'ACTIVE', 'hibernating', 'HIBERNATED'],
  ] as const)('%s takes a %s desktop through %s to %s', async (op_type, status, taskStatus, end) => {
    const { post, world, clock } = await startForTest({ detachLagMs: 1000 });
    const { id } = world.addDesktop({ status });
    const answer = await post('/desktops/action', { desktop_ids: [id], op_type, type: 'SOFT' });
    expect(answer).toMatchObject({ status: 200, json: { failed_operation_list: [], job_id: '' } });
    expect(world.desktop(id)).toMatchObject({ status, taskStatus });
    clock.advance(1000);
    expect(world.desktop(id)).toMatchObject({ status: end, taskStatus: null });
  });

  it('other than starting ends the session', async () => {
    const { post, world } = await startForTest();
    world.addDesktop({ id: 'd1', users: ['ann'], loggedIn: 'ann' });
    const run = (op_type: string) => post('/desktops/action', { desktop_ids: ['d1'], op_type });
    await run('os-start');
    expect(world.desktop('d1')?.loggedIn).toBe('ann');
    await run('reboot');
    expect(world.desktop('d1')?.loggedIn).toBeNull();
  });

  it('makes the desktop busy', async () => {
    const { post, world } = await startForTest({ detachLagMs: 1000 });
    const { id } = world.addDesktop({ users: ['ann'] });
    await post('/desktops/action', { desktop_ids: [id], op_type: 'os-stop' });
    expect((await post('/desktops/detach', { desktop_ids: [id] })).json).toMatchObject({ error_code: 'WKS.00010032' });
  });

  it('does not hibernate Linux', async () => {
    const { post, world } = await startForTest();
    const { id } = world.addDesktop({ osType: 'Linux' });
    expect((await post('/desktops/action', { desktop_ids: [id], op_type: 'os-hibernate' })).json).toMatchObject({
      failed_operation_list: [{ desktop_id: id, error_code: 'SIM.NotSuppo' }],
    });
  });
});

it('logging off ends sessions, and says nothing', async () => {
  const { get, post, world } = await startForTest();
  world.addDesktop({ id: 'd1', users: ['ann'] });
  world.logIn('ann');
  const status = async () => (await get('/connect-desktops?user_names=ann')).json;
  expect(await status()).toMatchObject({ desktops: [{ desktop_id: 'd1', connect_status: 'CONNECTED' }] });
  expect(await post('/desktops/logoff', { desktop_ids: ['d1'], message: 'Bye' })).toMatchObject({
    status: 200,
    text: '',
  });
  expect(await status()).toMatchObject({ desktops: [{ connect_status: 'REGISTERED' }] });
});

it('logging off that was ordered to fail for a desktop fails without a word', async () => {
  const { post, world, simulator } = await startForTest();
  world.addDesktop({ id: 'd1', users: ['ann'], loggedIn: 'ann' });
  simulator.fault({ operation: 'BatchLogoffDesktops', kind: 'partial-failure' });
  expect(await post('/desktops/logoff', { desktop_ids: ['d1'] })).toMatchObject({ status: 200, text: '' });
  expect(world.desktop('d1')?.loggedIn).toBe('ann');
});

it('maintenance mode is set, and keeps users out', async () => {
  const { send, world } = await startForTest();
  world.addDesktop({ id: 'd1', users: ['ann'] });
  await send('PUT', '/desktops/maintenance-mode', { body: { desktop_ids: ['d1'], in_maintenance_mode: true } });
  expect(world.desktop('d1')?.inMaintenanceMode).toBe(true);
  expect(world.logIn('ann')).toBeUndefined();
});

it('the network of a desktop shows its EIP', async () => {
  const { get, world } = await startForTest();
  world.addDesktop({ id: 'd1' });
  const { id, address } = world.addEip({ desktopId: 'd1' });
  expect((await get('/desktops/d1/networks')).json).toMatchObject({
    network_infos: [{ public_ip_info: { id, public_ip_address: address } }],
  });
});

describe('tags', () => {
  it('are put, replaced and removed, one desktop at a time', async () => {
    const { get, post, send, world } = await startForTest();
    world.addDesktop({ id: 'd1', tags: { site: 'KUL' } });
    const list = async () => (await get('/desktops/d1/tags')).json;
    expect((await post('/desktops/d1/tags', { tag: { key: 'case', value: 'C-1' } })).status).toBe(204);
    await post('/desktops/d1/tags/action', { action: 'create', tags: [{ key: 'site', value: 'SIN' }] });
    expect(await list()).toEqual({
      tags: [
        { key: 'site', value: 'SIN' },
        { key: 'case', value: 'C-1' },
      ],
    });
    await post('/desktops/d1/tags/action', { action: 'delete', tags: [{ key: 'site' }] });
    await send('DELETE', '/desktops/d1/tags/case');
    expect(await list()).toEqual({ tags: [] });
  });

  it('are put on many, those that do not exist passed over', async () => {
    const { post, send, world } = await startForTest();
    world.addDesktop({ id: 'd1' });
    const desktops = ['d1', 'gone'].map((desktop_id) => ({ desktop_id, tags: [{ key: 'left', value: 'yes' }] }));
    expect((await post('/desktops/batch-tags', { desktops })).status).toBe(204);
    expect(world.desktop('d1')?.tags).toEqual({ left: 'yes' });
    await send('DELETE', '/desktops/batch-tags', { body: { desktops } });
    expect(world.desktop('d1')?.tags).toEqual({});
  });

  it('of the system, or too long, are refused', async () => {
    const { post, world } = await startForTest();
    world.addDesktop({ id: 'd1' });
    for (const tag of [
      { key: '_sys_x', value: '' },
      { key: 'x', value: 'x'.repeat(44) },
    ]) {
      expect((await post('/desktops/d1/tags', { tag })).status).toBe(400);
    }
  });
});
