import * as z from 'zod';
import { emptyOrBatchAnswer } from './batch-answer.ts';
import type { Caller } from './call.ts';
import { resultOf, type WriteResult } from './desktop-result.ts';
import { type SimpleDesktop, simpleDesktop } from './desktop-schemas.ts';
import { defineListing, listPages } from './list-pages.ts';
import { lazily, operation } from './operation.ts';
import { count, id, listOf, paging, text, upTo } from './wire.ts';

const pool = lazily(() =>
  z.object({
    id: z.string(),
    name: text(),
    type: text(),
    status: text(),
    desktop_count: count(),
    desktop_used: count(),
    /** Minutes after which a dynamic pool takes a desktop back from a user who has disconnected. */
    disconnected_retention_period: count(),
    enterprise_project_id: text(),
  }),
);

const poolUser = lazily(() =>
  z.object({ object_id: text(), object_type: text(), object_name: text(), user_group: text(), domain: text() }),
);

export type Pool = z.infer<ReturnType<typeof pool>>;

/** A user or group that may take a desktop from a pool. */
export type PoolUser = z.infer<ReturnType<typeof poolUser>>;

const poolPath = () => z.strictObject({ pool_id: id() });

const listPools = operation({
  name: 'ListDesktopPools',
  kind: 'read',
  method: 'GET',
  path: '/v2/{project_id}/desktop-pools',
  input: lazily(() => z.strictObject({ query: z.strictObject({ name: z.string().optional(), ...paging() }) })),
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

const listPoolDesktops = operation({
  name: 'ListPoolDesktopsDetail',
  kind: 'read',
  method: 'GET',
  path: '/v2/{project_id}/desktop-pools/{pool_id}/desktops',
  input: lazily(() => z.strictObject({ path: poolPath(), query: z.strictObject(paging()) })),
  answer: lazily(() => z.object({ total_count: count(), pool_desktops: listOf(simpleDesktop()) })),
});

const changePoolUsers = operation({
  name: 'CreateDesktopPoolAuthorizedObjects',
  kind: 'write',
  method: 'POST',
  path: '/v2/{project_id}/desktop-pools/{pool_id}/users',
  input: lazily(() =>
    z.strictObject({
      path: poolPath(),
      body: z.strictObject({
        action: z.literal('REMOVE'),
        objects: z
          .array(
            z.strictObject({
              object_type: z.enum(['USER', 'USER_GROUP']),
              object_id: id(),
              object_name: upTo(100),
              user_group: upTo(55),
              domain: upTo(255).optional(),
            }),
          )
          .min(1)
          .max(100),
      }),
    }),
  ),
  answer: emptyOrBatchAnswer,
});

const poolListing = defineListing({
  operation: listPools,
  pageSize: 100,
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

const poolDesktopListing = defineListing({
  operation: listPoolDesktops,
  pageSize: 100,
  itemsOf: (answer) => answer.pool_desktops,
  totalOf: (answer) => answer.total_count,
  idOf: (desktop) => desktop.desktop_id,
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
  return {
    /** @see https://support.huaweicloud.com/intl/en-us/api-workspace/ListDesktopPools.html */
    listPools: ({ name }: { name?: string } = {}): AsyncGenerator<Pool[]> => listPages(caller, poolListing, [{ name }]),

    /** Who may take desktops from a pool. @throws WorkspaceError */
    listPoolUsers: (poolId: string): AsyncGenerator<PoolUser[]> =>
      listPages(caller, poolUserListing, [{}], { pool_id: poolId }),

    /** @throws WorkspaceError */
    listPoolDesktops: (poolId: string): AsyncGenerator<SimpleDesktop[]> =>
      listPages(caller, poolDesktopListing, [{}], { pool_id: poolId }),

    /** Ends the authorisation of up to 100 users or groups; desktops they hold must be detached besides. Never throws for what the API says. */
    async removePoolUsers(poolId: string, members: readonly PoolMember[]): Promise<WriteResult> {
      const objects = members.map((member) => ({
        object_type: member.type,
        object_id: member.id,
        object_name: member.name,
        user_group: member.userGroup,
        domain: member.domain,
      }));
      return resultOf(
        await caller.call(changePoolUsers, { path: { pool_id: poolId }, body: { action: 'REMOVE', objects } }),
      );
    },
  };
}
