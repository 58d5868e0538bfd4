import { InvalidArgumentError } from 'commander';
import * as z from 'zod';

const day = z.iso.date();
const instantWithOffset = z.iso.datetime({ offset: true });

export function instant(value: string): string {
  if (/(Z|[+-]\d{2}:\d{2})$/.test(value) && !Number.isNaN(Date.parse(value))) return value;
  throw new InvalidArgumentError('It needs a date, a time and an offset: 2026-11-20T18:00:00+08:00');
}

/** A day is where it begins in UTC. One that there is not, as November 31, is not taken for the next. */
export function dayOrInstant(value: string): string {
  const said = day.safeParse(value).success ? `${value}T00:00:00Z` : value;
  if (instantWithOffset.safeParse(said).success) return new Date(said).toISOString();
  throw new InvalidArgumentError(
    'It needs a day that there is, 2026-11-20, or an instant with an offset, 2026-11-20T18:00:00+08:00',
  );
}

export function wholeNumber(value: string): number {
  if (/^[1-9]\d{0,3}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It needs a whole number from 1 to 9999.');
}
