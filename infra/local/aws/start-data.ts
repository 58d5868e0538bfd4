import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { AwsEndpoint } from './aws-endpoint.ts';
import type { Resources } from './describe-resources.ts';
import { createEventBridge } from './event-bridge.ts';
import { credentials, region } from './local-account.ts';
import { createQueues, startQueueEmulator } from './queues.ts';
import { createSecretsManager } from './secrets-manager.ts';
import { createTable, createTableEmulator } from './tables.ts';

export type Closer = () => unknown;

/** Starts the services that keep data, and creates the queues, topics, buckets, tables and secrets in them. */
export async function startData(
  resources: Resources,
  endpoint: AwsEndpoint,
  secretValues: Record<string, string>,
): Promise<{ sqs: SQSClient; closers: Closer[] }> {
  const queueEmulator = await startQueueEmulator();
  const secretsManager = createSecretsManager();
  endpoint.serve(['sqs', 'sns', 's3', 'sts'], queueEmulator.handler);
  endpoint.serve(['dynamodb'], createTableEmulator());
  endpoint.serve(['secretsmanager'], secretsManager.handler);
  const eventBridge = createEventBridge();
  endpoint.serve(['events'], eventBridge.handler);
  endpoint.showLocal('events', () => eventBridge.events);

  for (const secret of resources.ofType('AWS::SecretsManager::Secret')) secretsManager.create(secret);
  for (const [output, value] of Object.entries(secretValues)) {
    secretsManager.put(resources.outputs[output] ?? output, value);
  }
  const client = { endpoint: endpoint.url, region, credentials };
  const sqs = new SQSClient(client);
  const [dynamodb, s3, sns] = [new DynamoDBClient(client), new S3Client(client), new SNSClient(client)];
  await Promise.all([
    createQueues(sqs, resources.ofType('AWS::SQS::Queue')),
    ...resources.ofType('AWS::DynamoDB::GlobalTable').map((table) => createTable(dynamodb, table)),
    ...resources.ofType('AWS::S3::Bucket').map(({ ref }) => s3.send(new CreateBucketCommand({ Bucket: ref }))),
    ...resources.ofType('AWS::SNS::Topic').map(({ name }) => sns.send(new CreateTopicCommand({ Name: name }))),
  ]);
  for (const one of [dynamodb, s3, sns]) one.destroy();
  return { sqs, closers: [() => queueEmulator.close(), () => sqs.destroy()] };
}
