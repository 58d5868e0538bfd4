import { unique } from '../../runtime/chunks.ts';
import { IMPOSSIBLE_IN_USER_NAMES, REQUEST_LINE_BYTES, USER_NAME_LENGTH } from '../assumptions.ts';
import { encode, encodeQuery, isUnreserved, type Query } from '../call/encode.ts';

/** Values, and how many of them the service takes at once. */
type Chunked = [values: readonly string[] | undefined, size: number];

/** Method, path and paging, at their longest. */
const restOfLine = 512;

/**
 * One query for as many values of `key` as the service takes at once. No values asked for are no queries, never a query for
 * everything; only `undefined` leaves the filter out.
 */
export function chunkedBy(key: string, values: readonly string[] | undefined, size: number, query: Query): Query[] {
  return chunkedByAll({ [key]: [values, size] }, query);
}

/** The same for several keys: every chunk of one with every chunk of the others. */
export function chunkedByAll(filters: Record<string, Chunked>, query: Query): Query[] {
  const given = Object.entries(filters).flatMap(([key, [values, size]]) => (values ? [{ key, values, size }] : []));
  const bytes = (REQUEST_LINE_BYTES - restOfLine - encodeQuery(query).length) / given.length;
  return given.reduce<Query[]>(
    (queries, { key, values, size }) =>
      queries.flatMap((each) => chunksFor(key, values, { size, bytes }).map((chunk) => ({ ...each, [key]: chunk }))),
    [query],
  );
}

/**
 * Values in the chunks that one request may carry, each value once. Those of unreserved characters go together: however a
 * verifier sorts repeated values before it checks the signature, it arrives at the order in which they are sent. Any other value
 * goes alone, because raw, encoded and arrival order differ for it, and Huawei's own signers disagree.
 */
export function chunksFor(
  key: string,
  values: readonly string[],
  { size, bytes }: { size: number; bytes: number },
): string[][] {
  const { plain = [], other = [] } = Object.groupBy(unique(values), (value) =>
    isUnreserved(value) ? 'plain' : 'other',
  );
  const chunks: string[][] = [];
  let left = 0;
  for (const value of plain) {
    const own = `&${key}=${encode(value)}`.length;
    const last = chunks.at(-1);
    if (last && last.length < size && own <= left) last.push(value);
    else {
      chunks.push([value]);
      left = bytes;
    }
    left -= own;
  }
  return [...chunks, ...other.map((value) => [value])];
}

/**
 * Without the names that nobody can have: one of them would make the service, or what stands before it, refuse the others of
 * its call, and an empty one might be taken for no filter at all.
 */
export function possibleNames(names: readonly string[] | undefined): string[] | undefined {
  return names?.filter(canBeUserName);
}

/** Whether a Workspace user can have that name. Of dots alone nobody has one, and what resolves paths may eat it. */
export function canBeUserName(name: string): boolean {
  return name.length <= USER_NAME_LENGTH && /[^.]/.test(name) && !IMPOSSIBLE_IN_USER_NAMES.test(name);
}
