import * as z from 'zod';
import { placeholderCodes } from '../assumptions.ts';
import type { Call, Operation } from '../gateway/operation.ts';
import { serviceRefusal } from '../gateway/refusal.ts';
import type { Group } from '../world/entities.ts';
import { accountOf } from '../world/world.ts';
import { missingGroup, parse, userOr400 } from './body.ts';
import { isoSeconds } from './iso-seconds.ts';
import { page } from './query.ts';

export const listUserGroups: Operation = {
  name: 'ListUserGroups',
  method: 'GET',
  path: '/v2/{project_id}/groups',
  kind: 'read',
  query: ['keyword', 'offset', 'limit'],
  handle({ world, query }) {
    const keyword = query.get('keyword') ?? '';
    const found = world.groups.list().filter(({ groupName }) => groupName.includes(keyword));
    const groups = page(query, found, { max: 100, default: 100 }).map((group) => ({
      id: group.id,
      name: group.groupName,
      create_time: isoSeconds(group.createdAt),
      description: '',
      user_quantity: group.members.length,
      platform_type: 'LOCAL',
      domain: 'local.com',
    }));
    return { status: 200, body: { total_count: found.length, user_groups: groups } };
  },
};

const actionBody = z.object({
  op_type: z.enum(['ADD', 'DELETE']),
  user_ids: z.array(z.string().min(1).max(55)).min(1).max(50),
});

export const runActionsOnGroup: Operation = {
  name: 'RunActionsOnGroup',
  method: 'POST',
  path: '/v2/{project_id}/groups/{group_id}/actions',
  kind: 'write',
  handle(call) {
    const { world } = call;
    const { op_type, user_ids } = parse(call, actionBody);
    const group = groupOf(call);
    const names = user_ids.map((id) => accountOf(userOr400(world.users.get(id), id)));
    const changing = new Set(names.filter((name) => group.members.includes(name) === (op_type === 'DELETE')));
    if (changing.size < new Set(names).size && world.assumptions.groupChangeOfNothing === 'refuse-call') {
      throw serviceRefusal(400, placeholderCodes.noMemberChange, 'A user is in the group already, or is not in it.');
    }
    const others = group.members.filter((name) => !changing.has(name));
    world.change(group, { members: op_type === 'ADD' ? [...others, ...changing] : others });
    return { status: 204 };
  },
};

function groupOf({ world, params }: Call): Group {
  const group = world.groups.get(params['group_id'] ?? '');
  if (!group) throw missingGroup(params['group_id'] ?? '');
  return group;
}
