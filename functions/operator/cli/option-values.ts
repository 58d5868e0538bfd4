import { InvalidArgumentError } from 'commander';

export function instant(value: string): string {
  if (/(Z|[+-]\d{2}:\d{2})$/.test(value) && !Number.isNaN(Date.parse(value))) return value;
  throw new InvalidArgumentError('It needs a date, a time and an offset: 2026-11-20T18:00:00+08:00');
}

export function wholeNumber(value: string): number {
  if (/^[1-9]\d{0,3}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It needs a whole number from 1 to 9999.');
}
