import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';

const keys = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' as const },
  { AttributeName: range, KeyType: 'RANGE' as const },
];
const index = (name: string, hash: string, range: string) => ({
  IndexName: name,
  KeySchema: keys(hash, range),
  Projection: { ProjectionType: 'ALL' as const },
});
const attributes = ['pk', 'sk', 'duePartition', 'dueAt', 'status', 'updatedAt'];

/** DynamoDB in this process, with empty tables of the ledger's shape. */
export async function startLedgerTables() {
  const server = dynalite({ createTableMs: 0 }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new DynamoDBClient({
    endpoint: url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'for-tests', secretAccessKey: 'for-tests' },
  });
  let tables = 0;
  return {
    url,
    documents: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
    async createTable(): Promise<string> {
      tables += 1;
      const table = {
        TableName: `ledger-${tables}`,
        BillingMode: 'PAY_PER_REQUEST' as const,
        AttributeDefinitions: attributes.map((name) => ({ AttributeName: name, AttributeType: 'S' as const })),
        KeySchema: keys('pk', 'sk'),
        GlobalSecondaryIndexes: [index('due', 'duePartition', 'dueAt'), index('status', 'status', 'updatedAt')],
      };
      await client.send(new CreateTableCommand(table));
      await untilActive(client, table.TableName);
      return table.TableName;
    },
    async close(): Promise<void> {
      client.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function untilActive(client: DynamoDBClient, TableName: string): Promise<void> {
  const { Table: table } = await client.send(new DescribeTableCommand({ TableName }));
  if (table?.TableStatus !== 'ACTIVE') await untilActive(client, TableName);
}

export type LedgerTables = Awaited<ReturnType<typeof startLedgerTables>>;
