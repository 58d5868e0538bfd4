import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Reading } from '../workspace-api/lists/next-read.ts';
import { attachedKind } from '../workspace-api/operations/attached-users.ts';

const instant = z.iso.datetime();

/** A pool of which it is not known who may use it. */
const unknownPool = z.object({
  poolId: z.string(),
  name: z.optional(z.string()),
  code: z.string(),
  message: z.string(),
});
export type UnknownPool = z.infer<typeof unknownPool>;

const place = z.object({
  offset: z.number(),
  overlap: z.number(),
  total: z.optional(z.number()),
  setbacks: z.number(),
  furthest: z.number(),
  tail: z.optional(z.readonly(z.array(z.string()))),
});

/**
 * How far the index of one project has been read. The index says which pools are open to a user or a group, and which
 * multi-user desktops to a group. It is read once for everybody, and no case is closed by what it said before the person was
 * gone: `readSince` is what a case compares with.
 */
export const indexState = z.object({
  /** Whoever writes to the index holds this until then. */
  leaseId: z.optional(z.string()),
  leaseUntil: z.optional(instant),
  /** Since an entry was found that could not be read: all entries are others than before. */
  epoch: z.optional(z.string()),
  pools: z.optional(
    z.object({
      /** Every pool there is was read at this time or later, but for `unknown`. */
      readSince: instant,
      count: z.number(),
      unknown: z.array(unknownPool),
    }),
  ),
  /** Pools that the reading under way has not come to. */
  poolsLeft: z.optional(z.number()),
  groups: z.optional(z.object({ /** Every multi-user desktop was read at this time or later. */ readSince: instant })),
  /** The reading of the multi-user desktops that is under way: the next goes on from there. */
  pass: z.optional(z.object({ startedAt: instant, from: z.optional(place) })),
});
export type IndexState = z.infer<typeof indexState>;

/** Where the entries are that belong to a state: what is begun anew shares none with what could not be read. */
export function placeOf(project: string, { epoch }: IndexState): string {
  return epoch === undefined ? project : `${project}#${epoch}`;
}

/** Where a reading goes on; undefined: at the beginning. */
export function readingOf({ from }: NonNullable<IndexState['pass']>): Reading | undefined {
  return from && { ...from, total: from.total, tail: from.tail };
}

/** What each kind of reading is wanted to be newer than: the latest moment at which somebody was gone. ISO 8601 UTC */
export type Wanted = { pools?: string | undefined; groups?: string | undefined };

/** What a refresh is asked for: beside how new all of it is to be, whether pools that could not be read are tried again. */
export type Asked = Wanted & { retry?: boolean };

/** Whether there is anything to read of pools: some are older than wanted, were left over, or are to be tried again. */
export function arePoolsDue({ pools, poolsLeft = 0 }: IndexState, { pools: wanted, retry = false }: Asked): boolean {
  if (wanted === undefined) return false;
  return isOlder(pools?.readSince, wanted) || poolsLeft > 0 || (retry && (pools?.unknown.length ?? 0) > 0);
}

/** What is known to be open to a user or a group. */
export type Opened = {
  poolIds: string[];
  /** Multi-user desktops of a group: some of them, and when the reading began that found them. */
  desktops?: { readSince: string; ids: string[]; more: boolean };
};

/** The most desktops that are named of a group: enough to look at, and to show. */
export const desktopsNamed = 20;

/** Under what a user or a group is found. Hashed, so that the table holds no list of people. */
export function indexKey(kind: 'user-id' | 'user-name' | 'group', value: string): string {
  return createHash('sha256').update(`${kind} ${value.toLowerCase()}`).digest('base64url').slice(0, 22);
}

type Member = {
  object_id?: string | null | undefined;
  object_type?: string | null | undefined;
  object_name?: string | null | undefined;
};

/**
 * Under what a member of a pool is found: by id and by name. One of a kind that is not documented is found as both a user and a
 * group. None for a member that nothing tells from others.
 */
export function keysOfMember({ object_id: id, object_type: type, object_name: name }: Member): string[] {
  const [isGroup, isUser] = [attachedKind(type) !== 'user', attachedKind(type) !== 'group'];
  return [
    ...(id && isUser ? [indexKey('user-id', id)] : []),
    ...(name && isUser ? [indexKey('user-name', name)] : []),
    ...(name && isGroup ? [indexKey('group', name)] : []),
  ];
}

/** Whether a reading is older than what is wanted of it, or there is none. */
export function isOlder(readAt: string | undefined, wanted: string | undefined): boolean {
  return wanted !== undefined && (readAt === undefined || Date.parse(readAt) < Date.parse(wanted));
}
