import { Duration, Validations } from 'aws-cdk-lib';
import { EventBus, Match, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { Construct } from 'constructs';
import type { Partner } from '../../../functions/partner-events/partner.ts';
import { partners } from '../../../functions/partner-events/partners.ts';
import type { OffboardingConfig } from '../../config.ts';
import { DeadLetterQueue } from '../storage/dead-letter-queue.ts';
import type { RejectedNotices } from '../storage/rejected-notices.ts';
import type { WorkQueue } from '../storage/work-queue.ts';
import { type CommonFunctionProps, HandlerFunction } from './handler-function.ts';

export type PartnerEventsFunctionProps = CommonFunctionProps & {
  config: Pick<OffboardingConfig, 'hr'>;
  exits: WorkQueue;
  rejected: RejectedNotices;
};

/**
 * Queues an exit notice for what partners' event buses say of leavers. EventBridge considers an event that Lambda accepted
 * done, so what failed when it ran goes to the same dead-letter queue as what could not be delivered.
 */
export class PartnerEventsFunction extends HandlerFunction {
  readonly deadLetterQueue: DeadLetterQueue;

  constructor(scope: Construct, id: string, { config, exits, rejected }: PartnerEventsFunctionProps) {
    super(scope, id, {
      config,
      name: 'partner-events',
      description: 'Reads the events of AWS partners and queues an exit notice for each leaver.',
      timeout: Duration.seconds(20),
      environment: {
        EXITS_QUEUE_URL: exits.queue.queueUrl,
        ...rejected.environment,
      },
      configuration: { partners: optionsOf(config.hr) },
    });
    exits.queue.grantSendMessages(this);
    rejected.grantReporting(this);
    this.deadLetterQueue = new DeadLetterQueue(this, 'DeadLetters');
    Validations.of(this.deadLetterQueue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'This is the dead-letter queue of event rules and of the function that they invoke.',
    });
    this.function.configureAsyncInvoke({ onFailure: new SqsDestination(this.deadLetterQueue), retryAttempts: 2 });
    for (const partner of partners) {
      const bus = config.hr.partnerBuses[partner.name]?.bus;
      if (bus !== undefined) this.#listen(partner, bus);
    }
  }

  #listen({ name, sourcePrefix, detailPattern }: Partner, bus: string): void {
    const rule = new Rule(this, `Rule-${name}`, {
      description: `What ${name} says of leavers.`,
      eventBus: EventBus.fromEventBusName(this, `Bus-${name}`, bus),
      // Not by detail-type: public sources disagree on what stands there.
      eventPattern: { source: Match.prefix(sourcePrefix), detail: detailPattern },
    });
    rule.addTarget(new LambdaFunction(this.function, { deadLetterQueue: this.deadLetterQueue }));
  }
}

/**
 * What the function is told of each partner: all but the bus, which is the rule's business. The person of an event is the same
 * whichever way it comes, so that the prefix of a webhook's ids is the bus's, too.
 */
function optionsOf({ sources, partnerBuses }: OffboardingConfig['hr']): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(partnerBuses).map(([name, { bus: _, ...options } = { bus: '' }]) => [
      name,
      { idPrefix: sources[name]?.idPrefix, ...options },
    ]),
  );
}
