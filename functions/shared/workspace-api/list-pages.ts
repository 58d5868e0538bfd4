import type { Caller } from './call.ts';
import { chunksOf, unique } from './chunks.ts';
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
 * Lists page by page, one query after the other, each item once, holding a page at a time.
 *
 * A list may change while it is read. What moves to a later page is recognised, being on the page before too; when the
 * total shrinks, what moved to an earlier page is fetched by reading that much again. Whoever changes what he lists
 * (detaching, say, while listing the attached) should nevertheless collect first.
 */
export async function* listPages<Answer, Item>(
  caller: Caller,
  listing: Listing<Answer, Item>,
  queries: readonly Query[],
  path?: Record<string, string>,
): AsyncGenerator<Item[]> {
  // One item may answer several queries, as a desktop of two users does; within one query a page's memory is enough.
  const everSeen = queries.length > 1 ? new Set<string>() : undefined;
  for (const query of queries) {
    let seenBefore: ReadonlySet<string> = new Set();
    for await (const page of pagesOf(caller, listing, query, path)) {
      const seen = everSeen ?? seenBefore;
      const fresh = page.filter((item) => !seen.has(listing.idOf(item)));
      const ids = page.map(listing.idOf);
      if (everSeen) for (const id of ids) everSeen.add(id);
      else seenBefore = new Set(ids);
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
    if (page.length === 0) return;
    yield page;

    const total = totalOf(answer);
    const moved = Math.max(0, totalBefore - (total ?? 0));
    offset += Math.max(0, page.length - moved);
    totalBefore = total ?? 0;
    const last = typeof total === 'number' ? offset >= total : pageSize === undefined || page.length < pageSize;
    if (last) return;
  }
}
