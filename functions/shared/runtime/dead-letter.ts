import type { SQSRecord } from 'aws-lambda';
import { logger } from './logger.ts';
import type { Queue } from './queue.ts';

/** Why a message can never be processed, in words a person can act on. */
export type Rejection = { record: SQSRecord; reason: string };

/**
 * Puts messages that no retry can mend on the dead-letter queue at once, as they came, with the reason beside them.
 * SQS's own redrive would bring them there too, but five deliveries later and without a word of why.
 */
export async function sendToDeadLetters(queue: Queue, rejections: readonly Rejection[]): Promise<void> {
  for (const { record, reason } of rejections) logger.error('To dead letters', { messageId: record.messageId, reason });
  await queue.send(
    rejections.map(({ record, reason }) => ({
      body: record.body,
      attributes: {
        DeadLetterReason: asAttribute(reason),
        OriginalMessageId: record.messageId,
        OriginalQueueArn: record.eventSourceARN,
      },
    })),
  );
}

/** What SQS refuses in a message: most control characters, halves of characters, and two that are none. */
const forbidden = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** A reason may quote the sender's own field names. A send that SQS refuses for one would fail the whole batch. */
export function asAttribute(reason: string): string {
  return reason.slice(0, 1024).replace(forbidden, '\u{FFFD}');
}
