import type { SQSRecord } from 'aws-lambda';
import type { ExitsMessage } from '../shared/offboarding/notices/exits-message.ts';
import type { ParsedRecord } from '../shared/runtime/parse-batch.ts';

export type ExitsRecord = ParsedRecord<ExitsMessage>;

/**
 * Systems that send to the queue themselves need not know when it took the message, nor that IAM let them in. Nothing was
 * received after the queue had it: a time to come would pass for the run's `now` and make other people's dates look due.
 */
export function withDefaults(json: unknown, record: SQSRecord): unknown {
  if (!isObject(json) || json['type'] !== 'notice' || !isObject(json['notice'])) return json;
  const queuedAt = new Date(Number(record.attributes.SentTimestamp)).toISOString();
  const defaults = { source: 'queue', eventId: record.messageId, sentAt: queuedAt, receivedAt: queuedAt, trust: 'iam' };
  const notice = { ...defaults, ...json['notice'] };
  const isToCome = Date.parse(notice.receivedAt) > Date.parse(queuedAt);
  return { ...json, notice: isToCome ? { ...notice, receivedAt: queuedAt } : notice };
}

/**
 * The run's one `now`, ISO 8601 UTC: this machine's clock, unless a message carries a later reading. Senders' clocks
 * differ by moments, and what they found due must not look early here. No later than SQS took the message: a time to come
 * would make other people's dates look due.
 */
export function latestTime(records: readonly ExitsRecord[], clockNow: number): string {
  const carried = records.map(({ record, message }) => {
    const said = Date.parse(message.type === 'notice' ? message.notice.receivedAt : message.now);
    return Math.min(said, Number(record.attributes.SentTimestamp));
  });
  return new Date(Math.max(clockNow, ...carried)).toISOString();
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
