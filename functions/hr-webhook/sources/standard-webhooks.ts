import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod/mini';
import { person } from '../../shared/offboarding/person.ts';
import { HttpError } from '../../shared/runtime/http-error.ts';
import { parseJson } from '../parse-json.ts';
import type { HrSource, LiveSecret, Received, SourceRequest } from '../source.ts';

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

const body = z.object({
  type: z.enum(Object.keys(kinds) as (keyof typeof kinds)[]),
  timestamp: instant,
  data: z.object({ employee: person, effectiveAt: z.optional(instant) }),
});

/**
 * Standard Webhooks (https://www.standardwebhooks.com): the door for every sender that can sign what it sends.
 *
 * Signed is `{webhook-id}.{webhook-timestamp}.{raw body}` with HMAC-SHA256; the header lists `v1,<base64>` once per key
 * the sender holds. Secrets are `whsec_<base64>`.
 */
export const standardWebhooks: HrSource = {
  name: 'standard-webhooks',
  contentTypes: ['application/json'],

  verify(request, secrets) {
    const { id, timestamp, signatures } = signedParts(request);
    if (Math.abs(request.now - timestamp * 1000) > toleranceMs) {
      throw new HttpError(
        401,
        'stale-timestamp',
        'webhook-timestamp is more than 5 minutes away from now; sign each attempt anew',
      );
    }
    return secrets.find((secret) => {
      const hmac = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.`).update(request.body).digest();
      return signatures.some((signature) => signature.length === hmac.length && timingSafeEqual(signature, hmac));
    });
  },

  map(request, keyId): Received {
    const json = parseJson(request.body);
    const type = typeof json === 'object' && json !== null && 'type' in json ? json.type : undefined;
    if (typeof type === 'string' && !(type in kinds)) return { notices: [], ignored: 'type-without-effect' };
    const result = body.safeParse(json);
    if (!result.success) throw malformed(result.error.issues);
    const { timestamp, data } = result.data;
    const receivedAt = new Date(request.now).toISOString();
    return {
      notices: [
        {
          kind: kinds[result.data.type],
          source: standardWebhooks.name,
          eventId: signedParts(request).id,
          person: data.employee,
          ...(data.effectiveAt !== undefined && { effectiveAt: data.effectiveAt }),
          sentAt: timestamp,
          receivedAt,
          trust: 'signed',
          keyId,
        },
      ],
    };
  },
};

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

function keyOf(secret: LiveSecret): Buffer {
  const key = Buffer.from(secret.value.replace(/^whsec_/, ''), 'base64');
  if (key.length < 16)
    throw new Error('The standard-webhooks secret must be whsec_ followed by base64 of at least 16 bytes');
  return key;
}

function malformed(issues: readonly { path: PropertyKey[]; message: string }[]): HttpError {
  const details = issues.map((issue) => ({ path: issue.path.map(String).join('.'), message: issue.message }));
  return new HttpError(400, 'malformed-body', 'The body is not an exit event; see details for every problem', {
    details,
  });
}
