import { createHash, createHmac } from 'node:crypto';

export type SigningKey = { accessKey: string; secretKey: string; securityToken?: string };

export type SignedParts = { method: string; url: URL; body?: string; at: number; headers?: Record<string, string> };

/**
 * Signs one request the shortest way, for the simulator's tests alone: paths must need no encoding.
 * Checked against the published vectors in `signature.test.ts`.
 */
export function sign(
  key: SigningKey,
  { method, url, body = '', at, headers = {} }: SignedParts,
): Record<string, string> {
  const date = new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
  const token = key.securityToken === undefined ? {} : { 'x-security-token': key.securityToken };
  const signed: Record<string, string> = { host: url.host, 'x-sdk-date': date, ...token, ...headers };
  const names = Object.keys(signed).toSorted();
  const pairs = [...url.searchParams].toSorted(([a, b], [c, d]) => (a < c || (a === c && b < d) ? -1 : 1));
  const query = new URLSearchParams(pairs);
  const canonical = [
    method,
    url.pathname.endsWith('/') ? url.pathname : `${url.pathname}/`,
    query.toString().replaceAll('+', '%20').replaceAll('*', '%2A').replaceAll('%7E', '~'),
    ...names.map((name) => `${name}:${signed[name]}`),
    '',
    names.join(';'),
    sha256(body),
  ].join('\n');
  const signature = createHmac('sha256', key.secretKey)
    .update(`SDK-HMAC-SHA256\n${date}\n${sha256(canonical)}`)
    .digest('hex');
  const authorization = `SDK-HMAC-SHA256 Access=${key.accessKey}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  const { host: _, ...sent } = signed;
  return { ...sent, authorization };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
