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
  const status = async () => (await get('/desktops/detail?user_names=ann')).json;
  expect(await status()).toMatchObject({ desktops: [{ desktop_id: 'd1', login_status: 'CONNECTED' }] });
  expect(await post('/desktops/logoff', { desktop_ids: ['d1'], message: 'Bye' })).toMatchObject({
    status: 200,
    text: '',
  });
  expect(await status()).toMatchObject({ desktops: [{ login_status: 'REGISTERED' }] });
});

it('logging off that was ordered to fail for a desktop fails without a word', async () => {
  const { post, world, simulator } = await startForTest();
  world.addDesktop({ id: 'd1', users: ['ann'], loggedIn: 'ann' });
  simulator.fault({ operation: 'BatchLogoffDesktops', kind: 'partial-failure' });
  expect(await post('/desktops/logoff', { desktop_ids: ['d1'] })).toMatchObject({ status: 200, text: '' });
  expect(world.desktop('d1')?.loggedIn).toBe('ann');
});

it('maintenance mode keeps users out', async () => {
  const { world } = await startForTest();
  world.addDesktop({ id: 'd1', users: ['ann'], inMaintenanceMode: true });
  expect(world.logIn('ann')).toBeUndefined();
});
