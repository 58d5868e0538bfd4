import type { IdleRule } from './savings-policy.ts';

/** How long a resource has been idle by each rule, as the ledger keeps it. */
export type IdleMark = {
  /** The last night it was looked at, as `YYYY-MM-DD`. */
  lastNight: string;
  rules: { rule: IdleRule /** In a row. */; nights: number /** The first of them. */; since: string }[];
};

/**
 * The mark after one more night. Each night counts once, however often a sweep runs in it. A rule that does not hold starts
 * from the beginning, and so does one after a night on which nobody looked. A night on which nothing could be known neither
 * counts nor starts anew.
 *
 * @param held the rules that hold tonight; undefined when it could not be known
 * @param night as `YYYY-MM-DD`
 */
export function markNight(
  before: IdleMark | undefined,
  held: readonly IdleRule[] | undefined,
  night: string,
): IdleMark {
  const isContinued = before !== undefined && (before.lastNight === night || before.lastNight === nightBefore(night));
  const known = isContinued ? before.rules : [];
  if (held === undefined) return { lastNight: night, rules: known };
  const isAnotherNight = before?.lastNight !== night;
  const rules = held.map((rule) => {
    const earlier = known.find((each) => each.rule === rule);
    if (!earlier) return { rule, nights: 1, since: night };
    return isAnotherNight ? { ...earlier, nights: earlier.nights + 1 } : earlier;
  });
  return { lastNight: night, rules };
}

function nightBefore(night: string): string {
  return new Date(Date.parse(`${night}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}
