import { type Duration, Stack, Validations } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Schedule, type ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import type { HandlerFunction } from '../functions/handler-function.ts';
import { DeadLetterQueue } from '../storage/dead-letter-queue.ts';

export type ScheduledInvocationProps = {
  target: HandlerFunction;
  description: string;
  schedule: ScheduleExpression;
  /** @default true */
  enabled?: boolean;
  /** How often a failed delivery, and a failed run, is tried again; 0 to 2. */
  retryAttempts: number;
  /** After this a delivery or a retry is no longer worth while. */
  maxEventAge: Duration;
};

/**
 * Runs a function on a schedule. Scheduler invokes asynchronously and considers an accepted event done, so its
 * dead-letter queue alone would never see a run that failed: the function's failures go to the same queue.
 */
export class ScheduledInvocation extends Construct {
  readonly scheduleName: string;
  readonly deadLetterQueue: DeadLetterQueue;

  constructor(scope: Construct, id: string, props: ScheduledInvocationProps) {
    super(scope, id);
    const { target, retryAttempts, maxEventAge, ...options } = props;
    this.deadLetterQueue = new DeadLetterQueue(this, 'DeadLetters');
    Validations.of(this.deadLetterQueue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'This is the dead-letter queue of a schedule and of the function that it invokes.',
    });
    target.function.configureAsyncInvoke({
      onFailure: new SqsDestination(this.deadLetterQueue),
      retryAttempts,
      maxEventAge,
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    target.function.grantInvokeLatestVersion(role);
    this.deadLetterQueue.grantSendMessages(role);
    const schedule = new Schedule(this, 'Schedule', {
      ...options,
      target: new LambdaInvoke(target.function, {
        // The target would add every version and alias of the function, by a wildcard.
        role: role.withoutPolicyUpdates(),
        deadLetterQueue: this.deadLetterQueue,
        retryAttempts,
        maxEventAge,
      }),
    });
    this.scheduleName = schedule.scheduleName;
  }
}
