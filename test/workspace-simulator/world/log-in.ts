import { isAttached } from './attach.ts';
import type { Desktop, Group, User } from './entities.ts';
import { userAttachment } from './populate.ts';
import { accountOf, type World } from './world.ts';

/**
 * What the client program does when a person logs in: opens a session on a desktop of theirs, by name, through a
 * group, or, for a pool that lets them in, on any free desktop of it, which is theirs from then on.
 * Undefined when nothing lets them in: they are unknown, locked or disabled, or have no desktop.
 */
export function logIn(world: World, userName: string): Desktop | undefined {
  const user = world.userByName(userName);
  if (!user || user.locked || user.disabled) return undefined;
  const desktop = ownDesktop(world, user) ?? pooledDesktop(world, user);
  if (!desktop) return undefined;
  const isNew = desktop.desktopType === 'POOLED' && !isAttached(desktop, user.id);
  const attachments = isNew ? [...desktop.attachments, userAttachment(user, 'users')] : desktop.attachments;
  world.change(desktop, {
    attachments,
    status: 'ACTIVE',
    loggedIn: userName,
    ...(isNew && { attachState: 'ATTACHED' }),
  });
  return desktop;
}

function ownDesktop(world: World, user: User): Desktop | undefined {
  const own = desktopsOf(world, user);
  const desktops = [...own, ...groupsOf(world, accountOf(user)).flatMap((name) => [...world.desktopsByName(name)])];
  return desktops.find((desktop) => desktop.status !== 'ERROR' && !desktop.inMaintenanceMode);
}

function pooledDesktop(world: World, user: User): Desktop | undefined {
  const members = new Set([user.id, ...groupsWith(world, accountOf(user)).map(({ id }) => id)]);
  const open = world.pools.list().filter(({ grants }) => grants.some(({ objectId }) => members.has(objectId)));
  const pools = new Set(open.map(({ id }) => id));
  if (pools.size === 0) return undefined;
  return world.desktops
    .list()
    .find(({ poolId, attachments }) => poolId !== null && pools.has(poolId) && attachments.length === 0);
}

/** The desktops that a user is attached to, another one of that name aside. */
export function desktopsOf(world: World, { userName, id }: User): Desktop[] {
  return [...world.desktopsByName(userName)].filter((desktop) => isAttached(desktop, id));
}

/** The names of the groups a user is in. */
export function groupsOf(world: World, account: string): string[] {
  return groupsWith(world, account).map(({ groupName }) => groupName);
}

function groupsWith(world: World, account: string): Group[] {
  return world.groups.list().filter(({ members }) => members.includes(account));
}
