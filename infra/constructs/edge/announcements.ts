import { EventBus } from 'aws-cdk-lib/aws-events';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Alias } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { OffboardingConfig } from '../../config.ts';

export type AnnouncementsProps = { config: Pick<OffboardingConfig, 'notifications'> };

/** The source of this product's events on EventBridge. */
export const eventSource = 'workspace-offboarding';

/** Where what becomes of cases is told: an SNS topic of its own, and the account's default event bus. */
export class Announcements extends Construct {
  readonly topicArn: string;

  constructor(scope: Construct, id: string, { config }: AnnouncementsProps) {
    super(scope, id);
    const topic = new Topic(this, 'Topic', {
      enforceSSL: true,
      // The key that AWS keeps for SNS: whoever may publish may use it, without a grant and without a charge for the key.
      masterKey: Alias.fromAliasName(this, 'Key', 'alias/aws/sns'),
    });
    for (const address of config.notifications.emails) topic.addSubscription(new EmailSubscription(address));
    this.topicArn = topic.topicArn;
  }

  /** Tell subscribers of the topic and of the event bus; on the bus in this product's name alone. */
  grantTelling(grantee: IGrantable): void {
    const bus = EventBus.fromEventBusName(this, 'DefaultBus', 'default');
    Grant.addToPrincipal({ grantee, actions: ['sns:Publish'], resourceArns: [this.topicArn] }).assertSuccess();
    Grant.addToPrincipal({
      grantee,
      actions: ['events:PutEvents'],
      resourceArns: [bus.eventBusArn],
      // A call has several events, each with a source; all of them must be ours, and none may do without.
      conditions: {
        'ForAllValues:StringEquals': { 'events:source': eventSource },
        Null: { 'events:source': 'false' },
      },
    }).assertSuccess();
  }
}
