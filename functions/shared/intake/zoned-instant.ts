import * as z from 'zod/mini';

const dayMs = 86_400_000;
const minuteMs = 60_000;

/** 9999 is how some systems say "never"; there is no day after it that is written with four digits. */
const lastDate = '9999-12-31';

/**
 * An option of sources that are given dates without a time: whose midnight is meant. IANA names, not offsets.
 *
 * @param known is not looked up: that loads Node's tables of all zones, 12 ms of a cold start
 */
export function timeZone(known: string) {
  const expectation = 'expected a time zone name such as "Asia/Singapore" or "America/Los_Angeles"';
  return z.string().check(z.refine((name) => name === known || isTimeZone(name), expectation));
}

/**
 * The first instant of a calendar day, somewhere.
 *
 * @param date `2026-11-20`
 * @param zone an IANA name
 * @returns ISO 8601 with that zone's offset at the time: `2026-11-20T00:00:00+08:00`. Where the clocks skip midnight it
 *   is the instant they go on at; where they show it twice, the first.
 * @throws {RangeError} for a zone or a date that there is not
 * @internal for tests
 */
export function startOfDay(date: string, zone: string): string {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  const evening = offsetAt(midnight - dayMs, zone);
  const nextDay = offsetAt(midnight + dayMs, zone);
  // As a rule both are the same; they differ where the clocks are changed on one of the two days.
  const offset = [evening, nextDay].find((one) => offsetAt(midnight - one, zone) === one);
  return isoAt(midnight - (offset ?? evening), zone);
}

/** When a calendar day is over, as {@link startOfDay}: for dates that mean "works until then". */
export function startOfNextDay(date: string, zone: string): string {
  if (date === lastDate) return startOfDay(date, zone);
  return startOfDay(new Date(Date.parse(`${date}T00:00:00Z`) + dayMs).toISOString().slice(0, 10), zone);
}

function isoAt(instant: number, zone: string): string {
  const offset = offsetAt(instant, zone);
  const sign = offset < 0 ? '-' : '+';
  const [hours, minutes] = [Math.abs(offset) / 60 / minuteMs, (Math.abs(offset) / minuteMs) % 60];
  return `${new Date(instant + offset).toISOString().slice(0, 19)}${sign}${twoDigits(hours)}:${twoDigits(minutes)}`;
}

/** How far the clocks of a zone are ahead of UTC, in milliseconds and whole minutes. */
function offsetAt(instant: number, zone: string): number {
  const text = formatter(zone).format(instant);
  const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(text) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * minuteMs;
}

/** Kept, because making one takes longer than everything else here. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  formatters.set(zone, made);
  return made;
}

function isTimeZone(name: string): boolean {
  try {
    return /^[A-Za-z]/.test(name) && formatter(name).format(0) !== '';
  } catch {
    return false;
  }
}

function twoDigits(value: number): string {
  return String(Math.floor(value)).padStart(2, '0');
}
