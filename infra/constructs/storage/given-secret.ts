import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Secret, type SecretProps } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';

/** A secret that another system issues: it is put here by a person, and rotated by issuing a new one there. */
export class GivenSecret extends Secret {
  constructor(
    scope: Construct,
    id: string,
    props: Pick<SecretProps, 'description' | 'generateSecretString' | 'secretStringValue'>,
  ) {
    super(scope, id, { ...props, removalPolicy: RemovalPolicy.RETAIN });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'The other system issues the secret; AWS cannot rotate it. Functions read the new value without a deployment.',
    });
  }
}
