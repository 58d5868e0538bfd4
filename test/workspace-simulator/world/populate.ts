import type { Attachment, Desktop, Eip, Group, Pool, PoolGrant, User } from './entities.ts';
import type { NewDesktop, NewEip, NewGroup, NewPool, NewUser } from './new-entities.ts';
import { newDesktop, newEip, newGroup, newPool, newUser, planDesktop } from './new-entities.ts';
import { accountOf, mainDomain, type World } from './world.ts';

/** The number and time of birth of the next entity of a kind. */
const birth = (world: World, kind: string) => {
  return { projectId: world.projectId, number: world.count(kind), now: world.now() };
};

export function addUser(world: World, given: NewUser): User {
  const user = newUser(given, birth(world, 'user'));
  const isTaken = [...world.usersNamed(user.userName)].some(({ domain }) => domain === user.domain);
  if (isTaken) throw new Error(`There is a user ${accountOf(user)} already`);
  return world.add(world.users, user);
}

/** The user of that name or `domain\\name`, made up if there is none. */
function userNamed(world: World, account: string): User {
  const [userName = '', domain] = account.split('\\').toReversed();
  return world.userByName(account) ?? addUser(world, { userName, ...(domain !== undefined && { domain }) });
}

export function addGroup(world: World, given: NewGroup): Group {
  for (const member of given.members ?? []) userNamed(world, member);
  return world.add(world.groups, newGroup(given, birth(world, 'group')));
}

function groupNamed(world: World, groupName: string): Group {
  const group = world.groups.list().find((each) => each.groupName === groupName);
  if (!group) throw new Error(`There is no group ${groupName}: add it before what refers to it`);
  return group;
}

export function addPool(world: World, given: NewPool): Pool {
  const users = (given.users ?? []).map((name): PoolGrant => {
    const user = userNamed(world, name);
    return grantToUser(user);
  });
  const groups = (given.groups ?? []).map((name): PoolGrant => {
    const { id } = groupNamed(world, name);
    return { objectType: 'USER_GROUP', objectId: id, objectName: name, userGroup: 'users', domain: mainDomain };
  });
  return world.add(world.pools, newPool(given, [...users, ...groups], birth(world, 'pool')));
}

export function grantToUser({ id, userName, domain }: Pick<User, 'id' | 'userName' | 'domain'>): PoolGrant {
  return { objectType: 'USER', objectId: id, objectName: userName, userGroup: 'users', domain };
}

export function addDesktop(world: World, given: NewDesktop): Desktop {
  return desktopsLike(world, given)();
}

/**
 * Adds a desktop of that description each time it is called. What they have in common is checked, looked up and kept once, so that
 * a hundred thousand of them take a second.
 */
export function desktopsLike(world: World, given: NewDesktop): () => Desktop {
  const plan = planDesktop(given);
  if (plan.poolId !== null && !world.pools.get(plan.poolId)) throw new Error(`There is no pool ${plan.poolId}`);
  const userGroup = plan.osType === 'Windows' ? 'users' : 'default';
  const users = plan.users.map((name) => userAttachment(userNamed(world, name), userGroup));
  const groups = plan.groups.map((name) => groupAttachment(groupNamed(world, name), userGroup));
  const attachments: readonly Attachment[] = [...users, ...groups];
  return () => {
    const desktop = newDesktop(plan, birth(world, 'desktop'));
    if (attachments.length > 1 && desktop.desktopType !== 'SHARED') {
      throw new Error(`Only a SHARED desktop has several users; ${desktop.computerName} is ${desktop.desktopType}`);
    }
    return world.add(
      world.desktops,
      attachments.length > 0 ? { ...desktop, attachments, attachState: 'ATTACHED' } : desktop,
    );
  };
}

export function addEip(world: World, given: NewEip): Eip {
  const { desktopId } = given;
  if (desktopId && !world.desktops.get(desktopId)) throw new Error(`There is no desktop ${desktopId}`);
  if (desktopId && world.eipOf(desktopId)) throw new Error(`Desktop ${desktopId} has an EIP already`);
  return world.add(world.eips, newEip(given, birth(world, 'eip')));
}

export function userAttachment(user: User, userGroup: string): Attachment {
  return { userId: user.id, userName: user.userName, userGroup, domain: user.domain, type: 'USER' };
}

export function groupAttachment(group: Group, userGroup: string): Attachment {
  return { userId: group.id, userName: group.groupName, userGroup, domain: 'local.com', type: 'GROUP' };
}
