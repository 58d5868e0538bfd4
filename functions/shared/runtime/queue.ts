import { SendMessageBatchCommand, type SendMessageBatchRequestEntry, type SQSClient } from '@aws-sdk/client-sqs';
import { inParallel } from './in-parallel.ts';

/** SQS's own limits on one SendMessageBatch. */
const entriesPerBatch = 10;
const bytesPerBatch = 1_048_576;

/** A sender that tells of many people at once waits for a second or three, until all are queued. */
const batchesAtOnce = 10;

/**
 * SQS took some messages and refused others, or could not be reached.
 *
 * @internal for the queue of the simulation
 */
export class QueueSendError extends Error {
  override readonly name = 'QueueSendError';
  readonly retryable = true;
}

export type QueueMessage = {
  /** Sent as JSON; a string is sent as it is. */
  body: unknown;
  /** String message attributes, readable without opening the body. */
  attributes?: Record<string, string>;
};

export type Queue = { send(messages: readonly QueueMessage[]): Promise<void> };

/** A queue to send to. Sending either takes every message or throws; what it took before stays taken. */
export function createQueue(sqs: SQSClient, url: string): Queue {
  return {
    async send(messages) {
      await inParallel([...batches(messages.map(toEntry))], batchesAtOnce, async (entries) => {
        const answer = await sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: entries }));
        const failed = answer.Failed ?? [];
        if (failed.length > 0) {
          throw new QueueSendError(`SQS refused ${failed.length} of ${entries.length} messages: ${failed[0]?.Code}`);
        }
      });
    },
  };
}

function toEntry({ body, attributes = {} }: QueueMessage, index: number): SendMessageBatchRequestEntry {
  return {
    Id: String(index),
    MessageBody: typeof body === 'string' ? body : asciiJson(body),
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
    ),
  };
}

/** SQS takes no text with characters that XML lacks, and JSON can say all of them in ASCII. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[\u007f-\uffff]/g, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

function* batches(entries: SendMessageBatchRequestEntry[]): Generator<SendMessageBatchRequestEntry[]> {
  let batch: SendMessageBatchRequestEntry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = Buffer.byteLength(JSON.stringify(entry));
    if (batch.length === entriesPerBatch || (batch.length > 0 && bytes + size > bytesPerBatch)) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(entry);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
