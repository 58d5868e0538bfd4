import * as z from 'zod/mini';

/** Seconds have ten digits and perhaps a fraction, milliseconds thirteen: of the years 2001 to 2286 nothing else has. */
const digits = /^(?:(?<milliseconds>\d{13})|(?<seconds>\d{10}(?:\.\d{1,9})?))$/;

/**
 * When something was, in unix time, which senders write in seconds or milliseconds, as text or as a number.
 *
 * @returns epoch milliseconds; undefined for anything else
 */
export function unixMs(value: unknown): number | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  const { milliseconds, seconds } = (typeof text === 'string' && digits.exec(text)?.groups) || {};
  if (milliseconds !== undefined) return Number(milliseconds);
  return seconds === undefined ? undefined : Math.floor(Number(seconds) * 1000);
}

/** The same of a field of a request, as ISO 8601 in UTC. */
export const unixTime = z.pipe(
  z.transform((value) => {
    const time = unixMs(value);
    return time === undefined ? undefined : new Date(time).toISOString();
  }),
  z.string('must be unix seconds or milliseconds'),
);
