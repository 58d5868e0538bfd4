import { addGroup, addPool, desktopsLike } from './world/populate.ts';
import type { World } from './world/world.ts';

/** What a tenant has of that which opens desktops to people beside their own. */
export type Tenant = {
  /** Desktop pools, open by name to members of their own. @default 0 */
  pools?: number;
  /** @default 1 */
  membersOfPool?: number;
  /** Multi-user desktops, each opened to one of the groups in turn. @default 0 */
  multiUserDesktops?: number;
  /** @default one for every hundred multi-user desktops of a project, a hundred at most */
  groups?: number;
  /** @default 3 */
  membersOfGroup?: number;
};

/**
 * Adds a tenant to what is there, dealt out in turn to several projects of it. Numbers decide, not chance, so that it is the same
 * tenant in every run. The name of nobody in it holds a digit: where digits say who somebody is, these are nobody.
 *
 * @throws RangeError for multi-user desktops without a group that may use them
 */
export function populateTenant(projects: readonly World[], tenant: Tenant): void {
  for (const [nth, world] of projects.entries()) {
    const inTurn = (count: number) => Math.ceil(Math.max(0, count - nth) / projects.length);
    const multiUserDesktops = inTurn(tenant.multiUserDesktops ?? 0);
    populateProject(world, {
      // No two projects have a pool or a group of one name.
      prefix: nth === 0 ? '' : `${letters(nth)}-`,
      pools: inTurn(tenant.pools ?? 0),
      membersOfPool: tenant.membersOfPool ?? 1,
      multiUserDesktops,
      groups: tenant.groups === undefined ? groupsFor(multiUserDesktops) : inTurn(tenant.groups),
      membersOfGroup: tenant.membersOfGroup ?? 3,
    });
  }
}

const desktopsOfGroup = 100;
const mostGroups = 100;

function groupsFor(desktops: number): number {
  return Math.min(mostGroups, Math.ceil(desktops / desktopsOfGroup));
}

function populateProject(world: World, tenant: Required<Tenant> & { prefix: string }): void {
  const { prefix, pools, membersOfPool, multiUserDesktops, groups, membersOfGroup } = tenant;
  for (let nth = 0; nth < pools; nth += 1) {
    const pool = `${prefix}pool-${letters(nth)}`;
    addPool(world, { poolName: pool, users: membersOf(pool, membersOfPool) });
  }
  const makers = Array.from({ length: groups }, (_, nth) => {
    const groupName = `${prefix}group-${letters(nth)}`;
    addGroup(world, { groupName, members: membersOf(groupName, membersOfGroup) });
    return desktopsLike(world, { desktopType: 'SHARED', groups: [groupName] });
  });
  for (let nth = 0; nth < multiUserDesktops; nth += 1) {
    const add = makers[nth % makers.length];
    if (!add) throw new RangeError(`${multiUserDesktops} multi-user desktops need a group`);
    add();
  }
}

function membersOf(whole: string, count: number): string[] {
  return Array.from({ length: count }, (_, nth) => `${whole}-${letters(nth)}`);
}

/** a, b, … z, ba, bb, … */
function letters(number: number): string {
  const last = String.fromCodePoint(97 + (number % 26));
  return number < 26 ? last : letters(Math.floor(number / 26)) + last;
}
