import * as z from 'zod';
import type { Operation } from '../gateway/operation.ts';
import type { User } from '../world/entities.ts';
import { desktopsOf } from '../world/log-in.ts';
import { accountOf, type World } from '../world/world.ts';
import { parse, userOr400 } from './body.ts';
import { matchingNames } from './matching-names.ts';
import { flag, many, page } from './query.ts';

export const listUsers: Operation = {
  name: 'ListUsers',
  method: 'GET',
  path: '/v2/{project_id}/users',
  kind: 'read',
  query: [
    'user_name',
    'user_names',
    'user_email',
    'description',
    'active_type',
    'group_name',
    'disabled',
    'domain',
  ].concat(['platform_type', 'is_query_total_desktops', 'enterprise_project_id', 'limit', 'offset']),
  handle({ world, query }) {
    const found = select(world, query);
    const groups = groupsByUser(world);
    const counts = flag(query, 'is_query_total_desktops') ?? true;
    const users = page(query, found, { max: Number.MAX_SAFE_INTEGER }).map((user) => ({
      ...userBody(user, world.now()),
      group_names: groups.get(accountOf(user)) ?? [],
      total_desktops: counts ? desktopsOf(world, user).length : 0,
    }));
    return { status: 200, body: { total_count: found.length, users } };
  },
};

function select(world: World, query: URLSearchParams): readonly User[] {
  const names = [...new Set(many(query, 'user_names', 100))];
  const candidates = names.length > 0 ? usersMatching(world, names) : world.users.list();
  const members = new Set(world.groups.list().find(({ groupName }) => groupName === query.get('group_name'))?.members);
  const [part, email, text] = [query.get('user_name'), query.get('user_email'), query.get('description')];
  const [disabled, domain] = [flag(query, 'disabled'), query.get('domain')];
  return candidates.filter(
    (user) =>
      (names.length > 0 || part === null || user.userName.includes(part)) &&
      (email === null || user.email === email) &&
      (text === null || user.description.includes(text)) &&
      (disabled === undefined || user.disabled === disabled) &&
      (domain === null || user.domain === domain) &&
      (!query.has('group_name') || members.has(accountOf(user))),
  );
}

function usersMatching(world: World, asked: readonly string[]): User[] {
  return matchingNames(world.assumptions, world.userNames(), asked).flatMap((name) => [...world.usersNamed(name)]);
}

function groupsByUser(world: World): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { groupName, members } of world.groups.list()) {
    for (const member of members) groups.set(member, [...(groups.get(member) ?? []), groupName]);
  }
  return groups;
}

function userBody(user: User, now: number) {
  return {
    id: user.id,
    user_name: user.userName,
    user_email: user.email,
    description: user.description,
    domain: user.domain,
    active_type: 'ADMIN_ACTIVATE',
    account_expires: user.accountExpires,
    account_expired: user.accountExpires !== '0' && Date.parse(user.accountExpires) <= now,
    locked: user.locked,
    disabled: user.disabled,
    is_pre_user: false,
    platform_type: 'LOCAL',
  };
}

export const showUserDetail: Operation = {
  name: 'ListUserDetail',
  method: 'GET',
  path: '/v2/{project_id}/users/{user_id}',
  kind: 'read',
  handle({ world, params }) {
    const user = userOr400(world.users.get(params['user_id'] ?? ''), params['user_id'] ?? '');
    const total_desktops = desktopsOf(world, user).length;
    // The expiry is a number here and a string in the list: so are the models of the SDK.
    const group_names = groupsByUser(world).get(accountOf(user)) ?? [];
    return {
      status: 200,
      body: { user_detail: { ...userBody(user, world.now()), account_expires: 0, group_names, total_desktops } },
    };
  },
};

const actionBody = z.object({ op_type: z.enum(['LOCK', 'UNLOCK', 'RESET_PWD']) });

export const changeUserStatus: Operation = {
  name: 'ChangeUserStatus',
  method: 'POST',
  path: '/v2/{project_id}/users/{user_id}/actions',
  kind: 'write',
  handle(call) {
    const { world, params } = call;
    const { op_type } = parse(call, actionBody);
    const user = userOr400(world.users.get(params['user_id'] ?? ''), params['user_id'] ?? '');
    if (op_type !== 'RESET_PWD') world.change(user, { locked: op_type === 'LOCK' });
    return { status: 204 };
  },
};
