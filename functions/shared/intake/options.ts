import * as z from 'zod/mini';
import { timeZone } from './zoned-instant.ts';

/** An option with what the configuration's schema says of it: what it does, and values that are not its default. */
export function described<Schema extends z.ZodMiniType>(
  schema: Schema,
  description: string,
  ...examples: readonly z.input<Schema>[]
): Schema {
  z.globalRegistry.add(schema, { description, examples: [...examples] });
  return schema;
}

/** An option that is on or off. */
export function flag(byDefault: boolean, description: string) {
  return described(z.prefault(z.boolean('expected true or false'), byDefault), description, !byDefault);
}

/**
 * The option of a source whose HR system has an API: scheme and host. Plain http leads to this machine alone, for tests and
 * the local run.
 */
export function apiAddress(description: string, example: string, byDefault?: string) {
  const expectation = 'expected an https:// address without a path';
  const address = z.optional(z.string(expectation).check(z.refine(isApiAddress, expectation)));
  return described(byDefault === undefined ? address : z.prefault(address, byDefault), description, example);
}

/** The option of a source that is given dates without a time: whose midnight is meant, by its IANA name. */
export function zone(byDefault: string, description: string) {
  return described(z.prefault(timeZone(byDefault), byDefault), description, 'Asia/Singapore');
}

function isApiAddress(text: string): boolean {
  const url = URL.parse(text);
  if (url?.origin !== text) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(url.hostname));
}
