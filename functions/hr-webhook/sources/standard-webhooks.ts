import * as z from 'zod/mini';
import { malformedBody } from '../../shared/intake/malformed-body.ts';
import { parseJson } from '../../shared/intake/parse-json.ts';
import type { Reception } from '../../shared/intake/reception.ts';
import { type HrSource, noOptions, type SourceRequest } from '../../shared/intake/source.ts';
import { person } from '../../shared/offboarding/case/person.ts';
import { idSignedWith, publicKeyOf, type SignatureHeaders, type SigningKey, secretKeyOf } from '../signature-list.ts';

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

/** `whsec_` and at least 16 bytes: what sender and receiver share. */
const sharedKey = z.pipe(
  z.string().check(z.regex(/^(whsec_)?[A-Za-z0-9+/]{22,}={0,2}$/, 'must be whsec_ and base64 of at least 16 bytes')),
  z.transform((text) => secretKeyOf(text.replace(/^whsec_/, ''))),
);

/** `whpk_` and 32 bytes: the sender's ed25519 key, of which the receiver holds the public half alone. */
const publicKey = z.pipe(
  z.string().check(z.regex(/^whpk_[A-Za-z0-9+/]{43}=?$/, 'must be whpk_ and base64 of 32 bytes')),
  z.transform((text): SigningKey => ({ version: 'v1a', publicKey: publicKeyOf(Buffer.from(text.slice(5), 'base64')) })),
);

const standardHeaders = { id: 'webhook-id', timestamp: 'webhook-timestamp', signature: 'webhook-signature' };
const svixHeaders = { id: 'svix-id', timestamp: 'svix-timestamp', signature: 'svix-signature' };

/**
 * Standard Webhooks (https://www.standardwebhooks.com): the door for every sender that can sign what it sends. Svix
 * signs by the same rule and may call its headers `svix-*`.
 *
 * Which key verifies is decided by the secret alone: a signature of another version fits none, and no key is ever taken
 * from a request.
 */
export const standardWebhooks: HrSource<SigningKey> = {
  name: 'standard-webhooks',
  contentTypes: ['application/json'],
  trust: 'signed',
  options: noOptions,
  secret: z.union([publicKey, sharedKey]),

  receive(request, key) {
    const id = idSignedWith(key, request, headersOf(request));
    return id === undefined ? undefined : { content: request.body, read: () => read(request.body, id) };
  },
};

/** One set of names a request: a part that is missing in one is never taken from the other. */
function headersOf({ headers }: SourceRequest): SignatureHeaders {
  const isStandard = Object.values(standardHeaders).some((name) => headers[name] !== undefined);
  return isStandard || headers[svixHeaders.id] === undefined ? standardHeaders : svixHeaders;
}

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
