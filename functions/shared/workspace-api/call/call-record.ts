import type { Answered } from './answered.ts';
import type { ErrorKind } from './errors.ts';

/** One HTTP attempt, for metrics and evidence. */
export type CallRecord = {
  operation: string;
  method: string;
  /** Epoch ms. */
  at: number;
  ms: number;
  /** From 1. */
  attempt: number;
  outcome: 'ok' | ErrorKind;
  status?: number;
  code?: string;
  requestId?: string;
};

export function recordOf(
  { name, method }: { name: string; method: string },
  at: number,
  attempt: number,
  answered: Answered<unknown>,
): CallRecord {
  const { ok } = answered;
  const record: CallRecord = { operation: name, method, at, ms: answered.at - at, attempt, outcome: 'ok' };
  if (!ok) record.outcome = answered.error.kind;
  const status = ok ? answered.status : answered.error.httpStatus;
  const code = ok ? undefined : answered.error.code;
  const { requestId } = ok ? answered : answered.error;
  if (status !== undefined) record.status = status;
  if (code !== undefined) record.code = code;
  if (requestId !== undefined) record.requestId = requestId;
  return record;
}
