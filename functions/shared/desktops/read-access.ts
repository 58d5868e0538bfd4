import type { SeenAccess, SeenUser } from '../offboarding/observation.ts';
import { inParallel } from '../runtime/in-parallel.ts';
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
  return members.some((member) => member.object_type === 'USER_GROUP' && member.object_name?.toLowerCase() === group);
}
