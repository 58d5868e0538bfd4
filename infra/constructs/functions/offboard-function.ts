import { Duration } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Construct } from 'constructs';
import type { OffboardingConfig } from '../../config.ts';
import type { Ledger } from '../storage/ledger.ts';
import type { WorkQueue } from '../storage/work-queue.ts';
import { type CommonFunctionProps, HandlerFunction } from './handler-function.ts';
import { offboardTiming } from './offboard-timing.ts';
import type { WorkspaceAccess } from './workspace-access.ts';

export type OffboardFunctionProps = CommonFunctionProps & {
  config: Pick<OffboardingConfig, 'policy' | 'evidence'>;
  exits: WorkQueue;
  outcomes: WorkQueue;
  ledger: Ledger;
  workspace: WorkspaceAccess;
  concurrency: number;
};

/** Opens, changes and advances cases in groups: detach, verify, unbind, verify, close. */
export class OffboardFunction extends HandlerFunction {
  static readonly timeout = Duration.seconds(offboardTiming.timeout);

  constructor(scope: Construct, id: string, props: OffboardFunctionProps) {
    const { config, exits, outcomes, ledger, workspace, concurrency } = props;
    super(scope, id, {
      config,
      name: 'offboard',
      description: 'Takes the desktops and public IPs of leavers away, case by case, with proof.',
      timeout: OffboardFunction.timeout,
      environment: {
        LEDGER_TABLE: ledger.tableName,
        EXITS_DEAD_LETTER_QUEUE_URL: exits.deadLetterQueue.queueUrl,
        OUTCOMES_QUEUE_URL: outcomes.queue.queueUrl,
      },
      configuration: {
        workspace: workspace.configuration,
        policy: config.policy,
        keepDays: config.evidence.retentionDays,
        organisation: config.evidence.organisation,
      },
    });
    ledger.grantCases(this);
    ledger.grantGuards(this);
    ledger.grantAccessIndex(this);
    workspace.grantCalls(this);
    outcomes.queue.grantSendMessages(this);
    // Malformed messages are moved on at once, with the reason.
    exits.deadLetterQueue.grantSendMessages(this);
    this.function.addEventSource(
      new SqsEventSource(exits.queue, {
        // One Workspace call lists or detaches up to 100; a second of waiting fills it.
        batchSize: 100,
        maxBatchingWindow: Duration.seconds(1),
        maxConcurrency: concurrency,
        reportBatchItemFailures: true,
      }),
    );
  }
}
