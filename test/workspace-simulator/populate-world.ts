import type { NewDesktop, NewEip } from './world/new-entities.ts';
import { addDesktop, addEip, addGroup, addPool, grantToUser } from './world/populate.ts';
import type { World } from './world/world.ts';

/** Every so many desktops there is one like this; the rest are single-user desktops that are on. */
const every = { shared: 8, pooled: 12, unassigned: 20, shutOff: 7, hibernated: 25, withEip: 4, nobodyButEip: 40 };

/**
 * A tenant of `desktops` desktops as they are found in practice: most have one user; some are shared, pooled,
 * unassigned, off or hibernated; a quarter have an EIP; a few EIPs are bound to nothing. Numbers decide, not chance,
 * so that it is the same tenant in every run.
 */
export function populateWorld(world: World, desktops: number): void {
  if (desktops === 0) return;
  addGroup(world, { groupName: 'contractors', members: ['user000002', 'user000003'] });
  const pool = addPool(world, { poolName: 'call-centre', users: ['user000001'], groups: ['contractors'] });
  for (let number = 1; number <= desktops; number += 1) {
    const desktop = addDesktop(world, describeDesktop(number, pool.id));
    if (number % every.withEip === 0) addEip(world, { desktopId: desktop.id, ...describeEip(number) });
    if (number % every.nobodyButEip === 0) addEip(world, describeEip(number));
  }
  const pooled = world.desktops.list().filter(({ poolId }) => poolId !== null);
  const users = pooled.flatMap(({ attachments }) =>
    attachments.map(({ userId, ...user }) => grantToUser({ ...user, id: userId })),
  );
  world.change(pool, { grants: [...pool.grants, ...users] });
}

const is = (number: number, step: number): boolean => number % step === 0;
const userName = (number: number): string => `user${String(number).padStart(6, '0')}`;

function describeDesktop(number: number, poolId: string): NewDesktop {
  const site = is(number, 2) ? 'KUL' : 'SIN';
  const desktop: NewDesktop = { computerName: `ws-${String(number).padStart(6, '0')}`, tags: { site } };
  if (is(number, every.unassigned)) return { ...desktop, status: 'SHUTOFF' };
  if (is(number, every.pooled)) return { ...desktop, poolId, users: is(number, 24) ? [userName(number)] : [] };
  if (is(number, every.shared))
    return { ...desktop, desktopType: 'SHARED', users: [0, 1, 2].map((n) => userName(number + n)) };
  if (is(number, every.hibernated)) return { ...desktop, status: 'HIBERNATED', users: [userName(number)] };
  if (is(number, every.shutOff)) return { ...desktop, status: 'SHUTOFF', users: [userName(number)] };
  return { ...desktop, users: [userName(number)] };
}

const describeEip = (number: number): NewEip => ({
  chargeMode: is(number, 8) ? 'traffic' : 'bandwidth',
  billingMode: is(number, 16) ? 'YEARLY_MONTHLY' : 'PAY_PER_USE',
  bandwidthSize: is(number, 16) ? 10 : 5,
});
