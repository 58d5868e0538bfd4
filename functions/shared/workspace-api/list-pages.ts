import { chunksOf, unique } from '../runtime/chunks.ts';
import type { Caller } from './call.ts';
import type { Query } from './encode.ts';
import type { Operation } from './operation.ts';

/** How one operation lists: what an answer holds, and by what an item is known. */
export type Listing<Answer, Item> = {
  operation: Operation<{ query?: Query; path?: Record<string, string> }, Answer>;
  /** Sent as `limit`; left out, the service is asked for everything at once. */
  pageSize?: number;
  itemsOf: (answer: Answer) => readonly Item[] | null | undefined;
  totalOf: (answer: Answer) => number | null | undefined;
  idOf: (item: Item) => string;
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

/**
 * Without the names that nobody can have: one of them would make the service refuse the other 99, and an empty one
 * might be taken for no filter at all.
 */
export function possibleNames(names: readonly string[] | undefined): string[] | undefined {
  return names?.filter((name) => name !== '' && name.length <= longestName);
}

const longestName = 255;

/**
 * Lists page by page, one query after the other, each item once, holding two pages at a time.
 *
 * A list may change while it is read. What moves to the next page is recognised, having been on the one before; when
 * the total shrinks, what may have moved to an earlier page is fetched by reading that much again. Whoever changes what
 * he lists (detaching, say, while listing the attached) should nevertheless collect first.
 */
export async function* listPages<Answer, Item>(
  caller: Caller,
  listing: Listing<Answer, Item>,
  queries: readonly Query[],
  path?: Record<string, string>,
): AsyncGenerator<Item[]> {
  const seen = queries.length > 1 ? rememberAll() : rememberPages(2);
  for (const query of queries) {
    for await (const page of pagesOf(caller, listing, query, path)) {
      const fresh = page.filter((item) => !seen.has(listing.idOf(item)));
      seen.add(page.map((item) => listing.idOf(item)));
      if (fresh.length > 0) yield fresh;
    }
  }
}

async function* pagesOf<Answer, Item>(
  caller: Caller,
  { operation, pageSize, itemsOf, totalOf }: Listing<Answer, Item>,
  query: Query,
  path: Record<string, string> | undefined,
): AsyncGenerator<readonly Item[]> {
  let offset = 0;
  let totalBefore = 0;
  for (;;) {
    const paging = { ...(pageSize !== undefined && { limit: pageSize }), ...(offset > 0 && { offset }) };
    const answer = await caller.read(operation, { query: { ...query, ...paging }, ...(path && { path }) });
    const page = itemsOf(answer) ?? [];
    if (page.length > 0) yield page;

    const total = totalOf(answer);
    const gone = Math.max(0, totalBefore - (total ?? totalBefore));
    totalBefore = total ?? 0;
    if (gone > 0 && offset > 0) {
      offset = Math.max(0, offset - gone);
      continue;
    }
    offset += page.length;
    const last = typeof total === 'number' ? offset >= total : pageSize === undefined || page.length < pageSize;
    if (page.length === 0 || last) return;
  }
}

/** One item may answer several queries, as a desktop of two users does. */
function rememberAll() {
  const ids = new Set<string>();
  return {
    has: (id: string) => ids.has(id),
    add: (page: readonly string[]) => page.forEach((id) => ids.add(id)),
  };
}

/** Enough within one query, where what comes twice comes on the next page; and a list may be of any length. */
function rememberPages(count: number) {
  let pages: ReadonlySet<string>[] = [];
  return {
    has: (id: string) => pages.some((page) => page.has(id)),
    add(page: readonly string[]) {
      pages = [new Set(page), ...pages].slice(0, count);
    },
  };
}
