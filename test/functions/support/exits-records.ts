import type { SQSRecord } from 'aws-lambda';
import type { ExitsRecord } from '../../../functions/offboard/exits-record.ts';
import type { ExitNotice } from '../../../functions/shared/offboarding/notices/exit-notice.ts';
import { ten } from './samples.ts';

/** A message as SQS delivers it. */
export function sqsRecord(body: unknown, given: { messageId?: string; sentAt?: string } = {}): SQSRecord {
  const { messageId = 'message-1', sentAt = ten } = given;
  const sent = String(Date.parse(sentAt));
  return {
    messageId,
    receiptHandle: 'receipt',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: sent,
      SenderId: 'sender',
      ApproximateFirstReceiveTimestamp: sent,
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-west-1:111122223333:exits',
    awsRegion: 'eu-west-1',
  };
}

/** A notice in a message of the same id as the event. */
export function noticeRecord(notice: ExitNotice): ExitsRecord {
  const message = { type: 'notice' as const, notice };
  return { record: sqsRecord(message, { messageId: notice.eventId, sentAt: notice.receivedAt }), message };
}

export function driftRecord(caseId: string, userName: string, now: string = ten): ExitsRecord {
  const message = { type: 'drift' as const, caseId, userName, now };
  return { record: sqsRecord(message, { messageId: `drift-${caseId}`, sentAt: now }), message };
}

export function wakeRecord(caseId: string, now: string = ten): ExitsRecord {
  const message = { type: 'wake' as const, caseId, now };
  return { record: sqsRecord(message, { messageId: `wake-${caseId}`, sentAt: now }), message };
}
