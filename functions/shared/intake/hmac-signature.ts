import { createHmac, timingSafeEqual } from 'node:crypto';
import { HttpError } from '../runtime/http-error.ts';
import type { SourceRequest } from './source.ts';

/** How a sender signs with a key that it shares with us. */
export type HmacRule = {
  /** The header that carries the signature, in lower case. */
  header: string;
  algorithm: 'sha256' | 'sha512';
  /** How the signature is written. Padding of base64 may be there or not. */
  encoding: 'hex' | 'base64' | 'base64url';
  /** What some senders write before the signature, such as `sha256=`; accepted with and without it. */
  prefix?: string;
  /** What is signed, piece by piece. @default the raw body */
  message?: (request: SourceRequest) => readonly (string | Uint8Array)[];
  /** For senders that sign when they sent it: what is too old, or too far ahead, is refused. */
  timestamp?: TimestampRule;
};

export type TimestampRule = {
  header: string;
  /** @returns epoch milliseconds; undefined for what is not of the sender's form */
  parse: (text: string) => number | undefined;
  /** How long after signing a request is still taken. */
  oldestMs: number;
  /** How far the sender's clock may be ahead of ours. */
  aheadMs: number;
};

const forms = { hex: /^(?:[0-9a-f]{2})+$/i, base64: /^[A-Za-z0-9+/]+={0,2}$/, base64url: /^[A-Za-z0-9_-]+={0,2}$/ };

/**
 * Whether a request was signed with a key by a sender's rule. Compares decoded bytes in constant time.
 *
 * @throws {HttpError} 401 `not-signed` where a header is missing, 401 `stale-timestamp`: no other key can mend these
 */
export function isSignedWith(key: string | Uint8Array, request: SourceRequest, rule: HmacRule): boolean {
  const given = signatureOf(request, rule);
  if (rule.timestamp) checkTimestamp(request, rule.timestamp);
  const hmac = createHmac(rule.algorithm, key);
  for (const piece of rule.message?.(request) ?? [request.body]) hmac.update(piece);
  return areEqual(given, hmac.digest());
}

/** In constant time, whatever the bytes; what differs in length differs. */
export function areEqual(given: Uint8Array, expected: Uint8Array): boolean {
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** @throws {HttpError} 401 for a timestamp that is missing, not of the sender's form, or too far from now */
export function checkTimestamp({ headers, now }: SourceRequest, rule: TimestampRule): void {
  const sentAt = rule.parse(headers[rule.header] ?? '');
  if (sentAt === undefined) throw notSigned(rule.header);
  if (now - sentAt > rule.oldestMs || sentAt - now > rule.aheadMs) {
    throw new HttpError(401, 'stale-timestamp', `${rule.header} is too far from now; sign each attempt anew`);
  }
}

/** Bytes of a signature; none for what is not of its encoding, so that it fits no key. */
function signatureOf({ headers }: SourceRequest, { header, encoding, prefix = '' }: HmacRule): Buffer {
  const text = headers[header];
  if (!text) throw notSigned(header);
  const bare = text.startsWith(prefix) ? text.slice(prefix.length) : text;
  return Buffer.from(forms[encoding].test(bare) ? bare : '', encoding);
}

function notSigned(header: string): HttpError {
  return new HttpError(401, 'not-signed', `The header ${header} is needed, in the form that its sender documents`);
}
