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
        DeadLetterReason: reason.slice(0, 1024),
        OriginalMessageId: record.messageId,
        OriginalQueueArn: record.eventSourceARN,
      },
    })),
  );
}
