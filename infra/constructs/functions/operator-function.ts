import { Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { OffboardingConfig } from '../../config.ts';
import type { Ledger } from '../storage/ledger.ts';
import type { WorkQueue } from '../storage/work-queue.ts';
import { type CommonFunctionProps, HandlerFunction } from './handler-function.ts';
import type { WorkspaceAccess } from './workspace-access.ts';

export type OperatorFunctionProps = CommonFunctionProps & {
  config: Pick<OffboardingConfig, 'policy' | 'evidence'>;
  exits: WorkQueue;
  outcomes: WorkQueue;
  ledger: Ledger;
  workspace: WorkspaceAccess;
};

/** Does, shows and repairs things for a person, who invokes it directly. */
export class OperatorFunction extends HandlerFunction {
  constructor(scope: Construct, id: string, props: OperatorFunctionProps) {
    const { config, exits, outcomes, ledger, workspace } = props;
    const { region, urlSuffix } = Stack.of(scope);
    super(scope, id, {
      config,
      name: 'operator',
      description: 'Runs a command of an operator, such as offboard, status or rebind-eip.',
      timeout: Duration.minutes(2),
      environment: {
        EXITS_QUEUE_URL: exits.queue.queueUrl,
        OUTCOMES_QUEUE_URL: outcomes.queue.queueUrl,
        LEDGER_TABLE: ledger.tableName,
        // Who calls is asked here, with what the caller has signed; asking needs no permission.
        STS_ENDPOINT: `https://sts.${region}.${urlSuffix}`,
      },
      configuration: {
        workspace: workspace.configuration,
        policy: config.policy,
        keepDays: config.evidence.retentionDays,
      },
    });
    ledger.grantReading(this);
    ledger.grantCases(this);
    ledger.grantGuards(this);
    ledger.grantAccessIndex(this);
    workspace.grantCalls(this);
    exits.queue.grantSendMessages(this);
    outcomes.queue.grantSendMessages(this);
  }
}
