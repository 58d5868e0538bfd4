import type { Caller } from '../call/call.ts';
import type { Query } from '../call/encode.ts';
import { WorkspaceError } from '../call/errors.ts';
import type { Operation } from '../call/operation.ts';
import { firstRead, type NextRead, nextRead, offsetOf, type Reading, readBack, sharedBy } from './next-read.ts';

/** How one operation lists: what an answer holds, and by what an item is known. */
export type Listing<Answer, Item> = {
  operation: Operation<{ query?: Query; path?: Record<string, string> }, Answer>;
  /** Sent as `limit`; left out, the service is asked for everything at once. */
  pageSize?: number;
  itemsOf: (answer: Answer) => readonly Item[] | null | undefined;
  totalOf: (answer: Answer) => number | null | undefined;
  /** Undefined for an item that cannot be told from others. */
  idOf: (item: Item) => string | undefined;
};

export type ListOptions = {
  /** See `CallOptions`: a list that is refused is asked for in parts then. @default false */
  once?: boolean;
};

/** Gives a listing its types. */
export function defineListing<Answer, Item>(definition: Listing<Answer, Item>): Listing<Answer, Item> {
  return definition;
}

/**
 * Lists page by page, one query after the other, each item once. Items without an id cannot be told apart and are all
 * given.
 *
 * A list may change while it is read, and the service has neither cursors nor snapshots. What moves to later pages is
 * recognised by its id; when the total shrinks, what may have moved to an earlier page is fetched by reading that much again (see
 * `nextRead`). Where as many come as go, the total says nothing: so each page begins with the last ones of the page before, and if
 * none of them is there it is read from further up. Whatever is in the list all the time is therefore in what is read, provided that
 * the service keeps its order: that is not documented. After a jump by more than 5,000 places items may come twice.
 *
 * @throws WorkspaceError also for a filter with an empty text in it, which the service might take for no filter at all, and
 *   for a list that changes faster than it can be read
 */
export async function* listPages<Answer, Item>(
  caller: Caller,
  listing: Listing<Answer, Item>,
  queries: readonly Query[],
  path?: Record<string, string>,
): AsyncGenerator<Item[]> {
  for (const query of queries) refuseEmptyTexts(listing.operation.name, query);
  // One item may answer several queries, as a desktop of two users does; within one, what comes twice comes soon.
  const seen = rememberIds(queries.length > 1 ? Infinity : rememberedIds);
  for (const query of queries) {
    for await (const page of pagesOf(caller, listing, query, path)) {
      const fresh = page.filter((item) => seen.isNew(listing.idOf(item)));
      if (fresh.length > 0) yield fresh;
    }
  }
}

async function* pagesOf<Answer, Item>(
  caller: Caller,
  listing: Listing<Answer, Item>,
  query: Query,
  path: Record<string, string> | undefined,
): AsyncGenerator<readonly Item[]> {
  for await (const { items } of pagesFrom(caller, listing, query, firstRead, path)) {
    if (items.length > 0) yield items;
  }
}

/** A page, and where to read on after it. */
export type PlacedPage<Item> = { items: readonly Item[]; next: Reading | 'complete' };

/**
 * The pages of one query from a place on, for a list that is too long for one run: whoever stops keeps `next` and goes on from
 * there. An item may come twice, where the list changes.
 *
 * @throws WorkspaceError
 */
export async function* pagesFrom<Answer, Item>(
  caller: Caller,
  listing: Listing<Answer, Item>,
  query: Query,
  from: Reading,
  path?: Record<string, string>,
): AsyncGenerator<PlacedPage<Item>> {
  const { operation, pageSize, itemsOf, totalOf } = listing;
  let reading = from;
  for (;;) {
    const offset = offsetOf(reading);
    const paging = { ...(pageSize !== undefined && { limit: pageSize }), ...(offset > 0 && { offset }) };
    const answer = await caller.read(operation, { query: { ...query, ...paging }, ...(path && { path }) });
    const items = itemsOf(answer) ?? [];
    const read: NextRead = nextRead(reading, { got: items.length, total: totalOf(answer) ?? undefined }, pageSize);
    if (read === 'endless') throw changingList(operation.name, 'Client.EndlessList', 'grows');
    const next = goOn(reading, read, items, listing);
    if (next === 'torn') throw changingList(operation.name, 'Client.ChangingList', 'changes');
    yield { items, next };
    if (next === 'complete') return;
    reading = next;
  }
}

/** Where to read on, with what is to be seen again there; further up where this page did not show it. */
function goOn<Answer, Item>(
  reading: Reading,
  next: Reading | 'complete',
  items: readonly Item[],
  { idOf, pageSize }: Listing<Answer, Item>,
): Reading | 'complete' | 'torn' {
  const { tail = [] } = reading;
  // What has shrunk is read from an earlier place anyhow.
  if (next !== 'complete' && next.offset < reading.offset) return { ...next, tail };
  const ids = items.map(idOf);
  const isTorn = offsetOf(reading) > 0 && tail.length > 0 && !tail.some((id) => ids.includes(id));
  if (isTorn) return readBack(reading, pageSize);
  if (next === 'complete') return next;
  return { ...next, tail: ids.slice(-sharedBy(pageSize)).filter((id) => id !== undefined) };
}

function refuseEmptyTexts(operation: string, query: Query): void {
  const empty = Object.keys(query).filter((key) => [query[key]].flat().includes(''));
  if (empty.length === 0) return;
  throw new WorkspaceError({
    kind: 'invalid-input',
    code: 'Client.InvalidInput',
    operation,
    message: `${operation} was not called: ${empty.join(', ')} must not be empty.`,
    retryable: false,
    applied: 'no',
  });
}

/** Whether a list was given up because it changes too fast: its place is of no more use. */
export function isListGivenUp(error: unknown): boolean {
  return error instanceof WorkspaceError && ['Client.EndlessList', 'Client.ChangingList'].includes(error.code);
}

function changingList(operation: string, code: string, changes: string): WorkspaceError {
  return new WorkspaceError({
    kind: 'unreadable',
    code,
    operation,
    message: `${operation} was given up: the list ${changes} faster than it can be read.`,
    retryable: true,
    applied: 'no',
  });
}

/** In two halves, the older of which is forgotten when the newer is full: a list may be of any length. */
const rememberedIds = 5_000;

function rememberIds(half: number) {
  let recent = new Set<string>();
  let older: ReadonlySet<string> = new Set();
  return {
    isNew(id: string | undefined): boolean {
      if (id === undefined) return true;
      if (recent.has(id) || older.has(id)) return false;
      if (recent.size >= half) {
        older = recent;
        recent = new Set();
      }
      recent.add(id);
      return true;
    },
  };
}
