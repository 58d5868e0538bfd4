import { describe, expect, it } from 'vitest';
import { callers, startContract } from './start-contract.ts';

const hour = 3_600_000;

describe.each(callers)('the Workspace service, seen through %s,', (_, createCaller) => {
  it('starts a shared desktop that is off before it takes a user away, and leaves it on', async () => {
    const { service, world, clock, userOf, desktopNow } = await startContract(createCaller, { detachLagMs: 10_000 });
    const { id } = world.addDesktop({ desktopType: 'SHARED', status: 'SHUTOFF', users: ['leaver', 'stayer'] });
    expect(await service.detachUser(id, userOf('leaver'))).toEqual({ desktopId: id, outcome: 'done' });
    const under = { attachState: 'DEATTACHING', users: ['leaver', 'stayer'] };
    expect(desktopNow(id)).toMatchObject({ ...under, status: 'SHUTOFF' });
    clock.advance(5000);
    expect(desktopNow(id)).toMatchObject({ ...under, status: 'ACTIVE' });
    clock.advance(5000);
    expect(desktopNow(id)).toMatchObject({ attachState: 'ATTACHED', users: ['stayer'], status: 'ACTIVE' });
  });

  it('starts no single-user desktop for it', async () => {
    const { service, world, clock, desktopNow } = await startContract(createCaller, { detachLagMs: 10_000 });
    const { id } = world.addDesktop({ status: 'SHUTOFF', users: ['leaver'] });
    await service.detachEverybody([id]);
    clock.advance(5000);
    expect(desktopNow(id)).toMatchObject({ status: 'SHUTOFF' });
    clock.advance(5000);
    expect(desktopNow(id)).toMatchObject({ attachState: 'DEATTACHED', status: 'SHUTOFF' });
  });

  it('has a reservation fee run from unbinding an EIP to binding it again', async () => {
    const { service, world, clock } = await startContract(createCaller);
    const desktopId = world.addDesktop().id;
    const { id } = world.addEip({ desktopId });
    clock.advance(3 * hour);
    await service.unbind([desktopId]);
    expect(world.eipAccount(id)).toEqual({ boundMs: 3 * hour, reservedMs: 0, reservationFeeUsd: 0 });
    clock.advance(2 * hour);
    expect(world.eipAccount(id)).toMatchObject({ reservedMs: 2 * hour, reservationFeeUsd: 2 * 0.009 });
    await service.bind(id, desktopId);
    clock.advance(5 * hour);
    expect(world.eipAccount(id)).toEqual({
      boundMs: 8 * hour,
      reservedMs: 2 * hour,
      reservationFeeUsd: 2 * 0.009,
    });
  });

  it('has it end with the release, and never run for a prepaid EIP', async () => {
    const { service, world, clock } = await startContract(createCaller);
    const [free, prepaid] = [world.addEip().id, world.addEip({ billingMode: 'YEARLY_MONTHLY' }).id];
    clock.advance(10 * hour);
    expect(await service.release(free)).toBe(true);
    expect(await service.release(prepaid)).toBe(false);
    clock.advance(10 * hour);
    expect(world.eipAccount(free)).toMatchObject({ reservedMs: 10 * hour, reservationFeeUsd: 10 * 0.009 });
    expect(world.eipAccount(prepaid)).toMatchObject({ reservedMs: 20 * hour, reservationFeeUsd: 0 });
  });
});
