import { audienceHeader } from './proof-audience.ts';

/** What is presented, and when it was signed, epoch milliseconds. */
type Proof = { url: string; signedAt: number };

/** Why something is no proof, in words. */
export type ProofProblem = { problem: string };

/** STS itself takes a signature for a quarter of an hour, whatever the request says. */
const longestValidMs = 5 * 60_000;
/** How far the clock of whoever signs may be ahead. */
const skewMs = 2 * 60_000;

/** All that the query has, each once: whatever else STS might understand never gets there. */
const parameters = new Map([
  ['Action', /^GetCallerIdentity$/],
  ['Version', /^2011-06-15$/],
  ['X-Amz-Algorithm', /^AWS4-HMAC-SHA256$/],
  ['X-Amz-Credential', /^[A-Z0-9]{3,128}\/\d{8}\/[a-z0-9-]{1,40}\/sts\/aws4_request$/],
  ['X-Amz-Date', /^\d{8}T\d{6}Z$/],
  ['X-Amz-Expires', /^[1-9]\d{0,3}$/],
  ['X-Amz-SignedHeaders', new RegExp(`^host;${audienceHeader}$`)],
  ['X-Amz-Signature', /^[0-9a-f]{64}$/],
  ['X-Amz-Security-Token', /^[A-Za-z0-9+/=]{1,8192}$/],
]);
const optional = new Set(['X-Amz-Security-Token']);

/**
 * Reads a presigned `GET` of `sts:GetCallerIdentity`. The address that is called is made anew from what was understood: neither
 * host nor path nor parameter comes from the caller.
 *
 * @param endpoint scheme and host of STS, which the request must be signed for
 * @param now epoch milliseconds
 * @returns the address to present, and when it was signed
 */
export function readProof(proof: string, endpoint: string, now: number): Proof | ProofProblem {
  const signed = URL.parse(proof);
  const sts = new URL(endpoint);
  if (!signed) return { problem: 'it is no address' };
  if (signed.origin !== sts.origin || signed.pathname !== '/' || signed.username || signed.password || signed.hash)
    return { problem: `it must be a request to ${sts.origin}/` };
  const query = [...signed.searchParams];
  const wrong = query.find(([name, value]) => !parameters.get(name)?.test(value));
  if (wrong) return { problem: `its parameter ${wrong[0].slice(0, 40)} is not what it must be` };
  const values = new Map(query);
  if (values.size < query.length) return { problem: 'it has a parameter twice' };
  const missing = [...parameters.keys()].find((name) => !values.has(name) && !optional.has(name));
  if (missing !== undefined) return { problem: `its parameter ${missing} is missing` };
  const signedAt = timeIn(values);
  return timeProblem(signedAt, values, now) ?? { url: `${sts.origin}/?${asQuery(query)}`, signedAt };
}

function timeIn(values: ReadonlyMap<string, string>): number {
  const date = values.get('X-Amz-Date') ?? '';
  return Date.parse(date.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'));
}

function timeProblem(signedAt: number, values: ReadonlyMap<string, string>, now: number): ProofProblem | undefined {
  const validMs = Math.min(Number(values.get('X-Amz-Expires')) * 1000, longestValidMs);
  if (Number.isNaN(signedAt)) return { problem: 'its time is none' };
  if (signedAt > now + skewMs) return { problem: 'its time is still to come; check the clock of this machine' };
  return now > signedAt + validMs ? { problem: 'its time is over; give the command again' } : undefined;
}

function asQuery(query: readonly [string, string][]): string {
  return query.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
}

/** As RFC 3986 has it, which is what signatures go by. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
