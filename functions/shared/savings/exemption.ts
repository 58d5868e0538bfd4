/** Tag of desktops and EIPs that somebody wants kept for a while, as `offboarding-keep-until=2027-03-31`. */
export const keepUntilTag = 'offboarding-keep-until';

/** Set by a person with `operator savings keep`. */
export type Keep = { until: string; reason: string; by: string };

export type Exemption = { state: 'kept' | 'expired' | 'unreadable'; until: string };

/**
 * Whether somebody wants a resource kept. It is kept also when the date has passed or cannot be read: the report names it, and
 * a person decides.
 *
 * @param today as `YYYY-MM-DD`; the last day is included
 */
export function exemptionOf(tags: readonly string[], keep: Keep | undefined, today: string): Exemption | undefined {
  const dates = [...tags.flatMap(dateIn), ...(keep ? [keep.until] : [])];
  const exemptions = dates.map((until) => ({ state: stateOf(until, today), until }));
  const byState = (state: Exemption['state']) => exemptions.filter((each) => each.state === state);
  const latest = byState('kept').toSorted((a, b) => b.until.localeCompare(a.until))[0];
  return latest ?? byState('unreadable')[0] ?? byState('expired')[0];
}

function dateIn(tag: string): string[] {
  const [key = '', ...value] = tag.split('=');
  return key.toLowerCase() === keepUntilTag ? [value.join('=')] : [];
}

function stateOf(until: string, today: string): Exemption['state'] {
  if (!isDate(until)) return 'unreadable';
  return until < today ? 'expired' : 'kept';
}

function isDate(text: string): boolean {
  const parsed = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return Number.isFinite(parsed) && new Date(parsed).toISOString().startsWith(text);
}
