import type { Operation } from '../gateway/operation.ts';
import { serviceRefusal } from '../gateway/refusal.ts';
import { isoSeconds } from './iso-seconds.ts';
import { page } from './query.ts';
import { userBody } from './users.ts';

export const listUserGroups: Operation = {
  name: 'ListUserGroups',
  method: 'GET',
  path: '/v2/{project_id}/groups',
  kind: 'read',
  query: ['keyword', 'offset', 'limit'],
  handle({ world, query }) {
    const keyword = query.get('keyword') ?? '';
    const found = world.groups.list().filter(({ groupName }) => groupName.includes(keyword));
    const groups = page(query, found, { max: Number.MAX_SAFE_INTEGER }).map((group) => ({
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

export const listUsersOfGroup: Operation = {
  name: 'ListUsersOfGroup',
  method: 'GET',
  path: '/v2/{project_id}/groups/{group_id}/users',
  kind: 'read',
  query: ['user_name', 'description', 'active_type', 'offset', 'limit'],
  handle({ world, params, query }) {
    const group = world.groups.get(params['group_id'] ?? '');
    if (!group) throw serviceRefusal(400, 'WKS.00170208', `The user group ${params['group_id']} does not exist.`);
    const part = query.get('user_name') ?? '';
    const found = group.members.filter((name) => name.includes(part)).flatMap((name) => world.userByName(name) ?? []);
    const users = page(query, found, { max: 10_000, default: 2000 }).map(userBody);
    return { status: 200, body: { total_count: found.length, users } };
  },
};
