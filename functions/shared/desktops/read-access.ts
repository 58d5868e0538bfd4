import type { SeenAccess, SeenUser } from '../offboarding/observation.ts';
import type { PoolUser } from '../workspace-api/pools.ts';

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

function byName({ workspace, userId, userName }: SeenUser, { id, name, members }: OpenPool): SeenAccess[] {
  const own = members.filter(
    (member) =>
      member.object_type !== 'USER_GROUP' &&
      (member.object_id === userId || member.object_name?.toLowerCase() === userName.toLowerCase()),
  );
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
  return members.some((member) => member.object_type === 'USER_GROUP' && member.object_name?.toLowerCase() === group);
}
