import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { OffboardingConfig } from '../../config.ts';
import type { Ledger } from '../storage/ledger.ts';
import type { WorkQueue } from '../storage/work-queue.ts';
import { type CommonFunctionProps, HandlerFunction } from './handler-function.ts';
import type { WorkspaceAccess } from './workspace-access.ts';

export type ReconcileFunctionProps = CommonFunctionProps & {
  config: Pick<OffboardingConfig, 'policy'>;
  exits: WorkQueue;
  outcomes: WorkQueue;
  ledger: Ledger;
  workspace: WorkspaceAccess;
};

/** Looks whether leavers have access again, and whether disabled users still do; queues what is to be done about it. */
export class ReconcileFunction extends HandlerFunction {
  constructor(scope: Construct, id: string, props: ReconcileFunctionProps) {
    const { config, exits, outcomes, ledger, workspace } = props;
    super(scope, id, {
      config,
      name: 'reconcile',
      description: 'Finds leavers who have access again, and disabled users who still do.',
      // A large tenant's list takes minutes at this worker's share of the reads.
      timeout: Duration.minutes(15),
      environment: {
        EXITS_QUEUE_URL: exits.queue.queueUrl,
        OUTCOMES_QUEUE_URL: outcomes.queue.queueUrl,
        LEDGER_TABLE: ledger.tableName,
      },
      configuration: { workspace: workspace.configuration, policy: config.policy },
    });
    ledger.grantReconciling(this);
    ledger.grantAccessIndex(this);
    workspace.grantCalls(this);
    exits.queue.grantSendMessages(this);
    outcomes.queue.grantSendMessages(this);
  }
}
