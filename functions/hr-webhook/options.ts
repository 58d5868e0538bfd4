import * as z from 'zod/mini';
import { timeZone } from './zoned-instant.ts';

/** An option that is on or off. */
export function flag(byDefault: boolean) {
  return z.prefault(z.boolean('expected true or false'), byDefault);
}

/** The option of a source that is given dates without a time: whose midnight is meant, by its IANA name. */
export function zone(byDefault: string) {
  return z.prefault(timeZone, byDefault);
}
