import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { expect, test } from 'vitest';
import { parseConfig } from '../../../../infra/config.ts';
import { EvidenceBucket } from '../../../../infra/constructs/storage/evidence-bucket.ts';

test.each([
  { grant: 'grantReading', action: 's3:GetObject' },
  { grant: 'grantWriting', action: 's3:PutObject' },
] as const)(
  '$grant gives a role of another stack $action on the files of cases, and nothing else',
  ({ grant, action }) => {
    const app = new App({ builtinCloudFormationValidation: false });
    const evidence = new EvidenceBucket(new Stack(app, 'Data'), 'Evidence', { config: parseConfig({}).evidence });
    const stack = new Stack(app, 'Others');
    const grantPrincipal = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    evidence[grant]({ grantPrincipal });

    const policies = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    expect(policies.map(({ Properties }) => Properties.PolicyDocument.Statement)).toEqual([
      [
        {
          Effect: 'Allow',
          Action: action,
          Resource: {
            'Fn::Join': ['', [{ 'Fn::ImportValue': expect.stringContaining('EvidenceBucket') }, '/cases/*']],
          },
        },
      ],
    ]);
  },
);
