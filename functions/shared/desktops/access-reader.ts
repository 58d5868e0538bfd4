import type { Logger } from '@aws-lambda-powertools/logger';
import {
  type IndexState,
  indexKey,
  isOlder,
  type Opened,
  placeOf,
  type UnknownPool,
} from '../access-index/access-index.ts';
import type { AccessIndexStore } from '../ledger/access-index-store.ts';
import type { AccessRecord, Problem } from '../offboarding/case/offboarding-case.ts';
import type { AccessRead, SeenAccess, SeenUnclear, SeenUser } from '../offboarding/decide/observation.ts';
import { unique } from '../runtime/chunks.ts';
import type { Clock } from '../runtime/clock.ts';
import { inParallel } from '../runtime/in-parallel.ts';
import { remembering } from '../runtime/remembering.ts';
import { beforeDeadline, type Timer } from '../workspace-api/call/before-deadline.ts';
import { WorkspaceError } from '../workspace-api/call/errors.ts';
import type { WorkspaceClient } from '../workspace-api/create-workspace-client.ts';
import { groupsOf } from '../workspace-api/operations/groups.ts';
import { accessOf, isOpenTo, type OpenGroup, type OpenPool, unclearInPools } from './read-access.ts';
import { membersUnclear, refreshAccessIndex, whyUnread } from './refresh-access-index.ts';

/** Somebody whose access through pools and groups is looked for in one project. */
export type AccessSought = {
  users: readonly SeenUser[];
  /** Whoever the project lists under their names, themselves included. */
  listed: readonly Pick<SeenUser, 'userId'>[];
  /** What their case knows of already: it is read whatever the index says. */
  known: readonly Pick<AccessRecord, 'kind' | 'id' | 'name' | 'member'>[];
  /** Everything is to be read at this time or later, ISO 8601 UTC; undefined where that is asked by nobody yet. */
  confirmSince: string | undefined;
};

export type AccessLook = {
  access: SeenAccess[];
  read: AccessRead;
  /** What carries their name in a pool, and may be somebody else's. */
  unclear: Omit<SeenUnclear, 'workspace'>[];
};

export type AccessReaderParts = {
  workspace: string;
  client: WorkspaceClient;
  index: AccessIndexStore;
  clock: Clock;
  log: Pick<Logger, 'error' | 'warn'>;
  /** Not a moment longer is waited for pools and groups: what is done for desktops is not to wait for it. @default 10 seconds */
  patienceMs?: number | undefined;
  /** What waiting goes by. @default real time, whatever the clock */
  timer?: Timer | undefined;
};

/** Pools read at once. */
const poolsAtOnce = 5;
/** So many pools that the index could not read are read directly for whoever asks: each may be open to anybody. */
const unknownReadDirectly = 5;
/** So many people are asked about directly: one call for every ten. For more the index, which is read anyway, finds the pools. */
const askedDirectly = 20;
/** What a worker reads of the index by itself: others wait for it meanwhile. The rest is for `refresh-access`. */
const readAtOnce = { ms: 3_000, pools: 20, pages: 2 };
/** How fast `refresh-access` reads at its share of the API's allowance, in ms a pool. */
const msAPool = 2_500;
const minute = 60_000;
const longestPauseMs = 15 * minute;

/**
 * Reads what opens the desktops of one project to people beside their own attachments. Which pools and groups concern them is
 * looked up in the index; only those are read, directly. One reader serves one run.
 */
export function createAccessReader(parts: AccessReaderParts) {
  const { workspace, client, index, clock, log, patienceMs = 10_000, timer } = parts;
  const pools = remembering(readPools);
  const groupIds = remembering(async (names: string[]) => new Map(await inParallel(names, poolsAtOnce, readGroupId)));
  const desktops = remembering(readGroupDesktops);
  const poolsOfUsers = remembering(listPoolsOfUsers);
  /** The API has refused to say whose pools are whose: it is not asked again. */
  let isNotSaid = false;
  /** Where the entries are, as of the last look. */
  let place = workspace;
  /** Names of pools that the index does not know yet. */
  const poolNames = new Map<string, string>();
  /** Asked for once a run, and again for who was gone later: what is not read by then is another run's. */
  let refreshed: { since: string; state: Promise<IndexState> } | undefined;
  /** Since when pools and groups have been read directly, epoch milliseconds. */
  let readSince = clock.now();

  /** One look for each, in their order. Never throws for what the API says: see `read.problem`. */
  async function look(sought: readonly AccessSought[]): Promise<AccessLook[]> {
    const found = await beforeDeadline(lookUp(sought), patienceMs, timer);
    if (found !== 'late') return found;
    const problem = { code: 'too-slow', message: 'Its pools and groups gave no answer in time' };
    return sought.map((one) => ({ access: [], read: unreadOf(one, problem), unclear: [] }));
  }

  async function lookUp(sought: readonly AccessSought[]): Promise<AccessLook[]> {
    try {
      const state = await stateFor(sought);
      // What is concluded as of the index is not to rest on what was read before it.
      if (isOlder(new Date(readSince).toISOString(), latest([state.pools?.readSince, state.groups?.readSince])))
        forget();
      place = placeOf(workspace, state);
      const opened = await index.open(place, sought.flatMap(keysOf));
      if (opened.unreadable.size > 0) {
        log.error('Entries of the access index cannot be read', { workspace, keys: [...opened.unreadable] });
        // For whoever looks next; this look says that it cannot tell.
        await index.beginAnew(workspace, state);
      }
      const named = await askDirectly(sought, state);
      const poolIds = sought.map((one) => unique([...poolsOf(one, opened.entries, named), ...inDoubt(state, one)]));
      for (const { poolId, name } of unknownPools(state)) if (name !== undefined) poolNames.set(poolId, name);
      const open = await pools.of(poolIds.flat());
      const groups = await readGroups(sought, opened.entries, state, open);
      const { unreadable } = opened;
      return sought.map((one, each) =>
        lookOf(one, { state, pools: pick(open, poolIds[each] ?? []), groups, unreadable }),
      );
    } catch (error) {
      const problem = problemOf(error);
      log.error('Pools and groups cannot be read', { workspace, ...problem });
      return sought.map((one) => ({ access: [], read: unreadOf(one, problem), unclear: [] }));
    }
  }

  /** How far the index is read: for those who ask for it as far as it can be read at once. */
  async function stateFor(sought: readonly AccessSought[]): Promise<IndexState> {
    const asking = sought.filter((one) => one.confirmSince !== undefined);
    const since = latest(asking.map((one) => one.confirmSince));
    if (since === undefined) return refreshed?.state ?? index.state(workspace);
    if (refreshed === undefined || isOlder(refreshed.since, since)) {
      const groups = latest(asking.filter(isInGroup).map((one) => one.confirmSince));
      refreshed = { since, state: readMore({ pools: since, groups }) };
    }
    return refreshed.state;
  }

  async function readMore(wanted: { pools: string; groups: string | undefined }): Promise<IndexState> {
    const { ms, ...most } = readAtOnce;
    const before = await index.state(workspace);
    const isLong = (before.pools?.count ?? before.poolsLeft ?? 0) > most.pools;
    // Of many pools only those are read at once that could not be read before: they hold whoever asks.
    const isLeft = isLong && isOlder(before.pools?.readSince, wanted.pools);
    const state = await refreshAccessIndex(
      { workspace, client, index, clock, log },
      { pools: isLeft ? undefined : wanted.pools, groups: isLong ? undefined : wanted.groups, retry: true },
      { until: clock.now() + ms, ...most },
    );
    await index.want(workspace, {
      ...(isOlder(state.pools?.readSince, wanted.pools) && { pools: wanted.pools }),
      ...(isOlder(state.groups?.readSince, wanted.groups) && { groups: wanted.groups }),
    });
    return state;
  }

  /** The pools of users as the API itself lists them. It finds them before the index does, and proves nothing. */
  async function askDirectly(sought: readonly AccessSought[], state: IndexState): Promise<Map<string, string[]>> {
    const userIds = unique(sought.flatMap(({ users }) => users.map(({ userId }) => userId)));
    if (userIds.length > askedDirectly || state.pools?.count === 0) return new Map();
    return poolsOfUsers.of(userIds);
  }

  async function listPoolsOfUsers(userIds: string[]): Promise<Map<string, string[]>> {
    const found = new Map(userIds.map((id): [string, string[]] => [id, []]));
    if (isNotSaid) return found;
    try {
      for await (const page of client.listPoolsByUsers(userIds)) {
        for (const { userId, poolId, poolName } of page) {
          found.set(userId, [...(found.get(userId) ?? []), poolId]);
          if (poolName !== undefined) poolNames.set(poolId, poolName);
        }
      }
    } catch (error) {
      // Where a region does not have it, or the key may not, the index finds the same later.
      if (!(error instanceof WorkspaceError)) throw error;
      isNotSaid = !error.retryable;
      log.warn('Pools of users cannot be asked for', { workspace, code: error.code, requestId: error.requestId });
    }
    return found;
  }

  async function readPools(ids: string[]): Promise<Map<string, PoolReading>> {
    const known = await index.pools(place, ids);
    return new Map(
      await inParallel(
        ids,
        poolsAtOnce,
        async (id) => [id, await readPool(id, known.get(id)?.name ?? poolNames.get(id))] as const,
      ),
    );
  }

  async function readPool(id: string, name: string | undefined): Promise<PoolReading> {
    try {
      const members = (await Array.fromAsync(client.listPoolUsers(id))).flat();
      const unclear = members.filter((member) => !member.object_id && !member.object_name).length;
      const pool = { id, ...(name !== undefined && { name }), members };
      return { pool, ...(unclear > 0 && { problem: membersUnclear({ id, name }, unclear) }) };
    } catch (error) {
      if (!(error instanceof WorkspaceError)) throw error;
      return (await isGone(id, error)) ? {} : { problem: whyUnread(error, { id, name }) };
    }
  }

  /** Whether a pool that was refused is no more: the service has no code of its own for that, so the list of pools says it. */
  async function isGone(poolId: string, error: WorkspaceError): Promise<boolean> {
    if (error.retryable || error.kind === 'denied' || error.kind === 'unauthenticated') return false;
    for await (const page of client.listPools()) if (page.some(({ id }) => id === poolId)) return false;
    return true;
  }

  /** What each group that somebody is in opens, by its name in lower case. */
  async function readGroups(
    sought: readonly AccessSought[],
    opened: ReadonlyMap<string, Opened>,
    state: IndexState,
    open: ReadonlyMap<string, PoolReading>,
  ): Promise<Map<string, OpenGroup>> {
    const names = unique(sought.flatMap(({ users }) => users.flatMap(({ groups }) => groups)).map(lowerCase));
    const entries = names.map((name) => ({ name, entry: opened.get(indexKey('group', name)) }));
    const current = entries.filter(({ entry }) => !isOlder(entry?.desktops?.readSince, state.groups?.readSince));
    const attached = await desktops.of(current.flatMap(({ entry }) => entry?.desktops?.ids ?? []));
    const found = new Map<string, OpenGroup>();
    for (const { name, entry } of entries) {
      const isCurrent = current.some((one) => one.name === name);
      const { ids = [], more = false } = (isCurrent ? entry?.desktops : undefined) ?? {};
      const still = ids.filter((id) => attached.get(id)?.includes(name));
      // Where more are the group's than are named, some are, although those that are named may be no more.
      const desktopIds = still.length === 0 && more ? ids : still;
      const opensPool = [...open.values()].some(({ pool }) => pool && isOpenTo(pool, name));
      if (desktopIds.length > 0 || opensPool) found.set(name, { id: name, desktopIds });
    }
    const known = await groupIds.of([...found.keys()]);
    return new Map([...found].map(([name, group]) => [name, { ...group, id: known.get(name) ?? name }]));
  }

  /** The id of a group: its name is searched for, and where the search does not find it all groups are looked through. */
  async function readGroupId(name: string): Promise<[string, string]> {
    for (const filter of [{ keyword: name }, {}]) {
      for await (const page of client.listGroups(filter)) {
        const id = page.find((group) => group.name?.toLowerCase() === name)?.id;
        if (id) return [name, id];
      }
    }
    return [name, name];
  }

  /** The groups that desktops are assigned to now, in lower case. */
  async function readGroupDesktops(ids: string[]): Promise<Map<string, string[]>> {
    const found = new Map<string, string[]>();
    for await (const page of client.listDesktops({ desktopIds: ids })) {
      for (const desktop of page) {
        found.set(
          desktop.desktop_id,
          groupsOf(desktop).flatMap(({ user_name: name }) => name?.toLowerCase() ?? []),
        );
      }
    }
    return found;
  }

  function lookOf(one: AccessSought, { state, pools: open, groups, unreadable }: Found): AccessLook {
    const people = peopleOf(workspace, one);
    const openPools = open.flatMap(({ pool }) => pool ?? []);
    const failed = open.filter((reading) => reading.problem);
    const isUnreadable = keysOf(one).some((key) => unreadable.has(key));
    const unknown = unknownIn(state, open);
    const problem = failed[0]?.problem ?? (isUnreadable ? indexUnreadable : unknown);
    // Through which of them a group is open cannot be told then.
    const unclear = failed.length > 0 || isUnreadable ? one.known.filter(({ kind }) => kind === 'group') : [];
    const unread = [...failed, ...unclear].map(({ id }) => id);
    return {
      access: people.flatMap((user) => accessOf(user, openPools, groups)),
      read: { ...readAs(state, one), unread, ...(problem && { problem }) },
      unclear: unclearInPools(one.users, openPools, one.listed),
    };
  }

  /** Since when everything that may concern somebody is read. */
  function readAs(state: IndexState, one: AccessSought): Omit<AccessRead, 'unread'> {
    const ofPools = state.pools?.readSince;
    const known = isInGroup(one) ? earliest(ofPools, state.groups?.readSince) : ofPools;
    // One that is read through is read anew for whoever was gone later.
    const left = state.poolsLeft || (state.pools?.count ?? 0);
    const pause = Math.min(longestPauseMs, minute + left * msAPool);
    return {
      workspace,
      ...(known !== undefined && { readSince: known }),
      nextAt: new Date(clock.now() + pause).toISOString(),
      ...(one.confirmSince !== undefined && { askedSince: one.confirmSince }),
    };
  }

  function unreadOf(one: AccessSought, problem: Problem): AccessRead {
    return {
      ...readAs({}, one),
      askedSince: new Date(clock.now()).toISOString(),
      unread: one.known.map(({ id }) => id),
      problem,
    };
  }

  /** Forgets what a write may have changed, or somebody else meanwhile. */
  function forget(): void {
    pools.forget();
    desktops.forget();
    poolsOfUsers.forget();
    readSince = clock.now();
  }

  return { look, forget };
}

/** A pool as it was read just now; without one where it is no more. */
type PoolReading = { pool?: OpenPool; problem?: Problem };
type Found = {
  state: IndexState;
  pools: (PoolReading & { id: string })[];
  groups: ReadonlyMap<string, OpenGroup>;
  /** Keys of entries that are not what an entry is. */
  unreadable: ReadonlySet<string>;
};

const indexUnreadable: Problem = {
  code: 'index-unreadable',
  message: 'What is known of pools and groups cannot be read from the ledger',
};

function pick(open: ReadonlyMap<string, PoolReading>, ids: readonly string[]): Found['pools'] {
  return ids.flatMap((id) => {
    const reading = open.get(id);
    return reading ? [{ ...reading, id }] : [];
  });
}

/** A pool that the index could not read may be open to anybody, whether they ask for a new reading or not, unless it was read directly. */
function unknownIn(state: IndexState, open: Found['pools']): Problem | undefined {
  const first = unknownPools(state).find(({ poolId }) => !open.some(({ id }) => id === poolId));
  return first && { code: first.code, message: first.message };
}

/** Pools that the index could not read, and whoever asks may: many of them are not permitted, most likely, and nor are they here. */
function inDoubt(state: IndexState, { confirmSince }: AccessSought): string[] {
  const unknown = unknownPools(state);
  if (confirmSince === undefined || unknown.length > unknownReadDirectly) return [];
  return unknown.map(({ poolId }) => poolId);
}

function unknownPools({ pools }: IndexState): readonly UnknownPool[] {
  return pools?.unknown ?? [];
}

function problemOf(error: unknown): Problem {
  return error instanceof WorkspaceError ? { code: error.code, message: error.message } : indexUnreadable;
}

/** Everybody whose access it is: a user who is gone may still be named in a pool. */
function peopleOf(workspace: string, { users, known }: AccessSought): SeenUser[] {
  const ids = new Set(users.map(({ userId }) => userId));
  const gone = known.filter(({ member }) => !ids.has(member.id));
  const members = new Map(gone.map(({ member }) => [member.id, member]));
  return [
    ...users,
    ...[...members.values()].map(({ id, name }) => ({
      workspace,
      userId: id,
      userName: name,
      locked: false,
      groups: [],
    })),
  ];
}

function keysOf({ users }: AccessSought): string[] {
  return users.flatMap(({ userId, userName, groups }) => [
    indexKey('user-id', userId),
    indexKey('user-name', userName),
    ...groups.map((group) => indexKey('group', group)),
  ]);
}

function poolsOf(
  one: AccessSought,
  opened: ReadonlyMap<string, Opened>,
  named: ReadonlyMap<string, readonly string[]>,
): string[] {
  return unique([
    ...one.known.filter(({ kind }) => kind === 'pool').map(({ id }) => id),
    ...one.users.flatMap(({ userId }) => named.get(userId) ?? []),
    ...keysOf(one).flatMap((key) => opened.get(key)?.poolIds ?? []),
  ]);
}

function isInGroup({ users }: AccessSought): boolean {
  return users.some(({ groups }) => groups.length > 0);
}

function lowerCase(text: string): string {
  return text.toLowerCase();
}

function latest(times: readonly (string | undefined)[]): string | undefined {
  return times
    .filter((time) => time !== undefined)
    .toSorted()
    .at(-1);
}

function earliest(a: string | undefined, b: string | undefined): string | undefined {
  return a === undefined || b === undefined ? undefined : a < b ? a : b;
}
