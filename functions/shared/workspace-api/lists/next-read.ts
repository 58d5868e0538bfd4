/** How far a list has been read. Everything before `offset` is, as the list stood at the last answer. */
export type Reading = {
  /** Where the next read may begin at the latest. */
  offset: number;
  /** How much earlier it begins, for what may move up before it is answered. */
  overlap: number;
  /** How many there were at the last answer. */
  total: number | undefined;
  /** How often reading has not come further. */
  setbacks: number;
  /** Where a list that began like this one must have ended. */
  furthest: number;
  /** The last ones before `offset`, by their ids: one of them is to be seen again. */
  tail?: readonly string[] | undefined;
};

export type NextRead = Reading | 'complete' | 'endless';

export const firstRead: Reading = { offset: 0, overlap: 0, total: undefined, setbacks: 0, furthest: Infinity };

export const offsetOf = ({ offset, overlap }: Reading): number => Math.max(0, offset - overlap);

/** So many of a page come again with the next one: where none of them does, others may have moved to an earlier place unseen. */
export const sharedBy = (pageSize = 0): number => Math.ceil(pageSize / 50);

/**
 * Where to read after an answer that holds nothing of the page before it: where as many come as go the total does not show it,
 * and what was not read yet may stand before the place. First a page further up, and if that does not reach far enough from the
 * beginning.
 */
export function readBack(reading: Reading, pageSize: number | undefined): Reading | 'torn' {
  const setbacks = reading.setbacks + 1;
  if (setbacks > mostSetbacks) return 'torn';
  const overlap = (pageSize ?? 0) - sharedBy(pageSize);
  if (reading.overlap < overlap) return { ...reading, overlap, setbacks };
  return { ...firstRead, furthest: reading.furthest, setbacks };
}

/** Setbacks that are worth it: a list that shrinks more often than this is read on regardless. */
const mostSetbacks = 10;

/** No list is read further than to `longest`, one of known length no further than to twice that and `growth`. */
const longest = 1_000_000;
const growth = 10_000;
const furthestOf = (total = Infinity) => Math.min(longest, 2 * total + growth);

/**
 * Where to read on after an answer with `got` items and the `total` it named, if it named one.
 *
 * When the total has shrunk by some, as many that were not read yet may have moved before the place this read began:
 * then that much is read again, and from there on every read begins a little earlier, as a list that shrinks tends to go
 * on shrinking. Whatever the answers are this comes to an end, since setbacks are counted and growth is limited.
 */
export function nextRead(
  reading: Reading,
  { got, total }: { got: number; total: number | undefined },
  pageSize: number | undefined,
): NextRead {
  const began = offsetOf(reading);
  const ended = began + got;
  const shrunk = Math.max(0, (reading.total ?? 0) - (total ?? Infinity));
  const certain = Math.max(0, reading.offset - shrunk);
  const missed = began > certain && certain < (total ?? Infinity) && reading.setbacks < mostSetbacks;

  const offset = missed ? certain : Math.max(certain, ended);
  const setbacks = reading.setbacks + (offset <= reading.offset && reading.offset > 0 ? 1 : 0);
  const patient = setbacks < mostSetbacks;
  const next = {
    offset: patient ? offset : Math.max(ended, reading.offset),
    overlap: Math.min(got >> 1, Math.max(sharedBy(pageSize), patient ? Math.max(2 * shrunk, reading.overlap >> 1) : 0)),
    total: total ?? reading.total,
    setbacks,
    furthest: reading === firstRead ? furthestOf(total) : reading.furthest,
  };

  if (missed) return next;
  const last = total === undefined ? pageSize === undefined || got < pageSize : next.offset >= total;
  if (got === 0 || last) return 'complete';
  return next.offset > next.furthest ? 'endless' : next;
}
