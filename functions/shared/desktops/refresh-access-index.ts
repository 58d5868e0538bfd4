import type { Logger } from '@aws-lambda-powertools/logger';
import {
  type Asked,
  arePoolsDue,
  type IndexState,
  indexKey,
  isOlder,
  keysOfMember,
  placeOf,
  readingOf,
  type UnknownPool,
} from '../access-index/access-index.ts';
import { type AccessIndexStore, type Lease, type StoredPool, UnreadableEntry } from '../ledger/access-index-store.ts';
import type { Clock } from '../runtime/clock.ts';
import { inParallel } from '../runtime/in-parallel.ts';
import { WorkspaceError } from '../workspace-api/call/errors.ts';
import type { WorkspaceClient } from '../workspace-api/create-workspace-client.ts';
import { isListGivenUp } from '../workspace-api/lists/list-pages.ts';
import type { SimpleDesktop } from '../workspace-api/operations/desktops.ts';
import { groupsOf } from '../workspace-api/operations/groups.ts';
import type { Pool } from '../workspace-api/operations/pools.ts';
import { holdLease, type LeaseHolder, leaseMs } from './hold-lease.ts';

export type RefreshDependencies = {
  /** The project, by its name in the configuration. */
  workspace: string;
  client: WorkspaceClient;
  index: AccessIndexStore;
  clock: Clock;
  log: Pick<Logger, 'error' | 'warn'>;
};

export type RefreshLimits = {
  /** Epoch milliseconds after which no further pool or page is begun. */
  until: number;
  /** Pools that are read at most. @default any number */
  pools?: number;
  /** Pages of a thousand multi-user desktops that are read at most. @default any number */
  pages?: number;
};

/** Pools read at once. */
const poolsAtOnce = 5;
/** So many refusals in a row, and nothing else: the permission is missing, and no other pool will be read either. */
const refusalsThatTell = 5;
/** The most pools named that cannot be read. */
const unknownNamed = 20;

/** What the account lacks where a pool's members are refused. */
const poolMembersPermission = 'workspace:desktopPools:listUsers';

/**
 * Reads what the index lacks: every pool that was read before `wanted.pools`, the longest ago first, those that could not be read
 * again if so asked, and all multi-user desktops where they were read before `wanted.groups`. What does not fit into the limits is
 * left to the next run, which goes on where this one stopped; a run that dies loses the pool or the page it was at. Only one run at
 * a time writes. The API counts pools and desktops apart, so both are read at once.
 *
 * @returns how far the index is read now
 * @throws WorkspaceError where the pools or the desktops cannot be listed
 */
export async function refreshAccessIndex(
  deps: RefreshDependencies,
  wanted: Asked,
  limits: RefreshLimits,
): Promise<IndexState> {
  const { workspace, index, clock } = deps;
  const current = await index.state(workspace);
  if (!arePoolsDue(current, wanted) && !isOlder(current.groups?.readSince, wanted.groups)) return current;
  const lease = await index.lease(workspace, iso(clock.now()), iso(clock.now() + leaseMs));
  if (!lease) return current;
  const run = { ...deps, lease, limits, holder: holdLease(deps, lease) };
  const read = await Promise.allSettled([
    arePoolsDue(lease.state, wanted) && refreshPools(run, wanted.pools),
    isOlder(lease.state.groups?.readSince, wanted.groups) && refreshGroups(run, wanted.groups),
  ]);
  const errors = read.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
  // What it says of others cannot be known: all of it is read anew by the next run.
  if (errors.some((error) => error instanceof UnreadableEntry)) await index.beginAnew(workspace, lease.state);
  await index.save(workspace, lease);
  if (errors.length > 0) throw errors[0];
  return lease.state;
}

type Run = RefreshDependencies & { lease: Lease; holder: LeaseHolder; limits: RefreshLimits };

/** What has come of the reading of pools so far. */
type PoolsRead = {
  count: number;
  left: number;
  begun: number;
  refusedInARow: number;
  oldest: string;
  unknown: UnknownPool[];
};

async function refreshPools(run: Run, wanted: string | undefined): Promise<void> {
  const { client, workspace, index, clock, lease, holder } = run;
  // A pool that is made while others are read is in no list of this run; the time of the list says so.
  const read: PoolsRead = { count: 0, left: 0, begun: 0, refusedInARow: 0, oldest: iso(clock.now()), unknown: [] };
  for await (const pools of client.listPools()) {
    read.count += pools.length;
    const known = await index.pools(
      placeOf(workspace, lease.state),
      pools.map(({ id }) => id),
    );
    const byAge = pools.toSorted((a, b) =>
      (known.get(a.id)?.readAt ?? '') < (known.get(b.id)?.readAt ?? '') ? -1 : 1,
    );
    await inParallel(byAge, poolsAtOnce, async (pool) => {
      const before = known.get(pool.id);
      const after = before && !isOlder(before.readAt, wanted) ? before : await readPool(run, pool, before, read);
      if (!after) return;
      if (after.readAt < read.oldest) read.oldest = after.readAt;
      if (after.unclear > 0) noteUnknown(read, pool, membersUnclear(pool, after.unclear));
    });
    if (!(await holder.save())) return;
  }
  lease.state = { ...lease.state, poolsLeft: read.left };
  if (read.left > 0) return;
  const unknown = await stillThere(client, read.unknown);
  lease.state = { ...lease.state, pools: { readSince: read.oldest, count: read.count, unknown } };
}

/** The pool as it is read now; undefined where it is not: it is left for the next run, or cannot be read at all. */
async function readPool(
  run: Run,
  pool: Pool,
  before: StoredPool | undefined,
  read: PoolsRead,
): Promise<StoredPool | undefined> {
  const { client, workspace, index, clock, limits, log, holder } = run;
  if (read.refusedInARow >= refusalsThatTell) {
    noteUnknown(read, pool, notPermitted(pool));
    return undefined;
  }
  const isOver = clock.now() > limits.until || read.begun >= (limits.pools ?? Infinity);
  if (!isOver) read.begun += 1;
  if (isOver || !(await holder.isHeld())) {
    read.left += 1;
    return undefined;
  }
  const readAt = iso(clock.now());
  try {
    const members = await readMembers(client, pool.id, holder);
    if (!members) {
      read.left += 1;
      return undefined;
    }
    read.refusedInARow = 0;
    return await index.savePool(
      placeOf(workspace, run.lease.state),
      { poolId: pool.id, name: pool.name ?? undefined, readAt, ...members },
      before,
    );
  } catch (error) {
    if (!(error instanceof WorkspaceError)) throw error;
    const { code, operation, requestId, kind, retryable } = error;
    log.warn('Members of a pool cannot be read', { workspace, poolId: pool.id, code, operation, requestId });
    if (retryable) read.left += 1;
    else noteUnknown(read, pool, whyUnread(error, pool));
    read.refusedInARow = kind === 'denied' ? read.refusedInARow + 1 : 0;
    return undefined;
  }
}

/** Undefined where the right to write has been lost meanwhile. */
async function readMembers(
  client: WorkspaceClient,
  poolId: string,
  { isHeld }: LeaseHolder,
): Promise<{ keys: string[]; unclear: number } | undefined> {
  const keys = new Set<string>();
  let unclear = 0;
  for await (const members of client.listPoolUsers(poolId)) {
    for (const member of members) {
      const own = keysOfMember(member);
      if (own.length === 0) unclear += 1;
      for (const key of own) keys.add(key);
    }
    if (!(await isHeld())) return undefined;
  }
  return { keys: [...keys], unclear };
}

type Why = Pick<UnknownPool, 'code' | 'message'>;
type NamedPool = Pick<Pool, 'id' | 'name'>;

function noteUnknown({ unknown }: PoolsRead, { id, name }: NamedPool, why: Why): void {
  if (unknown.length < unknownNamed) unknown.push({ poolId: id, ...(name && { name }), ...why });
}

/** A pool that has gone while the others were read is nobody's. */
async function stillThere(client: WorkspaceClient, unknown: readonly UnknownPool[]): Promise<UnknownPool[]> {
  if (unknown.every(({ code }) => code === unclearCode || code === deniedCode)) return [...unknown];
  const ids = new Set<string>();
  for await (const pools of client.listPools()) for (const { id } of pools) ids.add(id);
  return unknown.filter(({ poolId }) => ids.has(poolId));
}

const deniedCode = 'pool-not-permitted';
const unclearCode = 'pool-members-unclear';

/** Why a pool cannot be read, in words that say which and what is missing. */
export function whyUnread(error: WorkspaceError, pool: NamedPool): Why {
  if (error.kind === 'denied') return notPermitted(pool);
  return { code: error.code, message: `The members of ${named(pool)} cannot be read: ${error.message}` };
}

function notPermitted(pool: NamedPool): Why {
  return {
    code: deniedCode,
    message: `The members of ${named(pool)} may not be read: the key lacks ${poolMembersPermission}`,
  };
}

export function membersUnclear(pool: NamedPool, count: number): Why {
  return { code: unclearCode, message: `${count} members of ${named(pool)} have neither an id nor a name` };
}

function named({ id, name }: NamedPool): string {
  return name ? `pool ${name} (${id})` : `pool ${id}`;
}

/** A list that was given up is begun anew: the place in it is of no more use. */
async function refreshGroups(run: Run, wanted: string | undefined): Promise<void> {
  try {
    await readGroups(run, wanted);
  } catch (error) {
    if (isListGivenUp(error)) run.lease.state = { ...run.lease.state, pass: undefined };
    throw error;
  }
}

async function readGroups(run: Run, wanted: string | undefined): Promise<void> {
  const { client, workspace, index, clock, lease, limits, holder } = run;
  let pages = 0;
  while ((await holder.isHeld()) && isOlder(lease.state.groups?.readSince, wanted)) {
    const pass: NonNullable<IndexState['pass']> = lease.state.pass ?? { startedAt: iso(clock.now()) };
    for await (const { items, next } of client.listSharedDesktops(readingOf(pass))) {
      await index.noteDesktops(placeOf(workspace, lease.state), byGroup(items), pass.startedAt);
      lease.state =
        next === 'complete'
          ? { ...lease.state, pass: undefined, groups: { readSince: pass.startedAt } }
          : { ...lease.state, pass: { startedAt: pass.startedAt, from: next } };
      pages += 1;
      const isHeld = await holder.save();
      if (!isHeld || clock.now() > limits.until || pages >= (limits.pages ?? Infinity)) return;
    }
  }
}

/** Desktops by the keys of the groups that they are assigned to. */
function byGroup(desktops: readonly SimpleDesktop[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const desktop of desktops) {
    for (const { user_name: group } of groupsOf(desktop)) {
      if (!group) continue;
      const key = indexKey('group', group);
      found.set(key, [...(found.get(key) ?? []), desktop.desktop_id]);
    }
  }
  return found;
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
