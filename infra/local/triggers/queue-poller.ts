import { setTimeout as delay } from 'node:timers/promises';
import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { LambdaFunction } from '../lambda/lambda-function.ts';
import { failedMessageIds, sqsEvent } from './sqs-event.ts';

export type QueuePollerOptions = {
  sqs: SQSClient;
  queueUrl: string;
  queueArn: string;
  target: LambdaFunction;
  batchSize: number;
  /** How long a batch is gathered after its first message. */
  windowMs: number;
  /** Batches in work at a time. */
  concurrency: number;
  reportsItemFailures: boolean;
};

const receiveLimit = 10;
const longPollSeconds = 20;
const pauseMs = 50;

/**
 * An event source mapping of a queue: gathers batches, invokes the function and deletes what it has done. What it has not
 * done comes back by the queue's visibility timeout and goes to the dead-letter queue by its redrive policy.
 */
export class QueuePoller {
  readonly #options: QueuePollerOptions;
  readonly #closing = new AbortController();
  readonly #working = new Set<Promise<void>>();
  readonly #done: Promise<void>;

  constructor(options: QueuePollerOptions) {
    this.#options = options;
    this.#done = this.#poll();
  }

  /** Takes no more messages and waits for the batches in work; end the function first. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#done;
    await Promise.all(this.#working);
  }

  async #poll(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      try {
        const batch = await this.#gather();
        if (batch.length === 0) continue;
        const work = this.#process(batch).finally(() => this.#working.delete(work));
        this.#working.add(work);
        if (this.#working.size >= this.#options.concurrency) await Promise.race(this.#working);
      } catch (error) {
        if (this.#closing.signal.aborted) return;
        this.#warn(error);
        await delay(1000);
      }
    }
  }

  async #gather(): Promise<Message[]> {
    const { batchSize, windowMs } = this.#options;
    const batch = await this.#receive(batchSize, longPollSeconds);
    const until = Date.now() + windowMs;
    while (batch.length > 0 && batch.length < batchSize && Date.now() < until) {
      const more = await this.#receive(batchSize - batch.length, 0);
      batch.push(...more);
      if (more.length === 0) await delay(pauseMs);
    }
    return batch;
  }

  async #receive(wanted: number, waitSeconds: number): Promise<Message[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: this.#options.queueUrl,
      MaxNumberOfMessages: Math.min(wanted, receiveLimit),
      WaitTimeSeconds: waitSeconds,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    const { Messages = [] } = await this.#options.sqs.send(command, { abortSignal: this.#closing.signal });
    return Messages;
  }

  async #process(batch: Message[]): Promise<void> {
    const { queueArn, target, reportsItemFailures } = this.#options;
    try {
      const { payload, functionError } = await target.invoke(JSON.stringify(sqsEvent(batch, queueArn)));
      if (functionError) return;
      const ids = new Set(batch.map(({ MessageId = '' }) => MessageId));
      const failed = reportsItemFailures ? failedMessageIds(payload, ids) : new Set<string>();
      await this.#delete(batch.filter(({ MessageId = '' }) => !failed.has(MessageId)));
    } catch (error) {
      // Throttled, or too large for one invocation: as with a handler's error, the messages come back.
      this.#warn(error);
    }
  }

  #warn(error: unknown): void {
    if (this.#closing.signal.aborted) return;
    process.emitWarning(`Event source ${this.#options.queueArn}: ${String(error)}`, 'LocalStack');
  }

  async #delete(messages: Message[]): Promise<void> {
    for (let start = 0; start < messages.length; start += receiveLimit) {
      const entries = messages.slice(start, start + receiveLimit).map(({ ReceiptHandle }, index) => {
        return { Id: String(index), ReceiptHandle };
      });
      await this.#options.sqs.send(
        new DeleteMessageBatchCommand({ QueueUrl: this.#options.queueUrl, Entries: entries }),
      );
    }
  }
}
