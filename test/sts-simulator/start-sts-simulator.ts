import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Whose an access key is. */
export type StsKey = { secret: string; arn: string; userId: string; sessionToken?: string };

/** What STS does wrong. */
type StsFault = 'redirect' | 'unavailable' | 'endless' | 'silent' | 'not-json';

/**
 * `sts:GetCallerIdentity` by presigned requests, as AWS documents Signature Version 4: everything that the query says is signed
 * is checked, against the secrets of the keys it is given. It knows no product's code.
 *
 * @param keys by access key id
 */
export async function startStsSimulator(keys: Readonly<Record<string, StsKey>>, now: () => number = Date.now) {
  const requests: { url: string; headers: IncomingMessage['headers'] }[] = [];
  const rules: { fault?: StsFault | undefined } = {};

  function answer(request: IncomingMessage, response: ServerResponse): void {
    requests.push({ url: request.url ?? '', headers: request.headers });
    if (rules.fault) return fail(rules.fault, response);
    const url = new URL(request.url ?? '', `http://${request.headers.host}`);
    const refused = whyRefused(request, url);
    if (refused) return send(response, 403, { Error: { Code: refused, Message: 'said in words', Type: 'Sender' } });
    const { arn, userId } = keyOf(url) as StsKey;
    const GetCallerIdentityResult = { Account: arn.split(':')[4], Arn: arn, UserId: userId };
    const ResponseMetadata = { RequestId: '00000000-0000-0000-0000-000000000000' };
    return send(response, 200, { GetCallerIdentityResponse: { GetCallerIdentityResult, ResponseMetadata } });
  }

  function keyOf({ searchParams }: URL): StsKey | undefined {
    return keys[searchParams.get('X-Amz-Credential')?.split('/')[0] ?? ''];
  }

  function whyRefused(request: IncomingMessage, url: URL): string | undefined {
    const key = keyOf(url);
    if (!key || (url.searchParams.get('X-Amz-Security-Token') ?? undefined) !== key.sessionToken)
      return 'InvalidClientTokenId';
    if (url.searchParams.get('Action') !== 'GetCallerIdentity') return 'AccessDenied';
    const given = Buffer.from(url.searchParams.get('X-Amz-Signature') ?? '', 'hex');
    const right = signatureOf(request, url, key.secret);
    if (given.length !== right.length || !timingSafeEqual(given, right)) return 'SignatureDoesNotMatch';
    const date = url.searchParams.get('X-Amz-Date') ?? '';
    const signedAt = Date.parse(date.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'));
    // As the service itself: a quarter of an hour, whatever X-Amz-Expires says.
    return Math.abs(now() - signedAt) > 15 * 60_000 ? 'SignatureDoesNotMatch' : undefined;
  }

  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    rules,
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function signatureOf({ method = '', headers }: IncomingMessage, url: URL, secret: string): Buffer {
  const [, date = '', region = '', service = '', end = ''] = (url.searchParams.get('X-Amz-Credential') ?? '').split(
    '/',
  );
  const query = [...url.searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .toSorted()
    .join('&');
  const signed = url.searchParams.get('X-Amz-SignedHeaders') ?? '';
  const canonicalHeaders = signed.split(';').map((name) => `${name}:${String(headers[name] ?? '').trim()}\n`);
  const canonical = [method, url.pathname, query, canonicalHeaders.join(''), signed, sha256('')].join('\n');
  const scope = [date, region, service, end].join('/');
  const text = ['AWS4-HMAC-SHA256', url.searchParams.get('X-Amz-Date'), scope, sha256(canonical)].join('\n');
  const key = [date, region, service, end].reduce<Buffer>(hmac, Buffer.from(`AWS4${secret}`));
  return hmac(key, text);
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function send(response: ServerResponse, status: number, content: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
}

function fail(fault: StsFault, response: ServerResponse): void {
  if (fault === 'silent') return;
  if (fault === 'redirect') return void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
  if (fault === 'unavailable') return send(response, 503, { Error: { Code: 'ServiceUnavailable' } });
  if (fault === 'not-json') return void response.writeHead(200).end('<html>');
  response.writeHead(200);
  response.end('x'.repeat(1024 * 1024));
}
