import { Duration } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Construct } from 'constructs';
import type { OffboardingConfig } from '../../config.ts';
import type { Ledger } from '../storage/ledger.ts';
import type { WorkQueue } from '../storage/work-queue.ts';
import { type CommonFunctionProps, HandlerFunction } from './handler-function.ts';
import type { WorkspaceAccess } from './workspace-access.ts';

export type UnbindEipsFunctionProps = CommonFunctionProps & {
  config: Pick<OffboardingConfig, 'policy'>;
  idleEips: WorkQueue;
  outcomes: WorkQueue;
  ledger: Ledger;
  workspace: WorkspaceAccess;
  concurrency: number;
};

/** Unbinds idle public IPs: re-checks, unbinds, verifies, records. */
export class UnbindEipsFunction extends HandlerFunction {
  static readonly timeout = Duration.minutes(2);

  constructor(scope: Construct, id: string, props: UnbindEipsFunctionProps) {
    const { config, idleEips, outcomes, ledger, workspace, concurrency } = props;
    super(scope, id, {
      config,
      name: 'unbind-eips',
      description: 'Unbinds idle public IPs from desktops that nobody is attached to, and verifies it.',
      timeout: UnbindEipsFunction.timeout,
      environment: {
        LEDGER_TABLE: ledger.tableName,
        OUTCOMES_QUEUE_URL: outcomes.queue.queueUrl,
        IDLE_EIPS_DEAD_LETTER_QUEUE_URL: idleEips.deadLetterQueue.queueUrl,
      },
      configuration: { workspace: workspace.configuration, policy: config.policy },
    });
    ledger.grantEvidence(this);
    ledger.grantGuards(this);
    workspace.grantCalls(this);
    // Malformed messages are moved on at once, with the reason.
    idleEips.deadLetterQueue.grantSendMessages(this);
    outcomes.queue.grantSendMessages(this);
    this.function.addEventSource(
      // A message is a chunk of up to 100 desktops already.
      new SqsEventSource(idleEips.queue, { batchSize: 1, maxConcurrency: concurrency, reportBatchItemFailures: true }),
    );
  }
}
