import { Validations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { HandlerFunction } from '../functions/handler-function.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import type { WorkQueue } from './work-queue.ts';

export type RejectedNoticesProps = {
  /** What tells subscribers. */
  outcomes: WorkQueue;
};

/** Where every door keeps what it refuses or loses although its sender is believed, and how it tells of it. */
export class RejectedNotices extends Construct {
  readonly deadLetterQueue: DeadLetterQueue;
  /** What a function must know to report. */
  readonly environment: Readonly<Record<string, string>>;
  readonly #outcomes: WorkQueue;

  constructor(scope: Construct, id: string, { outcomes }: RejectedNoticesProps) {
    super(scope, id);
    this.#outcomes = outcomes;
    this.deadLetterQueue = new DeadLetterQueue(this, 'DeadLetters');
    Validations.of(this.deadLetterQueue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'This is a dead-letter queue; what is in it was never in another queue.',
    });
    this.environment = {
      OUTCOMES_QUEUE_URL: outcomes.queue.queueUrl,
      REJECTED_NOTICES_QUEUE_URL: this.deadLetterQueue.queueUrl,
    };
  }

  grantReporting(door: HandlerFunction): void {
    this.deadLetterQueue.grantSendMessages(door);
    this.#outcomes.queue.grantSendMessages(door);
  }
}
