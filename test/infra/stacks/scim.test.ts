import { describe, expect, test } from 'vitest';
import { arn, createStacks, ref, resourcesOf } from './create-stacks.ts';

const { data, offboarding, configurationOf } = createStacks({ hr: { scim: {} } });

describe('SCIM', () => {
  test('is off unless it is configured', () => {
    const { data: defaultData, offboarding: byDefault } = createStacks();
    expect(Object.keys(resourcesOf(byDefault, 'AWS::Lambda::Function'))).not.toContain('ScimFunction');
    expect(Object.keys(resourcesOf(defaultData, 'AWS::SecretsManager::Secret'))).not.toContain('ScimSecret');
    expect(Object.keys(byDefault.toJSON()['Outputs'])).not.toContain('SecretScim');
  });

  test('has a path of its own, which leaves the webhooks where they are', () => {
    const routes = Object.values(resourcesOf<{ RouteKey: string }>(offboarding, 'AWS::ApiGatewayV2::Route'));
    expect(routes.map(({ RouteKey }) => RouteKey)).toEqual([
      'ANY /hr/{source}',
      'ANY /scim/v2/{proxy+}',
      'ANY /scim/v2',
    ]);
    expect(Object.values(resourcesOf(offboarding, 'AWS::ApiGatewayV2::Integration'))).toContainEqual(
      expect.objectContaining({ PayloadFormatVersion: '2.0', IntegrationUri: arn('ScimFunction') }),
    );
  });

  test('has a token that is generated and kept', () => {
    expect(data.findResources('AWS::SecretsManager::Secret')).toMatchObject({
      [idOf(data, 'ScimSecret')]: {
        DeletionPolicy: 'Retain',
        Properties: { GenerateSecretString: { GenerateStringKey: 'current', PasswordLength: 64 } },
      },
    });
  });

  test('knows its token, the ledger and where notices go, by outputs that people find', () => {
    expect(resourcesOf(offboarding, 'AWS::Lambda::Function')['ScimFunction']).toMatchObject({
      Environment: {
        Variables: {
          EXITS_QUEUE_URL: ref('ExitsQueue'),
          LEDGER_TABLE: { 'Fn::ImportValue': expect.stringContaining('LedgerTable') },
          SCIM_SECRET_ID: { 'Fn::ImportValue': expect.stringContaining('ScimSecret') },
        },
      },
    });
    expect(offboarding.toJSON()['Outputs']).toMatchObject({
      FunctionScim: { Value: ref('ScimFunction') },
      SecretScim: { Value: { 'Fn::ImportValue': expect.stringContaining('ScimSecret') } },
    });
  });

  test('knows what goes before the ids of its users where that is configured', () => {
    const prefixed = createStacks({ hr: { scim: { idPrefix: 'okta:' } } });
    expect(prefixed.configurationOf('Scim')).toEqual({ idPrefix: 'okta:' });
    expect(configurationOf('Scim')).toEqual({});
  });

  test('may queue and reject notices, read its token, and touch the users it keeps, but no case', () => {
    const policy = resourcesOf<{ PolicyDocument: { Statement: Record<string, unknown>[] } }>(
      offboarding,
      'AWS::IAM::Policy',
    )['ScimRoleDefaultPolicy'];
    const statements = policy?.PolicyDocument.Statement ?? [];
    expect(statements.filter(({ Action }) => !String(Action).startsWith('logs:'))).toEqual([
      expect.objectContaining({
        Action: ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:SendMessage'],
        Resource: [arn('ExitsQueue'), arn('OutcomesQueue'), arn('RejectedNoticesDeadLetters')],
      }),
      {
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', 'dynamodb:PutItem'],
        Resource: { 'Fn::ImportValue': expect.stringContaining('LedgerTable') },
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['scim#*'] } },
      },
      expect.objectContaining({
        Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
        Resource: { 'Fn::ImportValue': expect.stringContaining('ScimSecret') },
      }),
    ]);
  });
});

function idOf(template: typeof data, id: string): string {
  const found = Object.keys(template.toJSON()['Resources']).find((each) => each.slice(0, -8) === id);
  if (found === undefined) throw new Error(`There is no ${id}`);
  return found;
}
