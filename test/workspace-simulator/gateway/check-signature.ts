import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { HttpRequest } from './http-request.ts';
import { gatewayRefusal } from './refusal.ts';

/** A key the gateway knows. `user` is whose it is, for throttling. */
export type KnownKey = { user: string; secretKey: string; securityToken?: string; expiresAt?: number };

/** In which order the values of a repeated name are signed: as they are, percent-encoded, or as they were sent. */
export type RepeatedValues = 'raw' | 'encoded' | 'as-sent';

const maxSkewMs = 15 * 60_000;
const authorizationForm = /^SDK-HMAC-SHA256 Access=([^,\s]+), ?SignedHeaders=([^,\s]+), ?Signature=([0-9a-f]{64})$/;

/**
 * Checks an `SDK-HMAC-SHA256` signature, written from the description of the algorithm and its published vectors.
 * Returns whose key it is; throws the gateway's 401.
 *
 * Source: Huawei Cloud API Gateway, "AK/SK signing and authentication algorithm".
 */
export function checkSignature(
  request: HttpRequest,
  keyOf: (accessKey: string) => KnownKey | undefined,
  now: number,
  order: RepeatedValues = 'raw',
): string {
  const match = authorizationForm.exec(request.headers.authorization ?? '');
  const [, accessKey = '', signedHeaders = '', signature = ''] = match ?? [];
  if (!match) throw unauthorized('the Authorization header is missing or malformed');
  const key = keyOf(accessKey);
  if (!key) throw unauthorized(`Get secretKey failed, ak: ${accessKey}, err: ak not exist`);
  checkTemporaryKey(request, key, now);
  const date = request.headers['x-sdk-date'] ?? '';
  checkDate(date, now);

  const names = signedHeaders.split(';');
  if (!names.includes('host') || !names.includes('x-sdk-date')) {
    throw unauthorized('host and x-sdk-date must be signed');
  }
  const canonical = canonicalRequest(request, names, order);
  const expected = createHmac('sha256', key.secretKey)
    .update(`SDK-HMAC-SHA256\n${date}\n${sha256(canonical)}`)
    .digest();
  if (!timingSafeEqual(expected, Buffer.from(signature, 'hex'))) throw unauthorized('verify aksk signature fail');
  return key.user;
}

const unauthorized = (reason: string) =>
  gatewayRefusal(401, 'APIGW.0301', `Incorrect IAM authentication information: ${reason}`);

function checkTemporaryKey(request: HttpRequest, key: KnownKey, now: number): void {
  if (key.securityToken !== undefined && request.headers['x-security-token'] !== key.securityToken) {
    throw unauthorized('the security token does not belong to the access key');
  }
  if (key.expiresAt !== undefined && key.expiresAt <= now) throw unauthorized('the temporary access key has expired');
}

function checkDate(date: string, now: number): void {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date) ?? [];
  const [year = 0, month = 0, ...rest] = parts.map(Number);
  const at = Date.UTC(year, month - 1, ...rest);
  if (parts.length === 0) throw unauthorized('X-Sdk-Date is missing or malformed');
  if (Math.abs(now - at) > maxSkewMs) {
    throw gatewayRefusal(401, 'APIGW.0303', 'Incorrect app authentication information: signature expired by time');
  }
}

function canonicalRequest(request: HttpRequest, signedHeaders: readonly string[], order: RepeatedValues): string {
  const { method, headers, body } = request;
  const headerLines = signedHeaders.map((name) => `${name}:${(headers[name] ?? '').trim()}\n`).join('');
  const unsigned = headers['x-sdk-content-sha256'] === 'UNSIGNED-PAYLOAD';
  const payload = unsigned ? 'UNSIGNED-PAYLOAD' : sha256(body);
  return [
    method,
    canonicalPath(request.path),
    canonicalQuery(request.query, order),
    headerLines,
    signedHeaders.join(';'),
    payload,
  ].join('\n');
}

/** Each segment encoded afresh, and a slash at the end, whether or not the request had one. */
function canonicalPath(path: string): string {
  const encoded = path.split('/').map((segment) => encode(decodeURIComponent(segment)));
  return encoded.at(-1) === '' ? encoded.join('/') : `${encoded.join('/')}/`;
}

function canonicalQuery(query: string, order: RepeatedValues): string {
  const pairs = [...new URLSearchParams(query)];
  const keyOf = { raw: (value: string) => value, encoded: encode, 'as-sent': () => '' }[order];
  pairs.sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(keyOf(valueA), keyOf(valueB)));
  return pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
}

const compare = (a: string, b: string): number => Number(a > b) - Number(a < b);

/** Everything but `A-Za-z0-9-_.~`, which is a little more than `encodeURIComponent` does. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
