import * as z from 'zod';
import { check } from '../check.ts';
import type { Desktop, Eip, Group, Pool, PoolGrant, User } from './entities.ts';
import { makeId } from './make-id.ts';

/** What a caller may say about a new entity; the rest is filled in, and a key that does not exist is an error. */
const id = z.string().min(1).optional();
const names = z.array(z.string().min(1)).default([]);

const userSchema = z.strictObject({
  userName: z.string().min(1),
  id,
  email: z.string().optional(),
  description: z.string().default(''),
  domain: z.string().default('local.com'),
  locked: z.boolean().default(false),
  disabled: z.boolean().default(false),
  accountExpires: z.union([z.literal('0'), z.iso.datetime()]).default('0'),
});

const groupSchema = z.strictObject({ groupName: z.string().min(1), id, /** User names. */ members: names });

const poolSchema = z.strictObject({
  poolName: z.string().min(1),
  id,
  type: z.enum(['DYNAMIC', 'STATIC']).default('DYNAMIC'),
  /** Names of the users that may take a desktop of the pool. */
  users: names,
  /** Names of the groups that may; they must exist. */
  groups: names,
});

const desktopSchema = z.strictObject({
  id,
  computerName: z.string().optional(),
  desktopType: z.enum(['DEDICATED', 'SHARED', 'POOLED']).optional(),
  poolId: z.string().nullable().default(null),
  /** User names, or `domain\\name`; users who do not exist yet are created. */
  users: names,
  /** Group names; the groups must exist. */
  groups: names,
  status: z.enum(['ACTIVE', 'SHUTOFF', 'HIBERNATED', 'ERROR']).default('ACTIVE'),
  taskStatus: z.string().nullable().default(null),
  loggedIn: z.string().nullable().default(null),
  osType: z.enum(['Windows', 'Linux']).default('Windows'),
  ipAddress: z.string().optional(),
  hasNat: z.boolean().default(false),
  tags: z.record(z.string(), z.string()).default({}),
  enterpriseProjectId: z.string().default('0'),
  chargeMode: z.enum(['0', '1']).default('1'),
  inMaintenanceMode: z.boolean().default(false),
  data: z.string().nullable().optional(),
});

const eipSchema = z.strictObject({
  id,
  address: z.string().optional(),
  bandwidthSize: z.number().int().min(1).max(2000).default(5),
  chargeMode: z.enum(['traffic', 'bandwidth']).default('bandwidth'),
  billingMode: z.enum(['PAY_PER_USE', 'YEARLY_MONTHLY']).default('PAY_PER_USE'),
  desktopId: z.string().nullable().default(null),
  tags: z.record(z.string(), z.string()).default({}),
  otherInstance: z
    .object({ type: z.enum(['NATGW', 'ELB', 'PORT']), id: z.string() })
    .nullable()
    .default(null),
  enterpriseProjectId: z.string().default('0'),
});

export type NewUser = z.input<typeof userSchema>;
export type NewGroup = z.input<typeof groupSchema>;
export type NewPool = z.input<typeof poolSchema>;
export type NewDesktop = z.input<typeof desktopSchema>;
export type NewEip = z.input<typeof eipSchema>;

/** `number` counts the entities of the kind; ids, names and addresses follow from it. */
type Birth = { projectId: string; number: number; now: number };

export function newUser(given: NewUser, { projectId, number, now }: Birth): User {
  const user = check(userSchema, given);
  const email = user.email ?? `${user.userName}@example.com`;
  return { ...user, kind: 'user', id: user.id ?? makeId(projectId, 'user', number), createdAt: now, email };
}

export function newGroup(given: NewGroup, { projectId, number, now }: Birth): Group {
  const group = check(groupSchema, given);
  return { ...group, kind: 'group', id: group.id ?? makeId(projectId, 'group', number), createdAt: now };
}

export function newPool(given: NewPool, grants: readonly PoolGrant[], { projectId, number, now }: Birth): Pool {
  const { users: _, groups: __, ...pool } = check(poolSchema, given);
  return { ...pool, kind: 'pool', id: pool.id ?? makeId(projectId, 'pool', number), createdAt: now, grants };
}

/** What is to become a desktop, checked: once for all that are alike. */
export type DesktopPlan = z.output<typeof desktopSchema>;

export function planDesktop(given: NewDesktop): DesktopPlan {
  return check(desktopSchema, given);
}

/** Attached to nobody yet. */
export function newDesktop(plan: DesktopPlan, { projectId, number, now }: Birth): Desktop {
  const { users: _, groups: __, ...desktop } = plan;
  const computerName = desktop.computerName ?? `desktop-${String(number).padStart(6, '0')}`;
  return {
    ...desktop,
    kind: 'desktop',
    id: desktop.id ?? makeId(projectId, 'desktop', number),
    ordinal: number,
    createdAt: now,
    computerName,
    desktopType: desktop.desktopType ?? (desktop.poolId === null ? 'DEDICATED' : 'POOLED'),
    attachState: 'UNATTACH',
    attachments: [],
    ipAddress: desktop.ipAddress ?? ipAddress('10', number),
    isAttachingEip: false,
    data: desktop.data === undefined ? `files of ${computerName}` : desktop.data,
    detachRecords: [],
  };
}

export function newEip(given: NewEip, { projectId, number, now }: Birth): Eip {
  const eip = check(eipSchema, given);
  return {
    ...eip,
    kind: 'eip',
    id: eip.id ?? makeId(projectId, 'eip', number),
    createdAt: now,
    address: eip.address ?? ipAddress('198', number),
    meter: { since: now, boundMs: 0, reservedMs: 0 },
    releasedAt: null,
  };
}

const ipAddress = (network: string, number: number): string =>
  [network, (number >> 16) & 255, (number >> 8) & 255, number & 255].join('.');
