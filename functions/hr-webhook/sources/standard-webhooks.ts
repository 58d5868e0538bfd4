import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod/mini';
import { person } from '../../shared/offboarding/person.ts';
import { HttpError } from '../../shared/runtime/http-error.ts';
import { malformedBody } from '../malformed-body.ts';
import { parseJson } from '../parse-json.ts';
import { type HrSource, noOptions, type Reception, type SourceRequest } from '../source.ts';

/** How far the sender's clock may be off, both ways: what the specification's reference libraries allow. */
const toleranceMs = 5 * 60_000;

const kinds = {
  'employee.exit': 'exit',
  'employee.exit.cancelled': 'cancelled',
  'employee.rehired': 'rehired',
  'employee.access.revoked': 'revoke-now',
} as const;

const instant = z.iso.datetime({
  offset: true,
  error: 'must be ISO 8601 with a time and an offset, such as 2026-11-20T18:00:00+08:00',
});

const exitEvent = z.object({
  type: z.enum(Object.keys(kinds) as (keyof typeof kinds)[]),
  timestamp: instant,
  data: z.object({ employee: person, effectiveAt: z.optional(instant) }),
});

/**
 * Standard Webhooks (https://www.standardwebhooks.com): the door for every sender that can sign what it sends.
 *
 * Signed is `{webhook-id}.{webhook-timestamp}.{raw body}` with HMAC-SHA256; the header lists `v1,<base64>` once per key
 * the sender holds. A secret is `whsec_<base64>`.
 */
export const standardWebhooks: HrSource<Buffer> = {
  name: 'standard-webhooks',
  contentTypes: ['application/json'],
  trust: 'signed',
  options: noOptions,
  secret: z.pipe(
    z.string().check(z.regex(/^(whsec_)?[A-Za-z0-9+/]{22,}={0,2}$/, 'must be whsec_ and base64 of at least 16 bytes')),
    z.transform((text) => Buffer.from(text.replace(/^whsec_/, ''), 'base64')),
  ),

  receive(request, secret) {
    const { id, timestamp, signatures } = signedParts(request);
    if (Math.abs(request.now - timestamp * 1000) > toleranceMs) {
      throw new HttpError(
        401,
        'stale-timestamp',
        'webhook-timestamp is more than 5 minutes away from now; sign each attempt anew',
      );
    }
    const expected = createHmac('sha256', secret).update(`${id}.${timestamp}.`).update(request.body).digest();
    const fits = signatures.some((given) => given.length === expected.length && timingSafeEqual(given, expected));
    return fits ? read(request.body, id) : undefined;
  },
};

function read(body: Buffer, eventId: string): Reception {
  const json = parseJson(body);
  const type = typeof json === 'object' && json !== null && 'type' in json ? json.type : undefined;
  if (typeof type === 'string' && !Object.hasOwn(kinds, type)) return { notices: [], ignored: 'type-without-effect' };
  const event = exitEvent.safeParse(json);
  if (!event.success) throw malformedBody(event.error);
  const { timestamp, data } = event.data;
  return {
    notices: [
      {
        kind: kinds[event.data.type],
        eventId,
        person: data.employee,
        ...(data.effectiveAt !== undefined && { effectiveAt: data.effectiveAt }),
        sentAt: timestamp,
      },
    ],
  };
}

function signedParts({ headers }: SourceRequest): { id: string; timestamp: number; signatures: Buffer[] } {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  const list = headers['webhook-signature'];
  if (!id || id.length > 255 || !timestamp || !/^\d{1,12}$/.test(timestamp) || !list) {
    throw new HttpError(
      401,
      'not-signed',
      'webhook-id, webhook-timestamp (unix seconds) and webhook-signature are all needed',
    );
  }
  const signatures = list
    .split(' ')
    .filter((entry) => entry.startsWith('v1,'))
    .map((entry) => Buffer.from(entry.slice(3), 'base64'));
  return { id, timestamp: Number(timestamp), signatures };
}
