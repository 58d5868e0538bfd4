import * as z from 'zod';
import { chunksOf, unique } from '../../runtime/chunks.ts';
import { DOMAIN_LENGTH, POOL_MEMBERS_PER_CALL, USERS_WITH_POOLS_PER_PAGE } from '../assumptions.ts';
import { emptyOrBatchAnswer } from '../batches/batch-answer.ts';
import { type MemberResult, writeToMembers } from '../batches/write-to-members.ts';
import type { Caller } from '../call/call.ts';
import { lazily, operation } from '../call/operation.ts';
import { count, id, listOf, paging, upTo } from '../call/wire.ts';
import { defineListing, listPages } from '../lists/list-pages.ts';
import { type Pool, type PoolOfUser, type PoolUser, pool, poolUser, userWithPools } from './pool-schemas.ts';

export type { Pool, PoolOfUser, PoolUser } from './pool-schemas.ts';

const poolPath = () => z.strictObject({ pool_id: id() });

const listPools = operation({
  name: 'ListDesktopPools',
  kind: 'read',
  method: 'GET',
  path: '/v2/{project_id}/desktop-pools',
  input: lazily(() => z.strictObject({ query: z.strictObject(paging()) })),
  answer: lazily(() => z.object({ total_count: count(), desktop_pools: listOf(pool()) })),
});

const listPoolUsers = operation({
  name: 'ListDesktopPoolAuthorizedObjects',
  kind: 'read',
  method: 'GET',
  path: '/v2/{project_id}/desktop-pools/{pool_id}/users',
  input: lazily(() => z.strictObject({ path: poolPath(), query: z.strictObject(paging()) })),
  answer: lazily(() => z.object({ total_count: count(), objects: listOf(poolUser()) })),
});

const listPoolsByUsers = operation({
  name: 'ListDesktopPoolsByUsers',
  kind: 'read',
  method: 'GET',
  path: '/v2/{project_id}/desktop-pools/statistics/by-users',
  input: lazily(() =>
    z.strictObject({
      query: z.strictObject({ user_ids: z.array(id()).max(USERS_WITH_POOLS_PER_PAGE).readonly(), ...paging() }),
    }),
  ),
  answer: lazily(() => z.object({ users: listOf(userWithPools()) })),
});

const changePoolUsers = operation({
  name: 'CreateDesktopPoolAuthorizedObjects',
  kind: 'write',
  method: 'POST',
  path: '/v2/{project_id}/desktop-pools/{pool_id}/users',
  givesBack: { action: 'ADD' },
  input: lazily(() =>
    z.strictObject({
      path: poolPath(),
      body: z.strictObject({
        action: z.enum(['ADD', 'REMOVE']),
        objects: z
          .array(
            z.strictObject({
              object_type: z.enum(['USER', 'USER_GROUP']),
              object_id: id(),
              object_name: upTo(100),
              user_group: upTo(55),
              domain: upTo(DOMAIN_LENGTH).optional(),
            }),
          )
          .min(1)
          .max(POOL_MEMBERS_PER_CALL),
      }),
    }),
  ),
  answer: emptyOrBatchAnswer,
});

const poolListing = defineListing({
  operation: listPools,
  pageSize: 1000,
  itemsOf: (answer) => answer.desktop_pools,
  totalOf: (answer) => answer.total_count,
  idOf: (one) => one.id,
});

const poolUserListing = defineListing({
  operation: listPoolUsers,
  pageSize: 100,
  itemsOf: (answer) => answer.objects,
  totalOf: (answer) => answer.total_count,
  idOf({ object_type: type, object_id: objectId, object_name: name }) {
    const known = objectId ?? name;
    return known ? `${type ?? ''} ${known}` : undefined;
  },
});

/** As `listPoolUsers` has it: the service wants all of it back. */
export type PoolMember = {
  type: 'USER' | 'USER_GROUP';
  id: string;
  name: string;
  userGroup: string;
  domain?: string;
};

/** Pools hand out desktops: who is detached from one but still authorised is given another. */
export function poolOperations(caller: Caller) {
  const change = (poolId: string, action: 'ADD' | 'REMOVE', members: readonly PoolMember[]) =>
    writeToMembers(caller, {
      operation: changePoolUsers,
      members,
      idOf: ({ id: memberId }) => memberId,
      size: POOL_MEMBERS_PER_CALL,
      inputOf: (some) => ({ path: { pool_id: poolId }, body: { action, objects: some.map(asObject) } }),
    });

  return {
    /**
     * Desktop pools of the project.
     *
     * @throws WorkspaceError
     * @see https://support.huaweicloud.com/intl/en-us/api-workspace/ListDesktopPools.html
     */
    listPools: (): AsyncGenerator<Pool[]> => listPages(caller, poolListing, [{}]),

    /**
     * Who may take desktops from a pool, users and groups.
     *
     * @throws WorkspaceError
     * @see https://support.huaweicloud.com/intl/en-us/api-workspace/ListDesktopPoolAuthorizedObjects.html
     */
    listPoolUsers: (poolId: string): AsyncGenerator<PoolUser[]> =>
      listPages(caller, poolUserListing, [{}], { pool_id: poolId }),

    /**
     * The pools of users, by the users' ids: a call for every ten. Whether pools that are open through a group are among
     * them is not documented.
     *
     * @throws WorkspaceError
     * @see https://support.huaweicloud.com/api-workspace/ListDesktopPoolsByUsers.html
     */
    async *listPoolsByUsers(userIds: readonly string[]): AsyncGenerator<PoolOfUser[]> {
      // No more users are asked about than one page holds, so that there is no second page.
      for (const some of chunksOf(unique(userIds), USERS_WITH_POOLS_PER_PAGE)) {
        const query = { user_ids: some, limit: USERS_WITH_POOLS_PER_PAGE };
        const { users } = await caller.read(listPoolsByUsers, { query });
        yield (users ?? []).flatMap(poolsOf);
      }
    },

    /**
     * Ends the authorisation of users and groups for a pool; desktops they hold must be detached besides. Any number,
     * up to 100 a call, one result for each. The service answers without a word about single members, so `done` means
     * the call was taken: verify by listing. Never throws for what the API says; an unknown pool is refused with WKS.0001.
     *
     * @see https://support.huaweicloud.com/intl/en-us/api-workspace/CreateDesktopPoolAuthorizedObjects.html
     */
    removePoolUsers: (poolId: string, members: readonly PoolMember[]): Promise<MemberResult[]> =>
      change(poolId, 'REMOVE', members),

    /** Authorises users and groups for a pool: the undo of `removePoolUsers`, and otherwise as that. */
    addPoolUsers: (poolId: string, members: readonly PoolMember[]): Promise<MemberResult[]> =>
      change(poolId, 'ADD', members),
  };
}

function asObject({ type, id: object_id, name, userGroup, domain }: PoolMember) {
  return { object_type: type, object_id, object_name: name, user_group: userGroup, domain };
}

function poolsOf({ user_id: userId, desktop_pools: pools }: z.infer<ReturnType<typeof userWithPools>>): PoolOfUser[] {
  if (!userId) return [];
  return (pools ?? []).flatMap(({ desktop_pool_id: poolId, desktop_pool_name: poolName }) =>
    poolId ? [{ userId, poolId, ...(poolName && { poolName }) }] : [],
  );
}
