import { isSameName, mayBeOneDomain } from '../offboarding/candidate.ts';
import type { SeenAccess, SeenUnclear, SeenUser } from '../offboarding/observation.ts';
import { inParallel } from '../runtime/in-parallel.ts';
import { attachedKind } from '../workspace-api/attached-users.ts';
import type { WorkspaceClient } from '../workspace-api/create-workspace-client.ts';
import { groupsOf } from '../workspace-api/groups.ts';
import type { PoolUser } from '../workspace-api/pools.ts';

/** Pools read at once. */
const poolsAtOnce = 5;

export type OpenPool = { id: string; name?: string; members: PoolUser[] };

/** What groups there are, and which desktops are theirs; names in lower case. */
export type OpenGroups = { ids: ReadonlyMap<string, string>; desktops: ReadonlyMap<string, string[]> };

/** Every pool with those who may take desktops from it: one call, and one more for each pool. */
export async function readPools(workspace: WorkspaceClient): Promise<OpenPool[]> {
  const pools = await Array.fromAsync(workspace.listPools());
  return inParallel(pools.flat(), poolsAtOnce, async ({ id, name }) => ({
    id,
    ...(name && { name }),
    members: (await Array.fromAsync(workspace.listPoolUsers(id))).flat(),
  }));
}

/**
 * Which desktops are assigned to groups. Only a multi-user desktop can be, so only those are read: a page for each
 * thousand of them.
 */
export async function readGroups(workspace: WorkspaceClient): Promise<OpenGroups> {
  const ids = new Map<string, string>();
  for await (const page of workspace.listGroups()) {
    for (const { id, name } of page) if (id && name) ids.set(name.toLowerCase(), id);
  }
  const desktops = new Map<string, string[]>();
  for await (const page of workspace.listDesktops({ desktopType: 'SHARED' })) {
    for (const desktop of page) {
      for (const { user_name: group } of groupsOf(desktop)) {
        const key = group?.toLowerCase();
        if (key) desktops.set(key, [...(desktops.get(key) ?? []), desktop.desktop_id]);
      }
    }
  }
  return { ids, desktops };
}

/** What opens desktops to a user beside their own attachments: each pool that names them, and each of their groups that opens anything. */
export function accessOf(user: SeenUser, pools: readonly OpenPool[], groups: OpenGroups | undefined): SeenAccess[] {
  return [...pools.flatMap((pool) => byName(user, pool)), ...(groups ? byGroup(user, pools, groups) : [])];
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
  { ids, desktops }: OpenGroups,
): SeenAccess[] {
  return names.flatMap((name) => {
    const key = name.toLowerCase();
    const opens = [...(desktops.get(key) ?? []), ...pools.filter((pool) => isOpenTo(pool, key)).map(({ id }) => id)];
    if (opens.length === 0) return [];
    const id = ids.get(key) ?? name;
    return [{ workspace, kind: 'group' as const, id, name, opens, member: { id: userId, name: userName } }];
  });
}

function isOpenTo({ members }: OpenPool, group: string): boolean {
  return members.some(
    (member) => attachedKind(member.object_type) === 'group' && member.object_name?.toLowerCase() === group,
  );
}
