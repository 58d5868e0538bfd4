import { Duration, Stack } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  type Metric,
  type MetricOptions,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { FilterPattern } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { sourceRefused } from '../../../functions/shared/intake/check-secrets.ts';
import { noticeRejected } from '../../../functions/shared/intake/create-rejection-report.ts';
import type { OffboardingConfig } from '../../config.ts';
import type { HandlerFunction } from '../functions/handler-function.ts';
import type { DeadLetterQueue } from '../storage/dead-letter-queue.ts';
import type { WorkQueue } from '../storage/work-queue.ts';

export type AlarmsProps = {
  config: Pick<OffboardingConfig, 'notifications'>;
  /** By the name of what writes to them. Not of what is made good for a minute later. */
  deadLetterQueues: Readonly<Record<string, DeadLetterQueue>>;
  workQueues: Readonly<Record<string, WorkQueue>>;
  /** What runs every minute and wakes every case. */
  clock: HandlerFunction;
  api: HttpApi;
  /** The functions with doors that have a secret each. */
  doorkeepers: Readonly<Record<string, HandlerFunction>>;
  /** Every function through which notices come in. */
  doors: Readonly<Record<string, HandlerFunction>>;
};

type Watch = Omit<AlarmProps, 'metric' | 'evaluationPeriods'> & { metric: (options: MetricOptions) => Metric };

const PERIOD = Duration.minutes(5);

/** A message is tried again after twelve minutes; by then the second try is over as well. */
const LONGEST_WAIT = Duration.minutes(30);

/**
 * What nobody would see otherwise: work that was given up, stands still, or was turned away. What becomes of a case,
 * a missed deadline included, is told by the announcements.
 */
export class Alarms extends Construct {
  readonly topicArn: string;
  readonly #action: SnsAction;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const topic = this.#openTopic(props.config.notifications.emails);
    this.topicArn = topic.topicArn;
    this.#action = new SnsAction(topic);

    for (const [name, queue] of Object.entries(props.deadLetterQueues)) this.#watchDeadLetters(name, queue);
    this.#watch('ClockErrors', {
      alarmDescription: 'Waking cases has failed several times in five minutes. See the log of wake-due-cases.',
      metric: (options) => props.clock.function.metricErrors(options),
      threshold: 3,
    });
    for (const [name, queue] of Object.entries(props.workQueues)) this.#watchWaiting(name, queue);
    for (const [name, doorkeeper] of Object.entries(props.doorkeepers)) this.#watchSecrets(name, doorkeeper);
    for (const [name, door] of Object.entries(props.doors)) this.#watchRejections(name, door);
    this.#watch('Clock', {
      alarmDescription: 'No case has been woken for a quarter of an hour: what was planned for now does not happen.',
      metric: (options) => props.clock.function.metricInvocations({ ...options, period: Duration.minutes(15) }),
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: 1,
      treatMissingData: TreatMissingData.BREACHING,
    });
    this.#watch('Api', {
      alarmDescription: 'An HR system was answered 5xx, and told to send again. See the log of hr-webhook, or of scim.',
      metric: (options) => props.api.metricServerError(options),
      threshold: 1,
    });
  }

  /** Not encrypted, since CloudWatch may not use the key that AWS keeps for SNS; an alarm says nothing of anybody. */
  #openTopic(emails: readonly string[]): Topic {
    const topic = new Topic(this, 'Topic', { enforceSSL: true });
    for (const address of emails) topic.addSubscription(new EmailSubscription(address));
    // The policy that asks for TLS takes the place of the one by which the account's alarms may publish.
    const inThisAccount = { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } };
    topic.grantPublish(new ServicePrincipal('cloudwatch.amazonaws.com', { conditions: inThisAccount }));
    return topic;
  }

  #watchDeadLetters(name: string, queue: DeadLetterQueue): void {
    this.#watch(`DeadLetters${name}`, {
      alarmDescription: `${name} has given up on something. It is in the dead-letter queue; the alarm stays until that is empty.`,
      metric: (options) => queue.metricApproximateNumberOfMessagesVisible({ ...options, statistic: Stats.MAXIMUM }),
      threshold: 1,
    });
  }

  #watchWaiting(name: string, { queue }: WorkQueue): void {
    this.#watch(`Waiting${name}`, {
      alarmDescription: `A message in the ${name} queue has waited for more than ${LONGEST_WAIT.toMinutes()} minutes.`,
      metric: (options) => queue.metricApproximateAgeOfOldestMessage({ ...options, statistic: Stats.MAXIMUM }),
      threshold: LONGEST_WAIT.toSeconds(),
    });
  }

  #watchSecrets(name: string, { logGroup }: HandlerFunction): void {
    const refused = logGroup.addMetricFilter('SourceRefused', {
      metricNamespace: Stack.of(this).stackName,
      metricName: `${name}SourceRefused`,
      filterPattern: FilterPattern.stringValue('$.message', '=', sourceRefused),
    });
    this.#watch(`Secrets${name}`, {
      alarmDescription: `A source's secret is missing or cannot be used: its requests are refused. The log of ${name} says which.`,
      // Functions start now and then, and only a start tells of it.
      metric: (options) => refused.metric({ ...options, period: Duration.hours(1) }),
      threshold: 1,
    });
  }

  #watchRejections(name: string, { logGroup }: HandlerFunction): void {
    const rejected = logGroup.addMetricFilter('NoticeRejected', {
      metricNamespace: Stack.of(this).stackName,
      metricName: `${name}NoticeRejected`,
      filterPattern: FilterPattern.stringValue('$.message', '=', noticeRejected),
    });
    this.#watch(`Rejected${name}`, {
      alarmDescription: `What ${name} was told by somebody it believes has no effect: an exit may be lost. It is in the dead-letter queue RejectedNotices, with the reason.`,
      metric: (options) => rejected.metric(options),
      threshold: 1,
    });
  }

  #watch(id: string, { metric, ...props }: Watch): void {
    const alarm = new Alarm(this, id, {
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...props,
      metric: metric({ period: PERIOD, statistic: Stats.SUM }),
      evaluationPeriods: 1,
    });
    alarm.addAlarmAction(this.#action);
  }
}
