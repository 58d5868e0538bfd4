import * as z from 'zod/mini';

const iso = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?)(?:(Z)|([+-]\d\d):?(\d\d))?$/;
const lastSecond = Date.parse('9999-12-31T23:59:59Z') / 1000;

/**
 * When a sender says something was, in the forms that they use: ISO 8601 whose offset is with or without its colon, or
 * unix seconds. Without an offset UTC is meant, which is what those senders document or were seen to send.
 *
 * @returns ISO 8601 in UTC; undefined for anything else
 */
export function sendersTime(value: unknown): string | undefined {
  if (typeof value === 'number')
    return value >= 0 && value <= lastSecond ? new Date(value * 1000).toISOString() : undefined;
  const [, time, , hours, minutes] = (typeof value === 'string' && iso.exec(value)) || [];
  const instant = Date.parse(`${time}${hours === undefined ? 'Z' : `${hours}:${minutes}`}`);
  return instant >= 0 && instant / 1000 <= lastSecond ? new Date(instant).toISOString() : undefined;
}

/** The same, of a field that must be there. */
export const sentTime = z.pipe(z.transform(sendersTime), z.string('must be ISO 8601 with a time, or unix seconds'));
