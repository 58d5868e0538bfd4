import { Duration } from 'aws-cdk-lib';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { OffboardingConfig } from '../config.ts';
import { type CommonFunctionProps, HandlerFunction } from './handler-function.ts';
import type { RejectedNotices } from './rejected-notices.ts';
import type { WorkQueue } from './work-queue.ts';

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
    const settings = [...hrSecrets].map(([source, { secretArn }]) => {
      const { idPrefix, ...options } = config.hr.sources[source] ?? {};
      return [source, { secretId: secretArn, options, idPrefix }];
    });
    super(scope, id, {
      config,
      name: 'hr-webhook',
      description: 'Verifies the webhooks of HR systems and queues an exit notice per person.',
      // What the API waits for. HR systems give up before and send again; what is queued by then has its effect once.
      timeout: Duration.seconds(29),
      environment: {
        EXITS_QUEUE_URL: exits.queue.queueUrl,
        ...rejected.environment,
        HR_SOURCES: JSON.stringify(Object.fromEntries(settings)),
      },
    });
    exits.queue.grantSendMessages(this);
    rejected.grantReporting(this);
    for (const secret of hrSecrets.values()) secret.grantRead(this);
  }
}
