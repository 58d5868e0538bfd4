import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { AwsEndpoint } from './aws-endpoint.ts';
import type { Resources } from './describe-resources.ts';
import { credentials, region } from './local-account.ts';
import { createQueues, startQueueEmulator } from './queues.ts';
import { createSecretsManager } from './secrets-manager.ts';
import { createTable, createTableEmulator } from './tables.ts';

export type Closer = () => unknown;

/** Starts the services that keep data, and creates the queues, tables and secrets in them. */
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

  for (const secret of resources.ofType('AWS::SecretsManager::Secret')) secretsManager.create(secret);
  for (const [output, value] of Object.entries(secretValues)) {
    secretsManager.put(resources.outputs[output] ?? output, value);
  }
  const sqs = new SQSClient({ endpoint: endpoint.url, region, credentials });
  const dynamodb = new DynamoDBClient({ endpoint: endpoint.url, region, credentials });
  const tables = resources.ofType('AWS::DynamoDB::GlobalTable').map((table) => createTable(dynamodb, table));
  await Promise.all([createQueues(sqs, resources.ofType('AWS::SQS::Queue')), ...tables]);
  dynamodb.destroy();
  return { sqs, closers: [() => queueEmulator.close(), () => sqs.destroy()] };
}
