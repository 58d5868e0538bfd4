import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Effect, Grant, type IGrantable, PolicyStatement, type Role, StarPrincipal } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { OffboardingConfig } from '../../config.ts';

/** The evidence of cases, and nothing else that may come to be kept here. */
const casesOnly = 'cases/*';

type Grantee = IGrantable & { readonly grantPrincipal: Role };

export type EvidenceBucketProps = { config: OffboardingConfig['evidence'] };

/**
 * Where the evidence of each case that has ended is kept. Written once: the bucket's own policy lets nobody, whatever their
 * role allows, replace an object or delete one before its time.
 */
export class EvidenceBucket extends Construct {
  readonly bucketName: string;
  readonly #bucket: Bucket;

  constructor(scope: Construct, id: string, { config }: EvidenceBucketProps) {
    super(scope, id);
    const bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        {
          id: 'Retention',
          expiration: Duration.days(config.retentionDays),
          // Nothing is ever replaced: a version that is no longer the current one has expired.
          noncurrentVersionExpiration: Duration.days(1),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
      ...(config.lockDays !== undefined && {
        objectLockDefaultRetention: ObjectLockRetention.governance(Duration.days(config.lockDays)),
      }),
    });
    this.bucketName = bucket.bucketName;
    this.#bucket = bucket;
    const everyObject = bucket.arnForObjects('*');
    bucket.addToResourcePolicy(deny(['s3:DeleteObject', 's3:DeleteObjectVersion'], everyObject));
    bucket.addToResourcePolicy(deny(['s3:PutObject'], everyObject, { Null: { 's3:if-none-match': 'true' } }));
    // It is part of what keeps the evidence, and stays with it.
    bucket.policy?.applyRemovalPolicy(RemovalPolicy.RETAIN);
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'CloudTrail data events tell who read an object, with the role; server access logs are delivered as best effort.',
    });
  }

  /** Write the evidence of cases. */
  grantWriting(grantee: Grantee): void {
    this.#grant(grantee, 's3:PutObject');
  }

  /** Show the evidence of a case. */
  grantReading(grantee: Grantee): void {
    this.#grant(grantee, 's3:GetObject');
  }

  #grant(grantee: Grantee, action: string): void {
    const resourceArns = [this.#bucket.arnForObjects(casesOnly)];
    Grant.addToPrincipal({ grantee, actions: [action], resourceArns }).assertSuccess();
    Validations.of(grantee.grantPrincipal.node.findChild('DefaultPolicy')).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${this.#exportName()}/${casesOnly}]`,
      reason: 'The names of the files are those of the cases, which are not known when this is deployed.',
    });
  }

  /** What the stack of a grantee imports the bucket's ARN by: cdk-nag names a finding after it. */
  #exportName(): string {
    const stack = Stack.of(this);
    return stack.resolve(stack.exportValue(this.#bucket.bucketArn))['Fn::ImportValue'];
  }
}

/** Lifecycle rules are no principal: what has expired is deleted all the same. */
function deny(actions: string[], resource: string, conditions?: Record<string, unknown>): PolicyStatement {
  return new PolicyStatement({
    effect: Effect.DENY,
    principals: [new StarPrincipal()],
    actions,
    resources: [resource],
    ...(conditions && { conditions }),
  });
}
