import { Duration } from 'aws-cdk-lib';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { OffboardingConfig } from '../../config.ts';
import type { RejectedNotices } from '../storage/rejected-notices.ts';
import type { WorkQueue } from '../storage/work-queue.ts';
import { type CommonFunctionProps, HandlerFunction } from './handler-function.ts';

export type HrWebhookFunctionProps = CommonFunctionProps & {
  config: Pick<OffboardingConfig, 'hr'>;
  exits: WorkQueue;
  rejected: RejectedNotices;
  /** The secret of each enabled HR source. */
  hrSecrets: ReadonlyMap<string, Secret>;
};

/** Verifies what HR systems send and queues an exit notice per person. */
export class HrWebhookFunction extends HandlerFunction {
  constructor(scope: Construct, id: string, { config, exits, rejected, hrSecrets }: HrWebhookFunctionProps) {
    const sources = Object.entries(config.hr.sources).map(([source, { idPrefix, ...options } = {}]) => [
      source,
      { options, idPrefix },
    ]);
    const secretIds = [...hrSecrets].map(([source, { secretArn }]) => [source, secretArn]);
    super(scope, id, {
      config,
      name: 'hr-webhook',
      description: 'Verifies the webhooks of HR systems and queues an exit notice per person.',
      // What the API waits for. HR systems give up before and send again; what is queued by then has its effect once.
      timeout: Duration.seconds(29),
      environment: {
        EXITS_QUEUE_URL: exits.queue.queueUrl,
        ...rejected.environment,
        HR_SECRETS: JSON.stringify(Object.fromEntries(secretIds)),
      },
      configuration: { sources: Object.fromEntries(sources) },
    });
    exits.queue.grantSendMessages(this);
    rejected.grantReporting(this);
    for (const secret of hrSecrets.values()) secret.grantRead(this);
  }
}
