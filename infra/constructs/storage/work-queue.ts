import { Duration, Stack } from 'aws-cdk-lib';
import { Queue, QueueEncryption, RedrivePermission } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DeadLetterQueue } from './dead-letter-queue.ts';

export type WorkQueueProps = {
  /** The consuming function's timeout. */
  consumerTimeout: Duration;
  /** How long a message stays hidden once it was delivered. @default six times the consumer's timeout, as Lambda advises */
  visibilityTimeout?: Duration;
  /** How often a message is delivered before it is a dead letter. @default WorkQueue.maxReceives */
  maxReceives?: number;
};

/** A queue of work for one function, with the dead-letter queue that only this queue may use. */
export class WorkQueue extends Construct {
  /** Unless a queue says otherwise. */
  static readonly maxReceives = 5;
  readonly queue: Queue;
  readonly deadLetterQueue: DeadLetterQueue;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    const { consumerTimeout, maxReceives = WorkQueue.maxReceives } = props;
    const { visibilityTimeout = Duration.seconds(6 * consumerTimeout.toSeconds()) } = props;
    const stack = Stack.of(this);
    // The two queues name each other, which CloudFormation cannot order; so one of them needs a name known beforehand.
    const queueName = `${stack.stackName}-${id}`;
    const source = Queue.fromQueueArn(this, 'Source', stack.formatArn({ service: 'sqs', resource: queueName }));
    this.deadLetterQueue = new DeadLetterQueue(this, 'DeadLetters', {
      redriveAllowPolicy: { redrivePermission: RedrivePermission.BY_QUEUE, sourceQueues: [source] },
    });
    this.queue = new Queue(this, 'Queue', {
      queueName,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      visibilityTimeout,
      // A dead letter's age counts from its first sending: four days here leave it ten days over there.
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: maxReceives },
    });
  }
}
