import type { SQSRecord } from 'aws-lambda';
import type { ExitsMessage } from '../shared/offboarding/exits-message.ts';
import type { ParsedRecord } from '../shared/runtime/parse-batch.ts';

export type ExitsRecord = ParsedRecord<ExitsMessage>;

/** Systems that send to the queue themselves need not know when it took the message, nor that IAM let them in. */
export function withDefaults(json: unknown, record: SQSRecord): unknown {
  if (!isObject(json) || json['type'] !== 'notice' || !isObject(json['notice'])) return json;
  const receivedAt = new Date(Number(record.attributes.SentTimestamp)).toISOString();
  const defaults = { source: 'queue', eventId: record.messageId, sentAt: receivedAt, receivedAt, trust: 'iam' };
  return { ...json, notice: { ...defaults, ...json['notice'] } };
}

/**
 * The run's one `now`, ISO 8601 UTC: this machine's clock, unless a message carries a later reading. Senders' clocks
 * differ by moments, and what they found due must not look early here.
 */
export function latestTime(records: readonly ExitsRecord[], clockNow: number): string {
  const carried = records.map(({ message }) =>
    Date.parse(message.type === 'wake' ? message.now : message.notice.receivedAt),
  );
  return new Date(Math.max(clockNow, ...carried)).toISOString();
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
