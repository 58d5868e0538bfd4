import { createHmac, createPublicKey, createSecretKey, type KeyObject, verify } from 'node:crypto';
import { areEqual, checkTimestamp } from '../shared/intake/hmac-signature.ts';
import type { SourceRequest } from '../shared/intake/source.ts';
import { HttpError } from '../shared/runtime/http-error.ts';

/** How far the sender's clock may be off, both ways: what the specification's reference libraries allow. */
const toleranceMs = 5 * 60_000;

/** A key by the version of signature that it makes or verifies. */
export type SigningKey = { version: 'v1'; secret: KeyObject } | { version: 'v1a'; publicKey: KeyObject };

/** Under which names a sender puts the three, in lower case. */
export type SignatureHeaders = { id: string; timestamp: string; signature: string };

/**
 * The rule of Standard Webhooks: signed is `{id}.{timestamp}.{raw body}`, and the header lists a signature for each key
 * that the sender holds, `v1,` HMAC-SHA256 or `v1a,` ed25519, in base64.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 *
 * @returns the event's id, which stays the same when the sender tries again; undefined where this key signed none
 * @throws {HttpError} 401 where a header is missing or the timestamp is more than 5 minutes from now
 */
export function idSignedWith(key: SigningKey, request: SourceRequest, names: SignatureHeaders): string | undefined {
  const { [names.id]: id, [names.signature]: list, [names.timestamp]: timestamp } = request.headers;
  if (!id || id.length > 255 || !timestamp || !list) {
    const needed = Object.values(names).join(', ');
    throw new HttpError(401, 'not-signed', `All of these headers are needed, the timestamp in unix seconds: ${needed}`);
  }
  checkTimestamp(request, {
    header: names.timestamp,
    parse: (text) => (/^\d{1,12}$/.test(text) ? Number(text) * 1000 : undefined),
    oldestMs: toleranceMs,
    aheadMs: toleranceMs,
  });
  return isAmong(signaturesIn(list, key.version), [`${id}.${timestamp}.`, request.body], key) ? id : undefined;
}

/**
 * How many signatures of a version count, and how one is written. A sender lists one for each key that it holds: two while it
 * changes its key. Each ed25519 one costs as much as to refuse a request, whatever is in it; of the others all cost one.
 */
const forms = {
  v1: { most: 16, form: /^v1,(?<base64>[A-Za-z0-9+/]{43}=?)$/ },
  v1a: { most: 2, form: /^v1a,(?<base64>[A-Za-z0-9+/]{86}(?:==)?)$/ },
};

function signaturesIn(list: string, version: SigningKey['version']): Buffer[] {
  const { most, form } = forms[version];
  const given = list.split(' ').flatMap((entry) => form.exec(entry)?.groups?.['base64'] ?? []);
  return given.slice(0, most).map((base64) => Buffer.from(base64, 'base64'));
}

/** @param base64 of what sender and receiver share. Made once: HMAC with plain bytes makes one of them at every request */
export function secretKeyOf(base64: string): SigningKey {
  return { version: 'v1', secret: createSecretKey(base64, 'base64') };
}

/** @param raw the 32 bytes of an ed25519 public key */
export function publicKeyOf(raw: Buffer): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') }, format: 'jwk' });
}

function isAmong(given: readonly Buffer[], [head, body]: readonly [string, Buffer], key: SigningKey): boolean {
  if (given.length === 0) return false;
  if (key.version === 'v1') {
    const expected = createHmac('sha256', key.secret).update(head).update(body).digest();
    return given.some((one) => areEqual(one, expected));
  }
  const content = contentOf(head, body);
  return given.some((one) => mayVerify(body) && verify(null, content, key.publicKey, one));
}

/**
 * Of two live keys and two signatures three pairs are tried: whoever signs with both keys that we hold is known by the first
 * signature already.
 */
const mostVerified = 3;
const verified = new WeakMap<Buffer, number>();

/** Ed25519 takes what was signed in one piece, which is the same for each key. */
const contents = new WeakMap<Buffer, Buffer>();

function contentOf(head: string, body: Buffer): Buffer {
  const content = contents.get(body) ?? Buffer.concat([Buffer.from(head), body]);
  contents.set(body, content);
  return content;
}

function mayVerify(body: Buffer): boolean {
  const count = (verified.get(body) ?? 0) + 1;
  verified.set(body, count);
  return count <= mostVerified;
}
