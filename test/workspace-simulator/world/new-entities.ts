import type { Desktop, DesktopStatus, DesktopType, Eip, Group, Pool, PoolGrant, User } from './entities.ts';
import { makeId } from './make-id.ts';

/** What a caller may say about a new entity; the rest is filled in. */
export type NewUser = { userName: string } & Partial<
  Pick<User, 'id' | 'email' | 'description' | 'domain' | 'locked' | 'disabled'>
>;
export type NewGroup = { groupName: string; id?: string /** user names */; members?: readonly string[] };
export type NewPool = {
  poolName: string;
  id?: string;
  type?: Pool['type'];
  /** User names that may take a desktop of the pool. */
  users?: readonly string[];
  /** Group names that may. */
  groups?: readonly string[];
};
export type NewDesktop = {
  id?: string;
  computerName?: string;
  desktopType?: DesktopType;
  poolId?: string;
  /** User names; users who do not exist yet are created. */
  users?: readonly string[];
  /** Group names; the groups must exist. */
  groups?: readonly string[];
  status?: DesktopStatus;
} & Partial<
  Pick<
    Desktop,
    | 'taskStatus'
    | 'loggedIn'
    | 'osType'
    | 'ipAddress'
    | 'hasNat'
    | 'tags'
    | 'enterpriseProjectId'
    | 'chargeMode'
    | 'inMaintenanceMode'
    | 'data'
  >
>;
export type NewEip = Partial<
  Pick<
    Eip,
    | 'id'
    | 'address'
    | 'bandwidthSize'
    | 'chargeMode'
    | 'billingMode'
    | 'desktopId'
    | 'otherInstance'
    | 'enterpriseProjectId'
  >
>;

/** `number` counts the entities of the kind; ids, names and addresses follow from it. */
export function newUser(given: NewUser, number: number, now: number): User {
  return {
    kind: 'user',
    id: given.id ?? makeId('user', number),
    createdAt: now,
    userName: given.userName,
    email: given.email ?? `${given.userName}@example.com`,
    description: given.description ?? '',
    domain: given.domain ?? 'local.com',
    locked: given.locked ?? false,
    disabled: given.disabled ?? false,
  };
}

export function newGroup(given: NewGroup, number: number, now: number): Group {
  return {
    kind: 'group',
    id: given.id ?? makeId('group', number),
    createdAt: now,
    groupName: given.groupName,
    members: [...(given.members ?? [])],
  };
}

export function newPool(given: NewPool, grants: readonly PoolGrant[], number: number, now: number): Pool {
  return {
    kind: 'pool',
    id: given.id ?? makeId('pool', number),
    createdAt: now,
    poolName: given.poolName,
    type: given.type ?? 'DYNAMIC',
    grants,
  };
}

/** Attached to nobody yet: attaching is the world's. */
export function newDesktop(given: NewDesktop, number: number, now: number): Desktop {
  const computerName = given.computerName ?? `desktop-${String(number).padStart(6, '0')}`;
  return {
    kind: 'desktop',
    id: given.id ?? makeId('desktop', number),
    ordinal: number,
    createdAt: now,
    computerName,
    desktopType: given.desktopType ?? (given.poolId === undefined ? 'DEDICATED' : 'POOLED'),
    poolId: given.poolId ?? null,
    status: given.status ?? 'ACTIVE',
    taskStatus: given.taskStatus ?? null,
    attachState: 'UNATTACH',
    attachments: [],
    loggedIn: given.loggedIn ?? null,
    osType: given.osType ?? 'Windows',
    ipAddress: given.ipAddress ?? `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`,
    hasNat: given.hasNat ?? false,
    isAttachingEip: false,
    tags: given.tags ?? {},
    enterpriseProjectId: given.enterpriseProjectId ?? '0',
    chargeMode: given.chargeMode ?? '1',
    inMaintenanceMode: given.inMaintenanceMode ?? false,
    data: given.data === undefined ? `files of ${computerName}` : given.data,
    detachRecords: [],
  };
}

export function newEip(given: NewEip, number: number, now: number): Eip {
  return {
    kind: 'eip',
    id: given.id ?? makeId('eip', number),
    createdAt: now,
    billingMode: given.billingMode ?? 'PAY_PER_USE',
    chargeMode: given.chargeMode ?? 'bandwidth',
    address: given.address ?? `198.18.${(number >> 8) & 255}.${number & 255}`,
    bandwidthSize: given.bandwidthSize ?? 5,
    desktopId: given.desktopId ?? null,
    otherInstance: given.otherInstance ?? null,
    enterpriseProjectId: given.enterpriseProjectId ?? '0',
    meter: { since: now, boundMs: 0, reservedMs: 0 },
    releasedAt: null,
  };
}
