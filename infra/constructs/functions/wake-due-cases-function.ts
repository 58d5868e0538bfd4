import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Ledger } from '../storage/ledger.ts';
import type { WorkQueue } from '../storage/work-queue.ts';
import { type CommonFunctionProps, HandlerFunction } from './handler-function.ts';

export type WakeDueCasesFunctionProps = CommonFunctionProps & { exits: WorkQueue; ledger: Ledger };

/** Queues every case whose time has come: exits with a date, polls, and work that was lost. */
export class WakeDueCasesFunction extends HandlerFunction {
  constructor(scope: Construct, id: string, { config, exits, ledger }: WakeDueCasesFunctionProps) {
    super(scope, id, {
      config,
      name: 'wake-due-cases',
      description: 'Queues every case whose time has come.',
      // The next minute's run goes on where this one stopped.
      timeout: Duration.seconds(50),
      environment: {
        EXITS_QUEUE_URL: exits.queue.queueUrl,
        LEDGER_TABLE: ledger.tableName,
      },
    });
    ledger.grantDueCases(this);
    exits.queue.grantSendMessages(this);
  }
}
