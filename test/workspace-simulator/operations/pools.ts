import * as z from 'zod';
import type { Call, Operation } from '../gateway/operation.ts';
import { gatewayRefusal, serviceRefusal } from '../gateway/refusal.ts';
import type { Pool, PoolGrant, User } from '../world/entities.ts';
import { mainDomain, type World } from '../world/world.ts';
import { id, missingGroup, parse, userOr400 } from './body.ts';
import { isoSeconds } from './iso-seconds.ts';
import { many, page } from './query.ts';

export const listDesktopPools: Operation = {
  name: 'ListDesktopPools',
  method: 'GET',
  path: '/v2/{project_id}/desktop-pools',
  kind: 'read',
  query: ['name', 'type', 'enterprise_project_id', 'offset', 'limit'],
  handle({ world, query }) {
    const [name, type] = [query.get('name'), query.get('type')];
    const found = world.pools
      .list()
      .filter((pool) => (!name || pool.poolName.includes(name)) && (!type || pool.type === type));
    const pools = page(query, found, { max: 1000, default: 1000 }).map((pool) => poolBody(world, pool));
    return { status: 200, body: { total_count: found.length, desktop_pools: pools } };
  },
};

export const listPoolUsers: Operation = {
  name: 'ListDesktopPoolAuthorizedObjects',
  method: 'GET',
  path: '/v2/{project_id}/desktop-pools/{pool_id}/users',
  kind: 'read',
  query: ['object_type', 'offset', 'limit'],
  handle(call) {
    const pool = poolOf(call);
    const type = call.query.get('object_type');
    const found = authorizedObjects(pool).filter(({ object_type }) => !type || object_type === type);
    const objects = page(call.query, found, { max: 100, default: 10 });
    return { status: 200, body: { total_count: found.length, objects } };
  },
};

export const listPoolsByUsers: Operation = {
  name: 'ListDesktopPoolsByUsers',
  method: 'GET',
  path: '/v2/{project_id}/desktop-pools/statistics/by-users',
  kind: 'read',
  query: ['user_ids', 'offset', 'limit'],
  handle({ world, query }) {
    if (world.assumptions.poolsByUsers === 'missing')
      throw gatewayRefusal(404, 'APIGW.0101', 'The API does not exist.');
    // Asked about nobody it lists nobody, as a public client has found.
    const known = many(query, 'user_ids', 100).flatMap((userId) => world.users.get(userId) ?? []);
    const users = page(query, known, { max: 10, default: 10 }).map((user) => {
      const ids = grantedTo(world, user);
      const pools = world.pools.list().filter(({ grants }) => grants.some(({ objectId }) => ids.has(objectId)));
      const desktop_pools = pools.map(({ id: desktop_pool_id, poolName: desktop_pool_name }) => {
        const is_attached = world
          .desktopsByName(user.userName)
          .values()
          .some(({ poolId }) => poolId === desktop_pool_id);
        return { desktop_pool_id, desktop_pool_name, is_attached };
      });
      return { user_id: user.id, desktop_pool_count: desktop_pools.length, desktop_pools };
    });
    return { status: 200, body: { users } };
  },
};

/** The ids by which pools are open to a user. */
function grantedTo(world: World, { id: userId, userName }: User): Set<string> {
  if (world.assumptions.poolsByUsers !== 'with-groups') return new Set([userId]);
  const groups = world.groups.list().filter(({ members }) => members.includes(userName));
  return new Set([userId, ...groups.map((group) => group.id)]);
}

const poolUsersBody = z.object({
  action: z.enum(['ADD', 'REMOVE', 'CHANGE_PRIVILEGE']),
  objects: z
    .array(
      z.object({
        object_type: z.enum(['USER', 'USER_GROUP']),
        object_id: id,
        object_name: z.string().min(1).max(100),
        user_group: z.string().min(1).max(55),
        domain: z.string().optional(),
      }),
    )
    .min(1)
    .max(100),
});

export const changePoolUsers: Operation = {
  name: 'CreateDesktopPoolAuthorizedObjects',
  method: 'POST',
  path: '/v2/{project_id}/desktop-pools/{pool_id}/users',
  kind: 'write',
  handle(call) {
    const { action, objects } = parse(call, poolUsersBody);
    const pool = poolOf(call);
    if (action !== 'REMOVE') for (const object of objects) checkThere(call.world, object.object_type, object.object_id);
    const named = new Set(objects.map(({ object_id }) => object_id));
    const others = pool.grants.filter(({ objectId }) => !named.has(objectId));
    const given = objects.map((object): PoolGrant => {
      const { object_type: objectType, object_id: objectId, object_name: objectName, user_group: userGroup } = object;
      const domain = call.world.users.get(objectId)?.domain ?? mainDomain;
      return { objectType, objectId, objectName, userGroup, domain };
    });
    call.world.change(pool, { grants: action === 'REMOVE' ? others : [...others, ...given] });
    return { status: 204 };
  },
};

function checkThere(world: World, type: PoolGrant['objectType'], objectId: string): void {
  if (type === 'USER') userOr400(world.users.get(objectId), objectId);
  else if (!world.groups.get(objectId)) throw missingGroup(objectId);
}

function poolOf({ world, params }: Call): Pool {
  const pool = world.pools.get(params['pool_id'] ?? '');
  // Not a 404: seen in the wild as the code of an empty body.
  if (!pool) throw serviceRefusal(400, 'WKS.0001', `The desktop pool ${params['pool_id']} does not exist.`);
  return pool;
}

const authorizedObjects = ({ grants, createdAt }: Pool) =>
  grants.map(({ objectType, objectId, objectName, userGroup, domain }) => ({
    object_type: objectType,
    object_id: objectId || null,
    object_name: objectName || null,
    user_group: userGroup,
    domain,
    created_at: isoSeconds(createdAt),
  }));

const desktopsOfPool = (world: World, pool: Pool) =>
  [...world.desktopsInPool(pool.id)].toSorted((a, b) => a.ordinal - b.ordinal);

function poolBody(world: World, pool: Pool) {
  const desktops = desktopsOfPool(world, pool);
  const used = desktops.filter(({ attachments }) => attachments.length > 0).length;
  return {
    id: pool.id,
    name: pool.poolName,
    type: pool.type,
    status: 'STEADY',
    desktop_count: desktops.length,
    desktop_used: used,
    created_time: isoSeconds(pool.createdAt),
    disconnected_retention_period: 30,
    enterprise_project_id: '0',
  };
}
