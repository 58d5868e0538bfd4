import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { OffboardingConfig } from '../../config.ts';
import type { Ledger } from '../storage/ledger.ts';
import type { WorkQueue } from '../storage/work-queue.ts';
import { type CommonFunctionProps, HandlerFunction } from './handler-function.ts';
import type { WorkspaceAccess } from './workspace-access.ts';

export type SweepEipsFunctionProps = CommonFunctionProps & {
  config: Pick<OffboardingConfig, 'policy'>;
  idleEips: WorkQueue;
  ledger: Ledger;
  workspace: WorkspaceAccess;
};

/** Finds public IPs that nobody needs any more and queues them in chunks. */
export class SweepEipsFunction extends HandlerFunction {
  constructor(scope: Construct, id: string, { config, idleEips, ledger, workspace }: SweepEipsFunctionProps) {
    super(scope, id, {
      config,
      name: 'sweep-eips',
      description: 'Finds idle public IPs and queues them for unbinding.',
      // A large tenant's list takes minutes at this worker's share of the reads.
      timeout: Duration.minutes(15),
      environment: {
        IDLE_EIPS_QUEUE_URL: idleEips.queue.queueUrl,
        LEDGER_TABLE: ledger.tableName,
      },
      configuration: { workspace: workspace.configuration, policy: config.policy },
    });
    ledger.grantEvidence(this);
    workspace.grantCalls(this);
    idleEips.queue.grantSendMessages(this);
  }
}
