import type { Problem } from '../shared/offboarding/case/offboarding-case.ts';
import { chunksOf } from '../shared/runtime/chunks.ts';

/** What is left in doubt is asked for in so many parts. */
const partsInDoubt = 4;

/** Something to ask for: a desktop, a user, a grant. */
export type Wanted<Kept> = {
  /** Two leavers of one shared desktop are two records of one key, and leave it by one call. */
  key: string;
  record: Kept;
  /** How often this run has asked for it already. */
  timesAsked: number;
};

/**
 * Which records are asked for together. What was refused before is asked for apart, so that it costs the others nothing, and by one
 * leaver of a desktop after the other: it may have been for one's name. What this
 * run has asked for already and is in doubt may be so because of one record, as where a firewall resets the connection: it is asked for
 * in ever smaller parts.
 */
export function partsToAsk<Kept extends { problem?: Problem | undefined }>(wanted: readonly Wanted<Kept>[]): Kept[][] {
  const byKey = [...Map.groupBy(wanted, ({ key }) => key).values()];
  const {
    inDoubt = [],
    refused = [],
    first = [],
  } = Object.groupBy(byKey, (same) => {
    if (same.some(({ timesAsked }) => timesAsked > 0)) return 'inDoubt';
    return same.some(({ record }) => record.problem) ? 'refused' : 'first';
  });
  const size = Math.max(1, Math.ceil(inDoubt.length / partsInDoubt));
  const oneByOne = Array.from({ length: Math.max(0, ...refused.map((same) => same.length)) }, (_, nth) =>
    refused.map((same) => same.slice(nth, nth + 1)),
  );
  return [first, ...chunksOf(inDoubt, size), ...oneByOne]
    .map((part) => part.flat().map(({ record }) => record))
    .filter((part) => part.length > 0);
}
