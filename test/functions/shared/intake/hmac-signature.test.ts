import { createHmac, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type HmacRule, isSignedWith } from '../../../../functions/shared/intake/hmac-signature.ts';
import type { SourceRequest } from '../../../../functions/shared/intake/source.ts';
import { isToken } from '../../../../functions/shared/intake/static-token.ts';

const key = randomBytes(32);
const body = Buffer.from('{"who":"Zoë"}');
const now = Date.parse('2026-11-20T10:00:00Z');

function request(headers: SourceRequest['headers']): SourceRequest {
  return { method: 'POST', headers, query: {}, body, now };
}

const digestOf = (algorithm: string, ...pieces: (string | Buffer)[]) =>
  createHmac(algorithm, key)
    .update(Buffer.concat(pieces.map((piece) => Buffer.from(piece))))
    .digest();

const postBodyAndTime = ({ headers, body: bytes }: SourceRequest) => ['POST', bytes, headers['x-sent'] ?? ''];
const milliseconds = (text: string) => (/^\d+$/.test(text) ? Number(text) : undefined);
const sentAt = (sent: number | string) =>
  request({ 'x-signature': digestOf('sha256', body).toString('hex'), 'x-sent': String(sent) });

describe.each(['sha256', 'sha512'] as const)('a signature by %s', (algorithm) => {
  test.each(['hex', 'base64', 'base64url'] as const)('fits its bytes and its key alone, written in %s', (encoding) => {
    const rule: HmacRule = { header: 'x-signature', algorithm, encoding };
    const signature = digestOf(algorithm, body).toString(encoding);
    expect(isSignedWith(key, request({ 'x-signature': signature }), rule)).toBe(true);
    expect(isSignedWith(randomBytes(32), request({ 'x-signature': signature }), rule)).toBe(false);
    expect(isSignedWith(key, { ...request({ 'x-signature': signature }), body: Buffer.from('{}') }, rule)).toBe(false);
  });
});

describe('a signature', () => {
  const rule: HmacRule = { header: 'x-signature', algorithm: 'sha256', encoding: 'hex' };
  const signature = digestOf('sha256', body).toString('hex');

  test('may be in capitals where it is hexadecimal', () => {
    expect(isSignedWith(key, request({ 'x-signature': signature.toUpperCase() }), rule)).toBe(true);
  });

  test('may have the padding of base64, or none', () => {
    const encoded = digestOf('sha256', body).toString('base64url');
    for (const each of [encoded, `${encoded}=`]) {
      expect(isSignedWith(key, request({ 'x-signature': each }), { ...rule, encoding: 'base64url' })).toBe(true);
    }
  });

  test('may have its prefix, or none, but no other', () => {
    const prefixed: HmacRule = { ...rule, prefix: 'sha256=' };
    expect(isSignedWith(key, request({ 'x-signature': `sha256=${signature}` }), prefixed)).toBe(true);
    expect(isSignedWith(key, request({ 'x-signature': signature }), prefixed)).toBe(true);
    expect(isSignedWith(key, request({ 'x-signature': `sha1=${signature}` }), prefixed)).toBe(false);
  });

  test.each([signature.slice(0, -2), `${signature}00`, signature.slice(0, -1), `${signature} `, 'ü'.repeat(64), '='])(
    'fits no key when it is %j',
    (given) => {
      expect(isSignedWith(key, request({ 'x-signature': given }), rule)).toBe(false);
    },
  );

  test('is over what the sender signs, piece by piece', () => {
    const headers = { 'x-sent': '7', 'x-signature': digestOf('sha256', 'POST', body, '7').toString('hex') };
    expect(isSignedWith(key, request(headers), { ...rule, message: postBodyAndTime })).toBe(true);
    expect(isSignedWith(key, request({ ...headers, 'x-sent': '8' }), { ...rule, message: postBodyAndTime })).toBe(
      false,
    );
  });

  test.each([{}, { 'x-signature': '' }])('is asked for by name where there is none: %j', (headers) => {
    expect(() => isSignedWith(key, request(headers), rule)).toThrow(
      expect.objectContaining({ status: 401, code: 'not-signed', message: expect.stringContaining('x-signature') }),
    );
  });
});

describe('a timestamp', () => {
  const rule: HmacRule = {
    header: 'x-signature',
    algorithm: 'sha256',
    encoding: 'hex',
    timestamp: { header: 'x-sent', parse: milliseconds, oldestMs: 60_000, aheadMs: 10_000 },
  };

  test.each([now - 60_000, now, now + 10_000])('of %i is taken', (sent) => {
    expect(isSignedWith(key, sentAt(sent), rule)).toBe(true);
  });

  test.each([now - 60_001, now + 10_001])('of %i is stale', (sent) => {
    expect(() => isSignedWith(key, sentAt(sent), rule)).toThrow(
      expect.objectContaining({ status: 401, code: 'stale-timestamp' }),
    );
  });

  test.each(['', 'yesterday'])('of %j is none', (sent) => {
    expect(() => isSignedWith(key, sentAt(sent), rule)).toThrow(
      expect.objectContaining({ status: 401, code: 'not-signed' }),
    );
  });
});

test('a token is ours letter by letter, and nothing is none', () => {
  const token = randomBytes(24).toString('hex');
  expect(isToken(token, token)).toBe(true);
  for (const given of [undefined, '', token.slice(1), `${token}0`, token.toUpperCase()]) {
    expect(isToken(given, token)).toBe(false);
  }
  expect(isToken('', '')).toBe(false);
});
