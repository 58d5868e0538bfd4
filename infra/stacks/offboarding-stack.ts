import { CfnOutput, CfnParameter, Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { OffboardingConfig } from '../config.ts';
import { Announcements } from '../constructs/edge/announcements.ts';
import { HrApi } from '../constructs/edge/hr-api.ts';
import { ScheduledInvocation } from '../constructs/edge/scheduled-invocation.ts';
import { HrWebhookFunction } from '../constructs/functions/hr-webhook-function.ts';
import { OffboardFunction } from '../constructs/functions/offboard-function.ts';
import { offboardTiming } from '../constructs/functions/offboard-timing.ts';
import { OperatorFunction } from '../constructs/functions/operator-function.ts';
import { PartnerEventsFunction } from '../constructs/functions/partner-events-function.ts';
import { PublishOutcomesFunction } from '../constructs/functions/publish-outcomes-function.ts';
import { ReconcileFunction } from '../constructs/functions/reconcile-function.ts';
import { RefreshAccessFunction } from '../constructs/functions/refresh-access-function.ts';
import { ScimFunction } from '../constructs/functions/scim-function.ts';
import { SweepEipsFunction } from '../constructs/functions/sweep-eips-function.ts';
import { UnbindEipsFunction } from '../constructs/functions/unbind-eips-function.ts';
import { WakeDueCasesFunction } from '../constructs/functions/wake-due-cases-function.ts';
import { WorkspaceAccess } from '../constructs/functions/workspace-access.ts';
import { workspaceShare, workspaceWorkers } from '../constructs/functions/workspace-workers.ts';
import type { EvidenceBucket } from '../constructs/storage/evidence-bucket.ts';
import type { Ledger } from '../constructs/storage/ledger.ts';
import { RejectedNotices } from '../constructs/storage/rejected-notices.ts';
import { WorkQueue } from '../constructs/storage/work-queue.ts';
import { Alarms } from '../constructs/watch/alarms.ts';
import { pascalCase } from '../pascal-case.ts';

export type OffboardingStackProps = {
  config: OffboardingConfig;
  ledger: Ledger;
  evidence: EvidenceBucket;
  workspaceSecret: Secret;
  hrSecrets: ReadonlyMap<string, Secret>;
  /** Undefined where SCIM is off. */
  scimSecret: Secret | undefined;
};

/** Everything that runs: from the HR system's webhook to the desktop that is gone. */
export class OffboardingStack extends Stack {
  constructor(scope: Construct, id: string, props: OffboardingStackProps) {
    super(scope, id, { description: 'Workspace offboarding: takes the desktops and public IPs of leavers away.' });
    const { config, ledger, evidence, workspaceSecret, hrSecrets, scimSecret } = props;

    const workspace = new WorkspaceAccess({
      config: config.workspace,
      projectId: config.workspace.projectId ?? this.#askForProjectId(),
      secret: workspaceSecret,
      workers: workspaceShare,
    });
    const exits = new WorkQueue(this, 'Exits', {
      consumerTimeout: OffboardFunction.timeout,
      visibilityTimeout: Duration.seconds(offboardTiming.visibility),
      maxReceives: offboardTiming.maxReceives,
    });
    const outcomes = new WorkQueue(this, 'Outcomes', { consumerTimeout: PublishOutcomesFunction.timeout });
    const idleEips = new WorkQueue(this, 'IdleEips', { consumerTimeout: UnbindEipsFunction.timeout });

    const rejected = new RejectedNotices(this, 'RejectedNotices', { outcomes });

    const hrWebhook = new HrWebhookFunction(this, 'HrWebhook', { config, exits, rejected, hrSecrets });
    const { partnerBuses, scim: { idPrefix } = {} } = config.hr;
    const scim =
      scimSecret && new ScimFunction(this, 'Scim', { config, exits, rejected, ledger, secret: scimSecret, idPrefix });
    const partnerEvents =
      Object.keys(partnerBuses).length > 0
        ? new PartnerEventsFunction(this, 'PartnerEvents', { config, exits, rejected })
        : undefined;
    const offboard = new OffboardFunction(this, 'Offboard', {
      config,
      exits,
      outcomes,
      ledger,
      workspace,
      concurrency: workspaceWorkers.offboard,
    });
    const wakeDueCases = new WakeDueCasesFunction(this, 'WakeDueCases', { config, exits, ledger });
    const refreshAccess = new RefreshAccessFunction(this, 'RefreshAccess', { config, ledger, workspace });
    const sweepEips = new SweepEipsFunction(this, 'SweepEips', { config, idleEips, ledger, workspace });
    const unbindEips = new UnbindEipsFunction(this, 'UnbindEips', {
      config,
      idleEips,
      outcomes,
      ledger,
      workspace,
      concurrency: workspaceWorkers.unbindEips,
    });
    const reconcile = new ReconcileFunction(this, 'Reconcile', { config, exits, outcomes, ledger, workspace });
    const operator = new OperatorFunction(this, 'Operator', { config, exits, outcomes, ledger, workspace });

    const announcements = new Announcements(this, 'Announcements', { config });
    const publishOutcomes = new PublishOutcomesFunction(this, 'PublishOutcomes', {
      config,
      outcomes,
      ledger,
      evidence,
      announcements,
    });

    const api = new HrApi(this, 'HrApi', { config, webhook: hrWebhook, scim });
    const everyMinute = new ScheduledInvocation(this, 'EveryMinute', {
      target: wakeDueCases,
      description: 'Queues every case whose time has come.',
      schedule: ScheduleExpression.rate(Duration.minutes(1)),
      // The next minute is the retry.
      retryAttempts: 0,
      maxEventAge: Duration.minutes(1),
    });
    const accessRefresh = new ScheduledInvocation(this, 'AccessRefresh', {
      target: refreshAccess,
      description: 'Reads pools and groups where a case waits for it.',
      schedule: ScheduleExpression.rate(Duration.minutes(1)),
      // The next minute is the retry.
      retryAttempts: 0,
      maxEventAge: Duration.minutes(1),
    });
    const nightly = new ScheduledInvocation(this, 'Nightly', {
      target: sweepEips,
      description: 'Looks for idle public IPs.',
      schedule: ScheduleExpression.expression(config.sweep.schedule, TimeZone.of(config.sweep.timeZone)),
      enabled: config.sweep.enabled,
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
    });
    const everyNight = new ScheduledInvocation(this, 'EveryNight', {
      target: reconcile,
      description: 'Looks whether what was taken away stays away.',
      schedule: ScheduleExpression.expression(config.reconcile.schedule, TimeZone.of(config.sweep.timeZone)),
      enabled: config.reconcile.enabled,
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
    });

    const alarms = new Alarms(this, 'Alarms', {
      config,
      deadLetterQueues: {
        Exits: exits.deadLetterQueue,
        Outcomes: outcomes.deadLetterQueue,
        IdleEips: idleEips.deadLetterQueue,
        RefreshAccess: accessRefresh.deadLetterQueue,
        SweepEips: nightly.deadLetterQueue,
        Reconcile: everyNight.deadLetterQueue,
        RejectedNotices: rejected.deadLetterQueue,
        ...(partnerEvents && { PartnerEvents: partnerEvents.deadLetterQueue }),
      },
      workQueues: { Exits: exits, Outcomes: outcomes, IdleEips: idleEips },
      clock: wakeDueCases,
      api: api.api,
      doorkeepers: { HrWebhook: hrWebhook, ...(scim && { Scim: scim }) },
      doors: {
        HrWebhook: hrWebhook,
        ...(scim && { Scim: scim }),
        ...(partnerEvents && { PartnerEvents: partnerEvents }),
      },
    });

    this.#publish({
      Api: api.url,
      QueueExits: exits.queue.queueUrl,
      QueueOutcomes: outcomes.queue.queueUrl,
      QueueIdleEips: idleEips.queue.queueUrl,
      DeadLetterQueueExits: exits.deadLetterQueue.queueUrl,
      DeadLetterQueueOutcomes: outcomes.deadLetterQueue.queueUrl,
      DeadLetterQueueIdleEips: idleEips.deadLetterQueue.queueUrl,
      DeadLetterQueueRejectedNotices: rejected.deadLetterQueue.queueUrl,
      DeadLetterQueueWakeDueCases: everyMinute.deadLetterQueue.queueUrl,
      DeadLetterQueueRefreshAccess: accessRefresh.deadLetterQueue.queueUrl,
      DeadLetterQueueSweepEips: nightly.deadLetterQueue.queueUrl,
      DeadLetterQueueReconcile: everyNight.deadLetterQueue.queueUrl,
      FunctionHrWebhook: hrWebhook.function.functionName,
      FunctionOffboard: offboard.function.functionName,
      FunctionWakeDueCases: wakeDueCases.function.functionName,
      FunctionRefreshAccess: refreshAccess.function.functionName,
      FunctionSweepEips: sweepEips.function.functionName,
      FunctionUnbindEips: unbindEips.function.functionName,
      FunctionReconcile: reconcile.function.functionName,
      FunctionPublishOutcomes: publishOutcomes.function.functionName,
      FunctionOperator: operator.function.functionName,
      Table: ledger.tableName,
      BucketEvidence: evidence.bucketName,
      TopicAnnouncements: announcements.topicArn,
      TopicAlarms: alarms.topicArn,
      ScheduleWakeDueCases: everyMinute.scheduleName,
      ScheduleRefreshAccess: accessRefresh.scheduleName,
      ScheduleSweepEips: nightly.scheduleName,
      ScheduleReconcile: everyNight.scheduleName,
      SecretWorkspace: workspaceSecret.secretArn,
      ...Object.fromEntries(
        [...hrSecrets].map(([source, secret]) => [`SecretHr${pascalCase(source)}`, secret.secretArn]),
      ),
      ...(scim && { FunctionScim: scim.function.functionName, SecretScim: scimSecret.secretArn }),
      ...(partnerEvents && {
        FunctionPartnerEvents: partnerEvents.function.functionName,
        DeadLetterQueuePartnerEvents: partnerEvents.deadLetterQueue.queueUrl,
      }),
    });
  }

  /** A parameter without a default: `cdk deploy` cannot go wrong by forgetting it. */
  #askForProjectId(): string {
    const parameter = new CfnParameter(this, 'WorkspaceProjectId', {
      description: 'The id of the Huawei Cloud project whose desktops are taken away: 32 hexadecimal digits.',
      allowedPattern: '^[0-9a-f]{32}$',
    });
    return parameter.valueAsString;
  }

  /** The one public list of what is there: programs and people find everything by these names. */
  #publish(outputs: Record<string, string>): void {
    for (const [name, value] of Object.entries(outputs)) {
      new CfnOutput(this, `Output${name}`, { value }).overrideLogicalId(name);
    }
  }
}
