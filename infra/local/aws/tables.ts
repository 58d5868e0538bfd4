import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { CreateTableCommand, type DynamoDBClient, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import type { Handler } from '../listen.ts';
import { notImplemented, operationOf, sendJson } from './aws-service.ts';
import type { Resource } from './describe-resources.ts';

type Input = {
  TableName: string;
  TimeToLiveSpecification?: { AttributeName: string; Enabled: boolean };
  ReturnValuesOnConditionCheckFailure?: string;
};

const missing = /^(Transact|Execute|BatchExecute)|Stream|Shard|GetRecords/;

/**
 * DynamoDB, by the dynalite emulator in memory. Time to live, which it lacks, is kept and reported; expired items stay, as
 * on AWS they may for days. What else it lacks answers 501: transactions, PartiQL, streams, the item of a failed condition.
 */
export function createTableEmulator(): Handler {
  const emulator = dynalite({ createTableMs: 0 });
  const timesToLive = new Map<string, Input['TimeToLiveSpecification']>();

  return async (request, response) => {
    const { headers, method, url } = request;
    const operation = operationOf(request);
    const body = await text(request);
    const input = JSON.parse(body) as Input;
    if (missing.test(operation)) throw notImplemented(`DynamoDB ${operation}`);
    if (input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD') throw notImplemented('ALL_OLD of a failed condition');
    if (operation === 'UpdateTimeToLive') {
      timesToLive.set(input.TableName, input.TimeToLiveSpecification);
      sendJson(response, 200, { TimeToLiveSpecification: input.TimeToLiveSpecification });
    } else if (operation === 'DescribeTimeToLive') {
      const { AttributeName, Enabled = false } = timesToLive.get(input.TableName) ?? {};
      sendJson(response, 200, {
        TimeToLiveDescription: { AttributeName, TimeToLiveStatus: Enabled ? 'ENABLED' : 'DISABLED' },
      });
    } else {
      emulator.emit('request', Object.assign(Readable.from([body]), { headers, method, url }), response);
    }
  };
}

export async function createTable(
  dynamodb: DynamoDBClient,
  { name, properties }: Resource<'AWS::DynamoDB::GlobalTable'>,
): Promise<void> {
  const { TimeToLiveSpecification, ...description } = properties;
  await dynamodb.send(new CreateTableCommand({ TableName: name, BillingMode: 'PAY_PER_REQUEST', ...description }));
  if (TimeToLiveSpecification) {
    await dynamodb.send(new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification }));
  }
}
