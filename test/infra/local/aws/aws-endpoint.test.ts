import {
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LocalStack } from '../../../../infra/local/start-stack.ts';
import { clientFor, startFixture } from '../fixture-stack.ts';

let stack: LocalStack;
let secrets: SecretsManagerClient;
let dynamodb: DynamoDBClient;

beforeAll(async () => {
  stack = await startFixture({ secrets: { Secret: 'first' } });
  secrets = new SecretsManagerClient(clientFor(stack));
  dynamodb = new DynamoDBClient({ ...clientFor(stack), maxAttempts: 1 });
});

afterAll(() => stack.close());

async function getSecret(input: object = {}): Promise<string | undefined> {
  return (await secrets.send(new GetSecretValueCommand({ SecretId: stack.outputs.Secret, ...input }))).SecretString;
}

describe('secrets', () => {
  test('have the value given at the start, by ARN and by the name that the template cuts out of it', async () => {
    expect(await getSecret()).toBe('first');
    expect(await stack.invoke(stack.outputs.FunctionProbe ?? '', { do: 'secret' })).toEqual({ payload: 'first' });
  });

  test('keep the value before', async () => {
    await secrets.send(new PutSecretValueCommand({ SecretId: stack.outputs.Secret, SecretString: 'second' }));
    expect(await getSecret()).toBe('second');
    expect(await getSecret({ VersionStage: 'AWSPREVIOUS' })).toBe('first');
    const { Name, VersionIdsToStages } = await secrets.send(
      new DescribeSecretCommand({ SecretId: stack.outputs.Secret }),
    );
    expect(stack.outputs.Secret).toContain(`:secret:${Name}-`);
    expect(Object.values(VersionIdsToStages ?? {}).flat()).toEqual(
      expect.arrayContaining(['AWSCURRENT', 'AWSPREVIOUS']),
    );
  });

  test('that are not there are an error', async () => {
    await expect(getSecret({ SecretId: 'nothing' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('tables', () => {
  const item = { pk: { S: 'a' }, sk: { S: '1' }, status: { S: 'open' } };

  test('have the keys and indexes of the template', async () => {
    const TableName = stack.outputs.Table;
    await dynamodb.send(new PutItemCommand({ TableName, Item: item, ConditionExpression: 'attribute_not_exists(pk)' }));
    expect((await dynamodb.send(new GetItemCommand({ TableName, Key: { pk: item.pk, sk: item.sk } }))).Item).toEqual(
      item,
    );
    const query = {
      IndexName: 'status',
      KeyConditionExpression: '#s = :s',
      ExpressionAttributeNames: { '#s': 'status' },
    };
    const { Count } = await dynamodb.send(
      new QueryCommand({ TableName, ...query, ExpressionAttributeValues: { ':s': item.status } }),
    );
    expect(Count).toBe(1);
    await expect(
      dynamodb.send(new PutItemCommand({ TableName, Item: item, ConditionExpression: 'attribute_not_exists(pk)' })),
    ).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  });

  test('say which attribute lets items expire', async () => {
    const { TimeToLiveDescription } = await dynamodb.send(
      new DescribeTimeToLiveCommand({ TableName: stack.outputs.Table }),
    );
    expect(TimeToLiveDescription).toEqual({ AttributeName: 'expiresAt', TimeToLiveStatus: 'ENABLED' });
  });

  test('refuse by name what the emulator lacks', async () => {
    await expect(dynamodb.send(new TransactWriteItemsCommand({ TransactItems: [] }))).rejects.toMatchObject({
      name: 'NotImplementedException',
      message: 'The local AWS endpoint has no DynamoDB TransactWriteItems.',
      $metadata: { httpStatusCode: 501 },
    });
  });
});

test('a service that is not there is refused by name', async () => {
  const authorization =
    'AWS4-HMAC-SHA256 Credential=test/20261121/us-east-1/kms/aws4_request, SignedHeaders=host, Signature=0';
  const response = await fetch(stack.aws, { method: 'POST', headers: { authorization } });
  expect([response.status, await response.json()]).toEqual([
    501,
    { __type: 'NotImplementedException', message: 'The local AWS endpoint has no service kms.' },
  ]);
  expect((await fetch(stack.aws)).status).toBe(501);
});

async function queuesOf(which: LocalStack): Promise<string[]> {
  return (await new SQSClient(clientFor(which)).send(new ListQueuesCommand())).QueueUrls ?? [];
}

test('stacks beside each other do not share anything', async () => {
  const other = await startFixture({ secrets: { Secret: 'of the other' } });
  expect(await other.invoke(other.outputs.FunctionProbe ?? '', { do: 'secret' })).toEqual({ payload: 'of the other' });
  expect(await queuesOf(other)).toEqual(
    await queuesOf(stack).then((urls) => urls.map((url) => url.replace(stack.aws, other.aws))),
  );
  await other.close();
  expect(await queuesOf(stack)).toContain(stack.outputs.QueueWork);
});
