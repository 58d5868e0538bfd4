import { hash } from 'node:crypto';
import type { KeyCredentials } from '../credentials/credentials.ts';
import { hmacSha256 } from './hmac-sha256.ts';

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

  const { names, signedHeaders } = coverageOf(headers);
  let canonicalHeaders = '';
  for (const { lower, name } of names) canonicalHeaders += `${lower}:${headers[name]?.trim()}\n`;
  const path = request.path.endsWith('/') ? request.path : `${request.path}/`;
  const bodyHash = request.body === '' ? emptyBodyHash : hash('sha256', request.body, 'hex');
  const canonicalRequest = `${request.method}\n${path}\n${request.query}\n${canonicalHeaders}\n${signedHeaders}\n${bodyHash}`;
  const signature = signerFor(credentials)(`${algorithm}\n${date}\n${hash('sha256', canonicalRequest, 'hex')}`);

  headers['Authorization'] =
    `${algorithm} Access=${credentials.accessKey}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
  return headers;
}

type Coverage = {
  spellings: readonly string[];
  /** In lower case, sorted, each with the header's own spelling. */
  names: readonly { lower: string; name: string }[];
  signedHeaders: string;
};

// A client sends a handful of combinations of headers: what is signed of each, and in which order, is found once.
const coverages: Coverage[] = [];
const mostCoverages = 8;

function coverageOf(headers: Readonly<Record<string, string>>): Coverage {
  const spellings = Object.keys(headers);
  const known = coverages.find((coverage) => isSame(coverage.spellings, spellings));
  if (known) return known;
  const names = spellings
    .filter((name) => !name.includes('_'))
    .map((name) => ({ lower: name.toLowerCase(), name }))
    .toSorted((a, b) => (a.lower < b.lower ? -1 : 1));
  const coverage = { spellings, names, signedHeaders: names.map(({ lower }) => lower).join(';') };
  coverages.unshift(coverage);
  coverages.length = Math.min(coverages.length, mostCoverages);
  return coverage;
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

/** "SDK-HMAC-SHA256", the date and a hash, on a line each. */
const stringToSignBytes = algorithm.length + 1 + '20200608T023900Z'.length + 1 + emptyBodyHash.length;
const signers = new WeakMap<KeyCredentials, (stringToSign: string) => string>();

function signerFor(credentials: KeyCredentials) {
  let signer = signers.get(credentials);
  if (!signer) {
    signer = hmacSha256(credentials.secretKey, stringToSignBytes);
    signers.set(credentials, signer);
  }
  return signer;
}

let lastSecond = Number.NaN;
let lastDate = '';

/** 1591583940000 → '20200608T023900Z', worked out once a second. */
function sdkDate(now: number): string {
  const second = Math.floor(now / 1_000);
  if (second !== lastSecond) {
    lastDate = new Date(now).toISOString().replace(/[:-]|\.\d+/g, '');
    lastSecond = second;
  }
  return lastDate;
}
