import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { arnOf, queueUrlOf } from './local-account.ts';

/** Where the local AWS endpoint and the HTTP API answer. */
export type Site = { aws: string; api: string };

export type ResourceType = {
  /** The property that names the resource; without it the name is made from the logical id. */
  name?: string;
  /** What is read. */
  properties: z.ZodRawShape;
  /** Properties that change nothing on this machine. Any other property is refused. */
  ignored: string[];
  /** What `Ref` and `Fn::GetAtt` give. */
  identify: (name: string, site: Site) => { ref: string; attributes: Record<string, string> };
};

// CloudFormation takes numbers and booleans as strings too.
const int = z.coerce.number().int();
const boolean = z.union([z.boolean(), z.stringbool()]);

const byName = (name: string) => ({ ref: name, attributes: {} });
const withArn = (service: string, prefix: string) => (name: string) => ({
  ref: name,
  attributes: { Arn: arnOf(service, `${prefix}${name}`) },
});

/** The resource types the local runner creates or acts on. */
export const resourceTypes = {
  'AWS::SQS::Queue': {
    name: 'QueueName',
    properties: {
      DelaySeconds: int.optional(),
      MaximumMessageSize: int.optional(),
      MessageRetentionPeriod: int.optional(),
      ReceiveMessageWaitTimeSeconds: int.optional(),
      RedrivePolicy: z.strictObject({ deadLetterTargetArn: z.string(), maxReceiveCount: int }).optional(),
      VisibilityTimeout: int.optional(),
    },
    ignored: ['KmsDataKeyReusePeriodSeconds', 'KmsMasterKeyId', 'RedriveAllowPolicy', 'SqsManagedSseEnabled', 'Tags'],
    identify: (name, { aws }) => {
      const arn = arnOf('sqs', name);
      const ref = queueUrlOf(arn, aws);
      return { ref, attributes: { Arn: arn, QueueName: name, QueueUrl: ref } };
    },
  },
  'AWS::SNS::Topic': {
    name: 'TopicName',
    properties: {},
    ignored: ['DisplayName', 'KmsMasterKeyId', 'Tags'],
    identify: (name) => ({ ref: arnOf('sns', name), attributes: { TopicName: name, TopicArn: arnOf('sns', name) } }),
  },
  // How long objects are kept, and who may not delete them, is not kept to here.
  'AWS::S3::Bucket': {
    name: 'BucketName',
    properties: {},
    ignored: [
      'BucketEncryption',
      'LifecycleConfiguration',
      'ObjectLockConfiguration',
      'ObjectLockEnabled',
      'PublicAccessBlockConfiguration',
      'Tags',
      'VersioningConfiguration',
    ],
    identify: (name) => {
      // Logical ids have capital letters, which names of buckets may not have.
      const ref = name.toLowerCase();
      return { ref, attributes: { Arn: `arn:aws:s3:::${ref}` } };
    },
  },
  // TableV2. The emulator checks its schema when it creates the table.
  'AWS::DynamoDB::GlobalTable': {
    name: 'TableName',
    properties: {
      AttributeDefinitions: z.custom<CreateTableCommandInput['AttributeDefinitions']>(),
      KeySchema: z.custom<CreateTableCommandInput['KeySchema']>(),
      GlobalSecondaryIndexes: z.custom<CreateTableCommandInput['GlobalSecondaryIndexes']>().optional(),
      LocalSecondaryIndexes: z.custom<CreateTableCommandInput['LocalSecondaryIndexes']>().optional(),
      TimeToLiveSpecification: z.strictObject({ AttributeName: z.string(), Enabled: boolean }).optional(),
    },
    ignored: ['BillingMode', 'Replicas', 'SSESpecification', 'WriteOnDemandThroughputSettings'],
    identify: withArn('dynamodb', 'table/'),
  },
  'AWS::SecretsManager::Secret': {
    name: 'Name',
    properties: {
      SecretString: z.string().optional(),
      GenerateSecretString: z
        .object({ GenerateStringKey: z.string().optional(), SecretStringTemplate: z.string().default('{}') })
        .optional(),
    },
    ignored: ['Description', 'KmsKeyId', 'Tags'],
    // A secret's name is cut out of its ARN by leaving off a dash and six characters.
    identify: (name) => ({ ref: arnOf('secretsmanager', `secret:${name}-aB3dE6`), attributes: {} }),
  },
  'AWS::Lambda::Function': {
    name: 'FunctionName',
    properties: {
      Code: z.object({ S3Key: z.string() }),
      Environment: z.strictObject({ Variables: z.record(z.string(), z.coerce.string()) }).default({ Variables: {} }),
      Handler: z.string(),
      LoggingConfig: z
        .object({ ApplicationLogLevel: z.string().optional(), LogFormat: z.enum(['Text', 'JSON']).default('Text') })
        .default({ LogFormat: 'Text' }),
      MemorySize: int.default(128),
      ReservedConcurrentExecutions: int.optional(),
      Runtime: z.string().startsWith('nodejs'),
      Timeout: int.default(3),
    },
    ignored: ['Architectures', 'Description', 'EphemeralStorage', 'Role', 'Tags', 'TracingConfig'],
    identify: withArn('lambda', 'function:'),
  },
  'AWS::Lambda::EventInvokeConfig': {
    properties: {
      DestinationConfig: z
        .strictObject({ OnFailure: z.strictObject({ Destination: z.string() }).optional() })
        .optional(),
      FunctionName: z.string(),
      MaximumRetryAttempts: int.default(2),
      Qualifier: z.literal('$LATEST'),
    },
    ignored: ['MaximumEventAgeInSeconds'],
    identify: byName,
  },
  'AWS::Lambda::EventSourceMapping': {
    properties: {
      BatchSize: int.default(10),
      Enabled: boolean.default(true),
      EventSourceArn: z.string().startsWith('arn:aws:sqs:'),
      FunctionName: z.string(),
      FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
      MaximumBatchingWindowInSeconds: int.default(0),
      ScalingConfig: z.strictObject({ MaximumConcurrency: int }).default({ MaximumConcurrency: 5 }),
    },
    ignored: ['Tags'],
    identify: byName,
  },
  'AWS::ApiGatewayV2::Api': {
    properties: { ProtocolType: z.literal('HTTP') },
    ignored: ['Description', 'DisableExecuteApiEndpoint', 'Name', 'Tags'],
    identify: (name, { api }) => ({ ref: name, attributes: { ApiEndpoint: api, ApiId: name } }),
  },
  'AWS::ApiGatewayV2::Stage': {
    properties: { StageName: z.literal('$default') },
    ignored: [
      'AccessLogSettings',
      'ApiId',
      'AutoDeploy',
      'DefaultRouteSettings',
      'Description',
      'RouteSettings',
      'Tags',
    ],
    identify: () => byName('$default'),
  },
  'AWS::ApiGatewayV2::Integration': {
    properties: {
      IntegrationType: z.literal('AWS_PROXY'),
      IntegrationUri: z.string(),
      PayloadFormatVersion: z.literal('2.0'),
    },
    ignored: ['ApiId', 'Description', 'IntegrationMethod', 'TimeoutInMillis'],
    identify: byName,
  },
  'AWS::ApiGatewayV2::Route': {
    properties: { AuthorizationType: z.literal('NONE').optional(), RouteKey: z.string(), Target: z.string() },
    ignored: ['ApiId', 'OperationName'],
    identify: byName,
  },
  'AWS::Scheduler::Schedule': {
    name: 'Name',
    properties: {
      ScheduleExpression: z.string(),
      ScheduleExpressionTimezone: z.string().default('UTC'),
      State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
      Target: z.strictObject({
        Arn: z.string().regex(/^arn:aws:(lambda|sqs):/),
        DeadLetterConfig: z.strictObject({ Arn: z.string() }).optional(),
        Input: z.string().default('{}'),
        RetryPolicy: z.object({ MaximumRetryAttempts: int.default(185) }).default({ MaximumRetryAttempts: 185 }),
        RoleArn: z.string(),
        SqsParameters: z.strictObject({}).optional(),
      }),
    },
    ignored: ['Description', 'FlexibleTimeWindow', 'GroupName'],
    identify: withArn('scheduler', 'schedule/default/'),
  },
} satisfies Record<string, ResourceType>;
