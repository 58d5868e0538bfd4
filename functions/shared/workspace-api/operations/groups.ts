import * as z from 'zod';
import { emptyOrBatchAnswer } from '../batches/batch-answer.ts';
import { type MemberResult, writeToMembers } from '../batches/write-to-members.ts';
import type { Caller } from '../call/call.ts';
import { lazily, operation } from '../call/operation.ts';
import { count, id, listOf, paging, text, upTo } from '../call/wire.ts';
import { defineListing, listPages } from '../lists/list-pages.ts';
import { attachedKind } from './attached-users.ts';
import type { AttachedUser, DesktopDetail } from './desktops.ts';

/** As the operation's definition has it. */
const usersPerCall = 50;

const userGroup = lazily(() =>
  z.object({
    id: text(),
    name: text(),
    create_time: text(),
    description: text(),
    user_quantity: count(),
    platform_type: text(),
    domain: text(),
  }),
);

export type UserGroup = z.infer<ReturnType<typeof userGroup>>;

const listUserGroups = operation({
  name: 'ListUserGroups',
  kind: 'read',
  method: 'GET',
  path: '/v2/{project_id}/groups',
  input: lazily(() => z.strictObject({ query: z.strictObject({ keyword: z.string().optional(), ...paging() }) })),
  answer: lazily(() => z.object({ total_count: count(), user_groups: listOf(userGroup()) })),
});

const runActionsOnGroup = operation({
  name: 'RunActionsOnGroup',
  kind: 'write',
  method: 'POST',
  path: '/v2/{project_id}/groups/{group_id}/actions',
  givesBack: { op_type: 'ADD' },
  input: lazily(() =>
    z.strictObject({
      path: z.strictObject({ group_id: id() }),
      body: z.strictObject({
        op_type: z.enum(['ADD', 'DELETE']),
        user_ids: z.array(upTo(55)).min(1).max(usersPerCall),
      }),
    }),
  ),
  answer: emptyOrBatchAnswer,
});

const groupListing = defineListing({
  operation: listUserGroups,
  pageSize: 100,
  itemsOf: (answer) => answer.user_groups,
  totalOf: (answer) => answer.total_count,
  idOf: (group) => group.id ?? group.name ?? undefined,
});

export function groupOperations(caller: Caller) {
  const change = (groupId: string, op_type: 'ADD' | 'DELETE', userIds: readonly string[]) =>
    writeToMembers(caller, {
      operation: runActionsOnGroup,
      members: userIds,
      idOf: (userId) => userId,
      size: usersPerCall,
      inputOf: (user_ids) => ({ path: { group_id: groupId }, body: { op_type, user_ids: [...user_ids] } }),
    });

  return {
    /**
     * User groups of the project.
     *
     * @throws WorkspaceError
     * @see https://support.huaweicloud.com/intl/en-us/api-workspace/ListUserGroups.html
     */
    listGroups: ({ keyword }: { keyword?: string } = {}): AsyncGenerator<UserGroup[]> =>
      listPages(caller, groupListing, [{ keyword }]),

    /**
     * Takes users out of a group, and with it out of the desktops and pools that are the group's. Any number of ids of
     * users, up to 50 a call, one result for each. The service answers without a word about single users, so `done`
     * means the call was taken: verify by listing. Never throws for what the API says. An unknown group is refused with
     * WKS.00170208; what is answered for a user who is not in it, is not documented.
     *
     * @see https://support.huaweicloud.com/intl/en-us/api-workspace/RunActionsOnGroup.html
     */
    removeGroupUsers: (groupId: string, userIds: readonly string[]): Promise<MemberResult[]> =>
      change(groupId, 'DELETE', userIds),

    /** Puts users into a group: the undo of `removeGroupUsers`, and otherwise as that. */
    addGroupUsers: (groupId: string, userIds: readonly string[]): Promise<MemberResult[]> =>
      change(groupId, 'ADD', userIds),
  };
}

/** The groups a desktop is assigned to: each opens it to all of its members, whoever is named beside it. */
export function groupsOf(desktop: Pick<DesktopDetail, 'attach_user_infos' | 'user_group_list'>): AttachedUser[] {
  const attached = (desktop.attach_user_infos ?? []).filter((info) => attachedKind(info.type) === 'group');
  const named = new Set(attached.map((info) => info.user_name));
  const listed = (desktop.user_group_list ?? []).filter((name) => !named.has(name));
  return [...attached, ...listed.map((name) => ({ user_name: name, type: 'GROUP' }))];
}
