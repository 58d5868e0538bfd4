import type { NewDesktop } from './world/new-entities.ts';
import { addDesktop, addEip, addGroup, addPool } from './world/populate.ts';
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
}

const is = (number: number, step: number): boolean => number % step === 0;
const userName = (number: number): string => `user${String(number).padStart(6, '0')}`;

function describeDesktop(number: number, poolId: string): NewDesktop {
  const base: NewDesktop = {
    computerName: `ws-${String(number).padStart(6, '0')}`,
    tags: { site: is(number, 2) ? 'KUL' : 'SIN' },
  };
  if (is(number, every.unassigned)) return { ...base, status: 'SHUTOFF' };
  if (is(number, every.pooled))
    return { ...base, poolId, users: is(number, 2 * every.pooled) ? [userName(number)] : [] };
  if (is(number, every.shared))
    return { ...base, desktopType: 'SHARED', users: [0, 1, 2].map((n) => userName(number + n)) };
  const status = is(number, every.hibernated) ? 'HIBERNATED' : is(number, every.shutOff) ? 'SHUTOFF' : 'ACTIVE';
  return { ...base, status, users: [userName(number)] };
}

function describeEip(number: number) {
  return {
    chargeMode: is(number, 8) ? 'traffic' : 'bandwidth',
    billingMode: is(number, 16) ? 'YEARLY_MONTHLY' : 'PAY_PER_USE',
    bandwidthSize: is(number, 16) ? 10 : 5,
  } as const;
}
