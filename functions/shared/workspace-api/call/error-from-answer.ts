import { BUSY_CODES, NOT_FOUND_CODES } from '../assumptions.ts';
import { adviceFor } from './advice.ts';
import { type ErrorKind, safeText, WorkspaceError } from './errors.ts';
import type { HttpAnswer } from './transport.ts';

type ErrorBody = { code?: string; message?: string; requestId?: string };

/**
 * An answer that is not a success, as an error. Understands the service's body (`error_code`, `error_msg`), the
 * gateway's (with `request_id`), camelCase, nested `error` objects, HTML and nothing at all.
 *
 * @param now epoch ms, to turn a Retry-After date into a wait
 */
export function errorFromAnswer(
  { name: operation, whenRefused }: { name: string; whenRefused?: string },
  answer: HttpAnswer,
  now: number,
): WorkspaceError {
  const body = readErrorBody(answer.body);
  const code = body.code ?? `Http.${answer.status}`;
  const kind = classify(answer.status, code);
  const said = body.message ? `: ${safeText(body.message)}` : '';
  const refused = kind === 'unauthenticated' || kind === 'denied' || kind === 'rejected';
  const advice = (refused && whenRefused) || adviceFor(kind, code, skewOf(answer, now));
  return new WorkspaceError({
    kind,
    code,
    operation,
    message: `${operation} failed with ${code} (HTTP ${answer.status})${said}${advice ? `${/[.!?…]$/.test(said) ? '' : '.'} ${advice}` : ''}`,
    retryable: retryableKinds.has(kind),
    // A 4xx was refused before anything was done; 408 and 5xx may come after the work.
    applied: kind === 'unavailable' ? 'unknown' : 'no',
    httpStatus: answer.status,
    requestId: requestIdOf(answer) ?? body.requestId,
    retryAfterMs: retryAfterOf(answer, now),
  });
}

export const retryableKinds: ReadonlySet<ErrorKind> = new Set(['throttled', 'conflict', 'unavailable']);

const kindsByCode: ReadonlyMap<string, ErrorKind> = new Map([
  ['APIGW.0308', 'throttled'],
  ['APIGW.0301', 'unauthenticated'],
  ['APIGW.0303', 'unauthenticated'],
  ['APIGW.0307', 'unauthenticated'],
  ['APIGW.0302', 'denied'],
  ['APIGW.0306', 'denied'],
  ['APIGW.0802', 'denied'],
  ['APIGW.0101', 'rejected'],
  ['APIGW.0613', 'unavailable'],
  ['WKS.00010099', 'denied'],
]);

/** By code first, because the service answers "not found" with 400 and 500 too; by status where the code says nothing. */
export function classify(status: number, code: string): ErrorKind {
  const known = kindsByCode.get(code.replace(/^APIG\./, 'APIGW.'));
  if (known) return known;
  if (NOT_FOUND_CODES.has(code)) return 'not-found';
  if (BUSY_CODES.has(code)) return 'conflict';
  switch (status) {
    case 401:
      return 'unauthenticated';
    case 403:
      return 'denied';
    case 404:
      return 'not-found';
    case 409:
      return 'conflict';
    case 429:
      return 'throttled';
    case 408:
      return 'unavailable';
    default:
      return status >= 500 ? 'unavailable' : 'rejected';
  }
}

function readErrorBody(text: string): ErrorBody {
  const body = parseObject(text);
  return body ? errorBodyIn(body) : {};
}

/** The error a parsed body tells of; nothing in it when it tells of none. */
export function errorBodyIn(body: Record<string, unknown>): ErrorBody {
  const nested = isObject(body['error']) ? body['error'] : {};
  const pick = (...names: string[]) => firstText(body, names) ?? firstText(nested, names);
  const found: ErrorBody = {};
  const code = pick('error_code', 'errorCode', 'code');
  const message = pick('error_msg', 'errorMsg', 'message');
  const requestId = pick('request_id', 'requestId');
  if (code !== undefined) found.code = safeText(code).slice(0, 64);
  if (message !== undefined) found.message = message;
  if (requestId !== undefined) found.requestId = requestId;
  return found;
}

export function requestIdOf(answer: HttpAnswer): string | undefined {
  return headerOf(answer, 'x-request-id');
}

function retryAfterOf(answer: HttpAnswer, now: number): number | undefined {
  const value = headerOf(answer, 'retry-after');
  if (!value) return undefined;
  // A date is one of the server's clock, from which ours may differ.
  const serverNow = now + (skewOf(answer, now) ?? 0);
  const seconds = /^\d+(\.\d+)?$/.test(value) ? Number(value) : (Date.parse(value) - serverNow) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds * 1000) : undefined;
}

/** How far the server's clock is ahead of ours, in ms, where it says. */
function skewOf(answer: HttpAnswer, now: number): number | undefined {
  const skew = Date.parse(headerOf(answer, 'date') ?? '') - now;
  return Number.isFinite(skew) ? skew : undefined;
}

function headerOf(answer: HttpAnswer, name: string): string | undefined {
  const value = answer.headers[name];
  return typeof value === 'string' ? value : value?.[0];
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function firstText(body: Record<string, unknown>, names: string[]): string | undefined {
  for (const name of names) {
    const value = body[name];
    if (typeof value === 'string' && value !== '') return value;
    if (typeof value === 'number') return String(value);
  }
  return undefined;
}
