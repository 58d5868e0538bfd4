import { chunksOf, unique } from '../runtime/chunks.ts';
import type { Caller } from './call.ts';
import type { Query } from './encode.ts';
import { WorkspaceError } from './errors.ts';
import { firstRead, type NextRead, nextRead, offsetOf, type Reading } from './next-read.ts';
import type { Operation } from './operation.ts';

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

/** Gives a listing its types. */
export function defineListing<Answer, Item>(definition: Listing<Answer, Item>): Listing<Answer, Item> {
  return definition;
}

/**
 * One query for every `size` values of `key`, as the service takes no more at once. No values asked for are no
 * queries, never a query for everything; only `undefined` leaves the filter out.
 */
export function chunkedBy(key: string, values: readonly string[] | undefined, size: number, query: Query): Query[] {
  if (values === undefined) return [query];
  return [...chunksOf(unique(values), size)].map((chunk) => ({ ...query, [key]: chunk }));
}

/** The same for several keys: every chunk of one with every chunk of the others. */
export function chunkedByAll(filters: Record<string, Chunked>, query: Query): Query[] {
  return Object.entries(filters).reduce<Query[]>(
    (queries, [key, [values, size]]) => queries.flatMap((each) => chunkedBy(key, values, size, each)),
    [query],
  );
}

/** Values, and how many of them the service takes at once. */
type Chunked = [values: readonly string[] | undefined, size: number];

/**
 * Without the names that nobody can have: one of them would make the service refuse the other 99, and an empty one
 * might be taken for no filter at all.
 */
export function possibleNames(names: readonly string[] | undefined): string[] | undefined {
  return names?.filter((name) => name !== '' && name.length <= longestName);
}

const longestName = 255;

/**
 * Lists page by page, one query after the other, each item once. Items without an id cannot be told apart and are all
 * given.
 *
 * A list may change while it is read. What moves to later pages is recognised by its id; when the total shrinks, what may
 * have moved to an earlier page is fetched by reading that much again (see `nextRead`). Two things stay unseen, since the
 * service has neither cursors nor snapshots: an item that moves to an earlier page while another is added, so that the
 * total stays as it is, may be left out; and after a jump by more than 5,000 places items may come twice. Whoever
 * changes what he lists (detaching, say, while listing the attached) should therefore collect first, and who must be sure
 * lists again.
 *
 * @throws WorkspaceError also for a filter with an empty text in it, which the service might take for no filter at all
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
  { operation, pageSize, itemsOf, totalOf }: Listing<Answer, Item>,
  query: Query,
  from: Reading,
  path?: Record<string, string>,
): AsyncGenerator<PlacedPage<Item>> {
  let reading = from;
  for (;;) {
    const offset = offsetOf(reading);
    const paging = { ...(pageSize !== undefined && { limit: pageSize }), ...(offset > 0 && { offset }) };
    const answer = await caller.read(operation, { query: { ...query, ...paging }, ...(path && { path }) });
    const items = itemsOf(answer) ?? [];
    const next: NextRead = nextRead(reading, { got: items.length, total: totalOf(answer) ?? undefined }, pageSize);
    if (next === 'endless') throw endlessList(operation.name);
    yield { items, next };
    if (next === 'complete') return;
    reading = next;
  }
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

function endlessList(operation: string): WorkspaceError {
  return new WorkspaceError({
    kind: 'unreadable',
    code: 'Client.EndlessList',
    operation,
    message: `${operation} was given up: the list grows faster than it can be read.`,
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
