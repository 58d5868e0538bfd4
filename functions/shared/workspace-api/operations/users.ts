import * as z from 'zod';
import { USER_NAME_LENGTH, USER_NAMES_PER_CALL } from '../assumptions.ts';
import { emptyOrBatchAnswer, resultOf } from '../batches/batch-answer.ts';
import type { WriteResult } from '../batches/desktop-result.ts';
import { type Caller, callingOnce } from '../call/call.ts';
import { lazily, operation } from '../call/operation.ts';
import { anything, count, flag, id, listOf, paging, text, upTo } from '../call/wire.ts';
import { chunkedBy, possibleNames } from '../lists/filter-values.ts';
import { defineListing, type ListOptions, listPages } from '../lists/list-pages.ts';

const workspaceUser = lazily(() =>
  z.object({
    id: text(),
    user_name: text(),
    user_email: text(),
    description: text(),
    total_desktops: count(),
    active_type: text(),
    platform_type: text(),
    domain: text(),
    locked: flag(),
    disabled: flag(),
    account_expired: flag(),
    // Text in a list, a number in a single user.
    account_expires: anything(),
    group_names: listOf(z.string()),
    enterprise_project_id: text(),
  }),
);

export type WorkspaceUser = z.infer<ReturnType<typeof workspaceUser>>;

const listUsers = operation({
  name: 'ListUsers',
  kind: 'read',
  method: 'GET',
  path: '/v2/{project_id}/users',
  input: lazily(() =>
    z.strictObject({
      query: z.strictObject({
        user_names: z.array(upTo(USER_NAME_LENGTH)).max(USER_NAMES_PER_CALL).readonly().optional(),
        is_query_total_desktops: z.boolean().optional(),
        ...paging(),
      }),
    }),
  ),
  answer: lazily(() => z.object({ total_count: count(), users: listOf(workspaceUser()) })),
});

const listUserDetail = operation({
  name: 'ListUserDetail',
  kind: 'read',
  method: 'GET',
  path: '/v2/{project_id}/users/{user_id}',
  input: lazily(() => z.strictObject({ path: z.strictObject({ user_id: id() }) })),
  answer: lazily(() => z.object({ user_detail: workspaceUser() })),
});

const changeUserStatus = operation({
  name: 'ChangeUserStatus',
  kind: 'write',
  method: 'POST',
  path: '/v2/{project_id}/users/{user_id}/actions',
  givesBack: { op_type: 'UNLOCK' },
  input: lazily(() =>
    z.strictObject({
      path: z.strictObject({ user_id: id() }),
      body: z.strictObject({ op_type: z.enum(['LOCK', 'UNLOCK']) }),
    }),
  ),
  answer: emptyOrBatchAnswer,
});

// Without a limit the service answers with all records, which makes it one call.
const userListing = defineListing({
  operation: listUsers,
  itemsOf: (answer) => answer.users,
  totalOf: (answer) => answer.total_count,
  idOf: (user) => user.id ?? (user.user_name ? `${user.domain ?? ''}/${user.user_name}` : undefined),
});

type UserFilter = {
  /** Any number; an empty array finds nothing. */
  userNames?: readonly string[];
  /** Whether to count each user's desktops. @default true, the service's own */
  countDesktops?: boolean;
} & ListOptions;

export function userOperations(caller: Caller) {
  const setStatus = async (userId: string, op_type: 'LOCK' | 'UNLOCK') =>
    resultOf(await caller.call(changeUserStatus, { path: { user_id: userId }, body: { op_type } }));

  return {
    /**
     * Users of the project, each with the names of the groups they are in (`group_names`). All of them in one page.
     *
     * @throws WorkspaceError
     * @see https://support.huaweicloud.com/intl/en-us/api-workspace/ListUsers.html
     */
    listUsers(filter: UserFilter = {}): AsyncGenerator<WorkspaceUser[]> {
      const query = { is_query_total_desktops: filter.countDesktops };
      const queries = chunkedBy('user_names', possibleNames(filter.userNames), USER_NAMES_PER_CALL, query);
      return listPages(filter.once ? callingOnce(caller) : caller, userListing, queries);
    },

    /**
     * One user by id, with groups and whether locked or disabled.
     *
     * @throws WorkspaceError also when there is no such user, which the service says with WKS.00170312
     * @see https://support.huaweicloud.com/intl/en-us/api-workspace/ListUserDetail.html
     */
    async showUser(userId: string): Promise<WorkspaceUser> {
      return (await caller.read(listUserDetail, { path: { user_id: userId } })).user_detail;
    },

    /**
     * Keeps a user from logging in. Sessions that are open stay open: log off as well. Never throws for what the API says.
     *
     * @see https://support.huaweicloud.com/intl/en-us/api-workspace/ChangeUserStatus.html
     */
    lockUser: (userId: string): Promise<WriteResult> => setStatus(userId, 'LOCK'),

    /** Undoes `lockUser`, and otherwise as that. */
    unlockUser: (userId: string): Promise<WriteResult> => setStatus(userId, 'UNLOCK'),
  };
}
