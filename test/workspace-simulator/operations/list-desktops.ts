import type { Operation } from '../gateway/operation.ts';
import { badRequest } from '../gateway/refusal.ts';
import type { Desktop } from '../world/entities.ts';
import { groupsOf } from '../world/log-in.ts';
import type { World } from '../world/world.ts';
import { desktopDetail, simpleDesktop } from './desktop-body.ts';
import { matchingNames } from './matching-names.ts';
import { commaSeparated, flag, many, page } from './query.ts';

const commonFilters = [
  'user_name',
  'computer_name',
  'desktop_ip',
  'offset',
  'limit',
  'pool_id',
  'enterprise_project_id',
];
const moreFilters = ['desktop_type', 'is_share_desktop', 'subnet_id', 'status', 'desktop_id', 'tag'];

export const listDesktops: Operation = {
  name: 'ListDesktops',
  method: 'GET',
  path: '/v2/{project_id}/desktops',
  kind: 'read',
  query: [...commonFilters, ...moreFilters],
  handle({ world, query }) {
    const found = select(world, query);
    const desktops = page(query, found, { max: 1000, default: 1000 }).map((desktop) => simpleDesktop(world, desktop));
    return { status: 200, body: { total_count: found.length, desktops } };
  },
};

export const listDesktopsDetail: Operation = {
  name: 'ListDesktopsDetail',
  method: 'GET',
  path: '/v2/{project_id}/desktops/detail',
  kind: 'read',
  query: [...commonFilters, ...moreFilters].concat(
    ['user_names', 'computer_names', 'sort_field', 'sort_type', 'user_attached', 'image_id', 'charge_mode'],
    ['in_maintenance_mode', 'is_support_internet', 'availability_zone'],
  ),
  handle({ world, query }) {
    const found = sorted(select(world, query), query);
    const desktops = page(query, found, { max: 500, default: 500 }).map((desktop) => desktopDetail(world, desktop));
    return { status: 200, body: { total_count: found.length, desktops } };
  },
};

/** What the filters let through, in order of creation. Without filters, all of them: no copy, no scan. */
function select(world: World, query: URLSearchParams): readonly Desktop[] {
  const candidates = candidatesOf(world, query);
  const filters = filtersOf(world, query);
  return filters.length === 0 ? candidates : candidates.filter((desktop) => filters.every((lets) => lets(desktop)));
}

/** Ids and names are looked up, so that their cost is that of what they find. */
function candidatesOf(world: World, query: URLSearchParams): readonly Desktop[] {
  const [ids, names] = [many(query, 'desktop_id', 100), many(query, 'user_names', 100)];
  const parts = many(query, 'user_name', 100);
  if (ids.length > 0) return inOrder(ids.flatMap((id) => world.desktops.get(id) ?? []));
  if (names.length > 0) return inOrder(desktopsMatching(world, names));
  if (parts.length === 0) return world.desktops.list();
  const like = [...world.attachedNames()].filter((name) => parts.some((part) => name.includes(part)));
  return inOrder(like.flatMap((name) => desktopsOfUser(world, name)));
}

const inOrder = (desktops: readonly Desktop[]): Desktop[] =>
  [...new Set(desktops)].toSorted((a, b) => a.ordinal - b.ordinal);

function desktopsMatching(world: World, asked: readonly string[]): Desktop[] {
  const found = matchingNames(world.assumptions, world.attachedNames(), asked);
  // A user who is reached through groups alone is on no desktop.
  const names = world.assumptions.userFilterSeesGroups ? [...found, ...asked] : found;
  return names.flatMap((name) => desktopsOfUser(world, name));
}

export function desktopsOfUser(world: World, userName: string): Desktop[] {
  // What is not called `GROUP` is found by its name like a user.
  const isListed = (type: string) => type === 'USER' || world.assumptions.attachedGroupType !== 'GROUP';
  const own = [...world.desktopsByName(userName)].filter(({ attachments }) =>
    attachments.some((attachment) => isListed(attachment.type) && attachment.userName === userName),
  );
  if (!world.assumptions.userFilterSeesGroups) return own;
  return [...own, ...groupsOf(world, userName).flatMap((group) => [...world.desktopsByName(group)])];
}

type Filter = (desktop: Desktop) => boolean;

function filtersOf(world: World, query: URLSearchParams): Filter[] {
  const filters: Filter[] = [];
  const oneOf = (name: string, valueOf: (desktop: Desktop) => string | null) => {
    const values = commaSeparated(query, name);
    if (values) filters.push((desktop) => values.has(valueOf(desktop) ?? ''));
  };
  const isEither = (name: string, valueOf: (desktop: Desktop) => boolean) => {
    const wanted = flag(query, name);
    if (wanted !== undefined) filters.push((desktop) => valueOf(desktop) === wanted);
  };
  oneOf('desktop_type', ({ desktopType }) => desktopType);
  oneOf('status', ({ status }) => status);
  oneOf('pool_id', ({ poolId }) => poolId);
  oneOf('enterprise_project_id', ({ enterpriseProjectId }) => enterpriseProjectId);
  oneOf('charge_mode', ({ chargeMode }) => chargeMode);
  oneOf('desktop_ip', ({ ipAddress }) => ipAddress);
  isEither('user_attached', ({ attachments }) => attachments.length > 0);
  isEither('is_share_desktop', ({ desktopType }) => desktopType === 'SHARED');
  isEither('in_maintenance_mode', ({ inMaintenanceMode }) => inMaintenanceMode);
  isEither('is_support_internet', ({ hasNat, id }) => hasNat || world.eipOf(id) !== undefined);

  const nameParts = [...query.getAll('computer_name'), ...many(query, 'computer_names', 100)];
  if (nameParts.length > 0) filters.push(({ computerName }) => nameParts.some((part) => computerName.includes(part)));
  const [key = '', value] = (query.get('tag') ?? '').split('=');
  if (key !== '') filters.push(({ tags }) => (value === undefined ? key in tags : tags[key] === value));
  return filters;
}

const byName = (a: Desktop, b: Desktop): number => (a.computerName < b.computerName ? -1 : 1);

function sorted(desktops: readonly Desktop[], query: URLSearchParams): readonly Desktop[] {
  const [field, type] = [query.get('sort_field'), query.get('sort_type') ?? 'ASC'];
  if (field === null) return desktops;
  const order = field === 'computer_name' ? desktops.toSorted(byName) : desktops;
  if (!['created', 'computer_name'].includes(field)) throw badRequest(`There is no sort_field ${field}.`);
  return type === 'DESC' ? order.toReversed() : order;
}
