import type { SeenAccess, SeenUnclear, SeenUser } from '../offboarding/decide/observation.ts';
import { isSameName, mayBeOneDomain } from '../offboarding/identity/candidate.ts';
import { attachedKind } from '../workspace-api/operations/attached-users.ts';
import type { PoolUser } from '../workspace-api/operations/pools.ts';

export type OpenPool = { id: string; name?: string; members: PoolUser[] };

/** A group that opens something: desktops that are assigned to it, pools beside them. */
export type OpenGroup = { id: string; desktopIds: string[] };

/**
 * What opens desktops to a user beside their own attachments: each pool that names them, and each of their groups that opens
 * anything.
 *
 * @param groups by their names in lower case
 */
export function accessOf(
  user: SeenUser,
  pools: readonly OpenPool[],
  groups: ReadonlyMap<string, OpenGroup>,
): SeenAccess[] {
  return [...pools.flatMap((pool) => byName(user, pool)), ...byGroup(user, pools, groups)];
}

function byName(user: SeenUser, { id, name, members }: OpenPool): SeenAccess[] {
  const { workspace, userId, userName } = user;
  const own = members.filter((member) => isMember(user, member));
  return own.slice(0, 1).map((member) => ({
    workspace,
    kind: 'pool',
    id,
    ...(name !== undefined && { name }),
    member: {
      id: member.object_id ?? userId,
      name: member.object_name ?? userName,
      ...(member.user_group && { userGroup: member.user_group }),
      ...(member.domain && { domain: member.domain }),
    },
  }));
}

/** By the id. A name says it only of a user, and only if Workspace shows no id of the member or none of the user. */
function isMember(user: SeenUser, member: PoolUser): boolean {
  if (attachedKind(member.object_type) === 'group') return false;
  if (member.object_id && hasId(user)) return isSameName(member.object_id, user.userId);
  return !user.hasNamesakes && isNamedLike(user, member);
}

function isNamedLike({ userName, domain }: SeenUser, member: PoolUser): boolean {
  const isUser = attachedKind(member.object_type) === 'user';
  return isUser && isSameName(member.object_name ?? '', userName) && mayBeOneDomain(member.domain ?? '', domain);
}

function hasId({ userId, userName }: Pick<SeenUser, 'userId' | 'userName'>): boolean {
  return !isSameName(userId, userName);
}

/** What stands in pools under the name of these users, and is neither theirs by its id nor that of another user who is listed. */
export function unclearInPools(
  users: readonly SeenUser[],
  pools: readonly OpenPool[],
  listed: readonly Pick<SeenUser, 'userId'>[],
): Omit<SeenUnclear, 'workspace'>[] {
  const isListed = (id: string) => listed.some(({ userId }) => isSameName(userId, id));
  return users.flatMap((user) =>
    pools.flatMap(({ id, members }) =>
      members
        .filter(({ object_name: name }) => name && isSameName(name, user.userName))
        .filter((member) => attachedKind(member.object_type) !== 'group' && !isMember(user, member))
        .filter(({ object_id: memberId }) => !memberId || !isListed(memberId))
        .map(({ object_id: userId, domain }) => ({
          userName: user.userName,
          ...(userId && { userId }),
          ...(domain && { domain }),
          in: id,
        })),
    ),
  );
}

function byGroup(
  { workspace, userId, userName, groups: names }: SeenUser,
  pools: readonly OpenPool[],
  groups: ReadonlyMap<string, OpenGroup>,
): SeenAccess[] {
  return names.flatMap((name) => {
    const key = name.toLowerCase();
    const group = groups.get(key);
    if (!group) return [];
    const opens = [...group.desktopIds, ...pools.filter((pool) => isOpenTo(pool, key)).map(({ id }) => id)];
    if (opens.length === 0) return [];
    return [{ workspace, kind: 'group' as const, id: group.id, name, opens, member: { id: userId, name: userName } }];
  });
}

/** Whether a pool is open to a group, by its name in lower case. */
export function isOpenTo({ members }: Pick<OpenPool, 'members'>, group: string): boolean {
  return members.some(
    (member) => attachedKind(member.object_type) === 'group' && member.object_name?.toLowerCase() === group,
  );
}
