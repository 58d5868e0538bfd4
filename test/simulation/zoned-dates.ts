import type { Random } from './random.ts';

/** Zones whose clocks are changed, at several dates and hours, and some whose are not; one lives on half hours. */
const zones = [
  'Europe/Berlin',
  'America/New_York',
  'America/Santiago',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Asia/Beirut',
  'Asia/Singapore',
  'Asia/Kolkata',
  'Pacific/Auckland',
];

export type ZonedDate = { effectiveAt: string; zone?: string };

/** An instant as a sender would write it: with the offset of a zone, or as the beginning of a day there. */
export function drawZonedDate(random: Random, instant: number): ZonedDate {
  const zone = random.pick(zones);
  if (random.chance(0.4)) return { effectiveAt: withOffset(startOfDay(instant, zone), zone), zone };
  return { effectiveAt: withOffset(instant, zone) };
}

/** The first second of the day that it is there: looked for, not calculated, so that no change of clocks is missed. */
function startOfDay(instant: number, zone: string): number {
  const day = dayIn(instant, zone);
  let [before, during] = [instant - 26 * 3_600_000, instant];
  while (during - before > 1_000) {
    const middle = Math.floor((before + during) / 2_000) * 1_000;
    if (dayIn(middle, zone) === day) during = middle;
    else before = middle;
  }
  return during;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function partsIn(instant: number, zone: string): Map<string, string> {
  const formatter = formatters.get(zone) ?? new Intl.DateTimeFormat('en-GB', { ...allParts, timeZone: zone });
  formatters.set(zone, formatter);
  return new Map(formatter.formatToParts(instant).map(({ type, value }) => [type, value]));
}

const allParts = {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'longOffset',
} as const;

function dayIn(instant: number, zone: string): string {
  const parts = partsIn(instant, zone);
  return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
}

function withOffset(instant: number, zone: string): string {
  const parts = partsIn(instant, zone);
  const time = `${parts.get('hour')}:${parts.get('minute')}:${parts.get('second')}`;
  const offset = parts.get('timeZoneName')?.slice('GMT'.length);
  return `${dayIn(instant, zone)}T${time}${offset === '' ? '+00:00' : offset}`;
}
