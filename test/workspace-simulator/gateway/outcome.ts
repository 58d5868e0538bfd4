import type { Reply } from './operation.ts';
import { type Refusal, refusalBody } from './refusal.ts';

/** What goes back over the wire: an answer, late perhaps, or a reset connection. */
export type Outcome = {
  reset?: true;
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
  errorCode?: string;
  delayMs?: number;
};

const json = { 'content-type': 'application/json' };

export function answer(reply: Reply): Outcome {
  if (reply.body === undefined) return { status: reply.status, headers: reply.headers ?? {}, body: '' };
  return { status: reply.status, headers: { ...json, ...reply.headers }, body: JSON.stringify(reply.body) };
}

export function refuse(refusal: Refusal, requestId: string): Outcome {
  const { status, code, retryAfterSeconds } = refusal;
  const retryAfter = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  return { status, headers: { ...json, ...retryAfter }, body: refusalBody(refusal, requestId), errorCode: code };
}
