import { createHmac, hash } from 'node:crypto';
import type { KeyCredentials } from './credentials.ts';

export type RequestToSign = {
  method: string;
  /** The path as sent, each segment percent-encoded, without the query. */
  path: string;
  /** The query as sent, from `encodeQuery`; '' for none. */
  query: string;
  /** Headers the signature is to cover, `host` among them. Names with an underscore are sent but never covered. */
  headers: Readonly<Record<string, string>>;
  /** The exact bytes sent, as text; '' for none. */
  body: string;
};

const algorithm = 'SDK-HMAC-SHA256';
const emptyBodyHash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/**
 * Signs a request with an access key the way Huawei Cloud's API gateway checks it (SDK-HMAC-SHA256).
 *
 * @param now epoch ms; the gateway refuses a request that is more than 15 minutes off
 * @returns the request's headers plus `X-Sdk-Date`, `Authorization` and, for temporary keys, `X-Security-Token`
 * @see https://support.huaweicloud.com/intl/en-us/devg-apisign/api-sign-algorithm.html
 */
export function signRequest(request: RequestToSign, credentials: KeyCredentials, now: number): Record<string, string> {
  const date = sdkDate(now);
  const headers: Record<string, string> = { ...request.headers, 'X-Sdk-Date': date };
  if (credentials.securityToken !== undefined) headers['X-Security-Token'] = credentials.securityToken;

  const { canonicalHeaders, signedHeaders } = canonicalize(headers);
  const path = request.path.endsWith('/') ? request.path : `${request.path}/`;
  const bodyHash = request.body === '' ? emptyBodyHash : hash('sha256', request.body, 'hex');
  const canonicalRequest = `${request.method}\n${path}\n${request.query}\n${canonicalHeaders}\n${signedHeaders}\n${bodyHash}`;
  const stringToSign = `${algorithm}\n${date}\n${hash('sha256', canonicalRequest, 'hex')}`;
  const signature = createHmac('sha256', credentials.secretKey).update(stringToSign).digest('hex');

  headers['Authorization'] =
    `${algorithm} Access=${credentials.accessKey}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
  return headers;
}

function canonicalize(headers: Readonly<Record<string, string>>) {
  const values = new Map<string, string>();
  for (const name of Object.keys(headers)) {
    if (!name.includes('_')) values.set(name.toLowerCase(), headers[name]?.trim() ?? '');
  }
  const names = [...values.keys()].toSorted();
  let canonicalHeaders = '';
  for (const name of names) canonicalHeaders += `${name}:${values.get(name)}\n`;
  return { canonicalHeaders, signedHeaders: names.join(';') };
}

/** 1591583940000 → '20200608T023900Z' */
function sdkDate(now: number): string {
  const iso = new Date(now).toISOString();
  return `${iso.slice(0, 4)}${iso.slice(5, 7)}${iso.slice(8, 13)}${iso.slice(14, 16)}${iso.slice(17, 19)}Z`;
}
