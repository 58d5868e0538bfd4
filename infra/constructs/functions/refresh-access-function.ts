import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Ledger } from '../storage/ledger.ts';
import { type CommonFunctionProps, HandlerFunction } from './handler-function.ts';
import type { WorkspaceAccess } from './workspace-access.ts';

export type RefreshAccessFunctionProps = CommonFunctionProps & { ledger: Ledger; workspace: WorkspaceAccess };

/** Reads who may use which pool, and which multi-user desktops are a group's, once for all cases. */
export class RefreshAccessFunction extends HandlerFunction {
  constructor(scope: Construct, id: string, { config, ledger, workspace }: RefreshAccessFunctionProps) {
    super(scope, id, {
      config,
      name: 'refresh-access',
      description: 'Reads on in the index of pools and groups where a case waits for it.',
      // A large tenant takes longer than one run; the next goes on where this one stopped.
      timeout: Duration.minutes(5),
      environment: { LEDGER_TABLE: ledger.tableName },
      configuration: { workspace: workspace.configuration },
    });
    ledger.grantAccessIndex(this);
    workspace.grantCalls(this);
  }
}
