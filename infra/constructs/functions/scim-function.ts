import { Duration } from 'aws-cdk-lib';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { Ledger } from '../storage/ledger.ts';
import type { RejectedNotices } from '../storage/rejected-notices.ts';
import type { WorkQueue } from '../storage/work-queue.ts';
import { type CommonFunctionProps, HandlerFunction } from './handler-function.ts';

export type ScimFunctionProps = CommonFunctionProps & {
  exits: WorkQueue;
  rejected: RejectedNotices;
  ledger: Ledger;
  /** The bearer token of the identity providers. */
  secret: Secret;
  /** What goes before the ids of its people. */
  idPrefix: string | undefined;
};

/** Keeps the users of an identity provider and queues an exit notice for each who is deactivated. */
export class ScimFunction extends HandlerFunction {
  constructor(scope: Construct, id: string, { config, exits, rejected, ledger, secret, idPrefix }: ScimFunctionProps) {
    super(scope, id, {
      config,
      name: 'scim',
      description: 'Serves SCIM 2.0 and queues an exit notice for each user who is deactivated.',
      // Okta waits 60 s, API Gateway half of that.
      timeout: Duration.seconds(20),
      environment: {
        EXITS_QUEUE_URL: exits.queue.queueUrl,
        ...rejected.environment,
        LEDGER_TABLE: ledger.tableName,
        SCIM_SECRET_ID: secret.secretArn,
      },
      configuration: { idPrefix },
    });
    exits.queue.grantSendMessages(this);
    rejected.grantReporting(this);
    ledger.grantScimUsers(this);
    secret.grantRead(this);
  }
}
