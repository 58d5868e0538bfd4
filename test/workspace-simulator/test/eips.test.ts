import { describe, expect, it } from 'vitest';
import { type Started, startForTest } from './start-for-test.ts';

const hour = 3_600_000;

async function startWithEips(): Promise<
  Started & { ids: { bound: string; free: string; nat: string; prepaid: string } }
> {
  const started = await startForTest();
  const { world } = started;
  world.addDesktop({ id: 'd1', computerName: 'WS-1', users: ['ann'] });
  world.addDesktop({ id: 'd2', users: ['bob'] });
  const bound = world.addEip({ desktopId: 'd1', chargeMode: 'traffic', address: '198.51.100.7', bandwidthSize: 20 }).id;
  const free = world.addEip({}).id;
  const nat = world.addEip({ otherInstance: { type: 'NATGW', id: 'nat-1' } }).id;
  const prepaid = world.addEip({ billingMode: 'YEARLY_MONTHLY' }).id;
  return { ...started, ids: { bound, free, nat, prepaid } };
}

describe('GET /eips', () => {
  it('describes those of desktops and the unbound ones, all of them when no limit is given', async () => {
    const { get, ids } = await startWithEips();
    const { json } = await get('/eips');
    expect(json).toMatchObject({ total_count: 3, eips: [{ id: ids.bound }, { id: ids.free }, { id: ids.prepaid }] });
    expect((json as { eips: unknown[] }).eips[0]).toEqual({
      id: ids.bound,
      address: '198.51.100.7',
      bandwidth_size: 20,
      eip_charge_mode: 'traffic',
      create_time: '2026-11-20T10:00:00Z',
      attached_desktop_id: 'd1',
      attached_desktop_name: 'WS-1',
      enterprise_project_id: '0',
    });
  });

  it.each([
    ['state=bind', ['bound']],
    ['state=unbind', ['free', 'prepaid']],
    ['desktop_id=d1', ['bound']],
    ['desktop_id=d2', []],
    ['desktop_name=WS-1', ['bound']],
    ['user_name=ann', ['bound']],
    ['user_name=bob', []],
    ['address=198.51.100.7', ['bound']],
    ['offset=1&limit=1', ['free']],
  ] as const)('%s finds %j', async (query, expected) => {
    const { get, ids } = await startWithEips();
    const { json } = await get(`/eips?${query}`);
    expect((json as { eips: { id: string }[] }).eips.map(({ id }) => id)).toEqual(expected.map((name) => ids[name]));
  });
});

describe('unbinding', () => {
  it('frees the EIPs of the desktops named, without a word, and keeps the others', async () => {
    const { post, world, ids } = await startWithEips();
    const second = world.addEip({ desktopId: 'd2' });
    expect(await post('/eips/unbinding', { desktop_ids: ['d1', 'no-such-desktop'] })).toMatchObject({
      status: 200,
      text: '',
    });
    expect(world.eip(ids.bound)?.desktopId).toBeNull();
    expect(world.eip(second.id)?.desktopId).toBe('d2');
  });

  it('starts the reservation fee of an EIP billed by use', async () => {
    const { post, world, ids, clock } = await startWithEips();
    clock.advance(2 * hour);
    await post('/eips/unbinding', { desktop_ids: ['d1'] });
    clock.advance(10 * hour);
    expect(world.eipAccount(ids.bound)).toEqual({ boundMs: 2 * hour, reservedMs: 10 * hour, reservationFeeUsd: 0.09 });
    expect(world.eipAccount(ids.prepaid)).toEqual({ boundMs: 0, reservedMs: 12 * hour, reservationFeeUsd: 0 });
  });

  it.each([[[]], [Array.from({ length: 101 }, (_, n) => `d${n}`)]])(
    'refuses none and more than a hundred',
    async (desktop_ids) => {
      const { post } = await startWithEips();
      expect(await post('/eips/unbinding', { desktop_ids })).toMatchObject({
        status: 400,
        json: { error_code: 'WKS.0001' },
      });
    },
  );

  it('refuses the call for a desktop without one where that is assumed, and frees none', async () => {
    const { world, post } = await startForTest({ assumptions: { unbindOfNothing: 'refuse-call' } });
    const eip = world.addEip({ desktopId: world.addDesktop({ id: 'd1' }).id });
    world.addDesktop({ id: 'd2' });
    expect((await post('/eips/unbinding', { desktop_ids: ['d1', 'd2'] })).status).toBe(400);
    expect(world.eip(eip.id)?.desktopId).toBe('d1');
  });
});

describe('binding', () => {
  it('gives a free EIP to a desktop, and stops the reservation fee', async () => {
    const { post, world, ids, clock } = await startWithEips();
    clock.advance(hour);
    expect(await post('/eips/binding', { eip_id: ids.free, desktop_id: 'd2' })).toMatchObject({
      status: 200,
      text: '',
    });
    clock.advance(hour);
    expect(world.eipOf('d2')?.id).toBe(ids.free);
    expect(world.eipAccount(ids.free)).toMatchObject({ boundMs: hour, reservedMs: hour });
  });

  it.each([
    ['a bound EIP', 'bound', 'd2', 409],
    ['a desktop that has one', 'free', 'd1', 409],
    ['an unknown desktop', 'free', 'd9', 404],
  ] as const)('is refused for %s', async (_, eip, desktop_id, status) => {
    const { post, ids } = await startWithEips();
    expect((await post('/eips/binding', { eip_id: ids[eip], desktop_id })).status).toBe(status);
  });
});

describe('the EIP service', () => {
  const list = '//v3/0bec5db98280d2d02fd6c00c2de791ce/eip/publicips';

  it('lists all EIPs with how they are billed and what they are bound to', async () => {
    const { get, ids } = await startWithEips();
    expect((await get(list)).json).toMatchObject({
      total_count: 4,
      publicips: [
        {
          id: ids.bound,
          status: 'ACTIVE',
          billing_info: '',
          associate_instance_type: 'PORT',
          bandwidth: { charge_mode: 'traffic', size: 20 },
        },
        { id: ids.free, status: 'DOWN', associate_instance_type: null },
        { id: ids.nat, status: 'ACTIVE', associate_instance_type: 'NATGW', associate_instance_id: 'nat-1' },
        { id: ids.prepaid, status: 'DOWN', billing_info: expect.stringMatching(/.+/) as unknown },
      ],
    });
  });

  it('filters, and goes from page to page by marker', async () => {
    const { get, ids } = await startWithEips();
    expect((await get(`${list}?id=${ids.free}&id=${ids.nat}&status=ACTIVE`)).json).toMatchObject({
      publicips: [{ id: ids.nat }],
    });
    const first = (await get(`${list}?limit=3`)).json;
    expect(first).toMatchObject({ page_info: { next_marker: ids.nat, current_count: 3 } });
    const last = (await get(`${list}?limit=3&marker=${ids.nat}`)).json;
    expect(last).toMatchObject({ publicips: [{ id: ids.prepaid }], page_info: { current_count: 1 } });
    expect(last).not.toHaveProperty('page_info.next_marker');
  });

  it('shows tags to those who ask for them by name', async () => {
    const { get, world } = await startForTest();
    world.addEip({ tags: { keep: 'yes' } });
    const first = async (query: string) =>
      ((await get(`${list}?${query}`)).json as { publicips: object[] }).publicips[0];
    expect(await first('')).not.toHaveProperty('tags');
    expect(await first('fields=status&fields=tags')).toEqual({ status: 'DOWN', tags: ['keep=yes'] });
  });

  it('releases a free EIP for good, and no other', async () => {
    const { send, world, ids, clock } = await startWithEips();
    const release = async (id: string) =>
      (await send('DELETE', `//v1/0bec5db98280d2d02fd6c00c2de791ce/publicips/${id}`)).status;
    expect(await release(ids.bound)).toBe(409);
    expect(await release(ids.prepaid)).toBe(409);
    clock.advance(hour);
    expect(await release(ids.free)).toBe(204);
    expect(await release(ids.free)).toBe(404);
    clock.advance(hour);
    expect(world.eipAccount(ids.free)?.reservedMs).toBe(hour);
    expect(world.eips.map(({ id }) => id)).toEqual([ids.bound, ids.nat, ids.prepaid]);
  });
});
