import { Duration, Stack } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Construct } from 'constructs';
import { type Announcements, eventSource } from '../edge/announcements.ts';
import type { EvidenceBucket } from '../storage/evidence-bucket.ts';
import type { Ledger } from '../storage/ledger.ts';
import { WorkQueue } from '../storage/work-queue.ts';
import { type CommonFunctionProps, HandlerFunction } from './handler-function.ts';

export type PublishOutcomesFunctionProps = CommonFunctionProps & {
  outcomes: WorkQueue;
  ledger: Ledger;
  evidence: EvidenceBucket;
  announcements: Announcements;
};

/** Writes the evidence of cases that have ended, and tells subscribers what has become of cases. */
export class PublishOutcomesFunction extends HandlerFunction {
  static readonly timeout = Duration.seconds(30);

  constructor(scope: Construct, id: string, props: PublishOutcomesFunctionProps) {
    const { config, outcomes, ledger, evidence, announcements } = props;
    const { stackName, region } = Stack.of(scope);
    super(scope, id, {
      config,
      name: 'publish-outcomes',
      description: 'Writes the evidence of cases that have ended, and tells subscribers.',
      timeout: PublishOutcomesFunction.timeout,
      environment: {
        LEDGER_TABLE: ledger.tableName,
        EVIDENCE_BUCKET: evidence.bucketName,
        ANNOUNCEMENTS_TOPIC_ARN: announcements.topicArn,
        EVENT_SOURCE: eventSource,
        // What subscribers are told to run, they run against this stack.
        OPERATOR_COMMAND: `npm run operator -- --stack ${stackName} --region ${region}`,
        OUTCOMES_DEAD_LETTER_QUEUE_URL: outcomes.deadLetterQueue.queueUrl,
        OUTCOMES_MAX_RECEIVES: String(WorkQueue.maxReceives),
      },
    });
    ledger.grantLoading(this);
    evidence.grantWriting(this);
    announcements.grantTelling(this);
    // What can never be told is moved on at once, with the reason.
    outcomes.deadLetterQueue.grantSendMessages(this);
    this.function.addEventSource(
      // Ten are what SNS and EventBridge take in one call.
      new SqsEventSource(outcomes.queue, { batchSize: 10, maxConcurrency: 2, reportBatchItemFailures: true }),
    );
  }
}
