import * as z from 'zod/mini';
import { person } from '../case/person.ts';
import { utc } from '../case/utc.ts';

const instant = z.iso.datetime({ offset: true });
/** Whatever the sender's offset, in UTC from here on: cases keep instants that are compared as text. */
const instantInUtc = z.pipe(
  instant,
  z.transform((said: string) => utc(said)),
);
const text = z.string().check(z.minLength(1), z.maxLength(255));

/**
 * What one sender says about one person, whatever the sender's own format was.
 *
 * - `exit`: leaves at `effectiveAt` (absent: at once)
 * - `revoke-now`: access ends at once, whatever the date
 * - `cancelled`, `rehired`: does not leave after all
 */
export const exitNotice = z.strictObject({
  kind: z.enum(['exit', 'cancelled', 'rehired', 'revoke-now']),
  /**
   * It changes only what this source has said itself: nobody leaves, or yet, or at another time, by a process of its own.
   * It takes back and puts off nothing that another source has announced.
   */
  onlyOwn: z.optional(z.literal(true)),
  /** The door it came through, for example `standard-webhooks` or `operator`. */
  source: text,
  /** The sender's id of the event; the same id from the same source has no second effect. */
  eventId: text,
  person,
  /** ISO 8601 with offset, as the sender wrote it: the instant and the zone it was understood in. */
  effectiveAt: z.optional(instant),
  /** The time zone in which the sender's date was understood, where it came without a time: an IANA name. */
  zone: z.optional(text),
  /** The sender's time: what decides which of two notices is the newer. */
  sentAt: instantInUtc,
  /** When we took it. */
  receivedAt: instantInUtc,
  /** What vouches for it: a signature, a shared token, or AWS IAM. */
  trust: z.enum(['signed', 'token', 'iam']),
  /** Which of the live keys it was verified with; never the key. */
  keyId: z.optional(text),
  /** Who asked for it, where a person did, and why; as they say. An ARN may be long, and has a note beside it. */
  by: z.optional(z.string().check(z.minLength(1), z.maxLength(2000))),
  reason: z.optional(z.string().check(z.minLength(1), z.maxLength(1000))),
});

export type ExitNotice = z.infer<typeof exitNotice>;
