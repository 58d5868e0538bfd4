import * as z from 'zod/mini';
import { timeZone } from './zoned-instant.ts';

/** An option that is on or off. */
export function flag(byDefault: boolean) {
  return z.prefault(z.boolean('expected true or false'), byDefault);
}

/**
 * The option of a source whose HR system has an API: scheme and host. Plain http leads to this machine alone, for tests and
 * the local run.
 */
export function apiAddress(byDefault?: string) {
  const expectation = 'expected an https:// address without a path';
  const address = z.string(expectation).check(z.refine(isApiAddress, expectation));
  return z.prefault(z.optional(address), byDefault);
}

/** The option of a source that is given dates without a time: whose midnight is meant, by its IANA name. */
export function zone(byDefault: string) {
  return z.prefault(timeZone, byDefault);
}

function isApiAddress(text: string): boolean {
  const url = URL.parse(text);
  if (url?.origin !== text) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(url.hostname));
}
