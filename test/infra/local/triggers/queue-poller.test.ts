import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ReceiveMessageCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type TestContext, test } from 'vitest';
import { clientFor, eventually, startFixture } from '../fixture-stack.ts';

type Work = { id: string; fail?: boolean; breakBatch?: boolean };

/** A stack of the test's own, so that tests can wait side by side. */
async function startWork({ onTestFinished }: TestContext) {
  const stack = await startFixture();
  onTestFinished(() => stack.close());
  const sqs = new SQSClient(clientFor(stack));
  const dynamodb = new DynamoDBClient(clientFor(stack));

  /** What the worker wrote: the size of the batch that each piece of work was in, by its id. */
  const written = async (): Promise<Record<string, string | undefined>> => {
    const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: stack.outputs.Table }));
    return Object.fromEntries(Items.map((item) => [item.pk?.S, item.batch?.N]));
  };
  return {
    stack,
    written,
    waitFor: (...ids: string[]) =>
      eventually(async () => {
        const all = await written();
        return ids.every((id) => id in all) ? all : undefined;
      }),
    send: async (...work: Work[]) => {
      const Entries = work.map((item, index) => ({ Id: String(index), MessageBody: JSON.stringify(item) }));
      await sqs.send(new SendMessageBatchCommand({ QueueUrl: stack.outputs.QueueWork, Entries }));
    },
    deadLetters: async (count: number): Promise<Work[]> => {
      const receive = { QueueUrl: stack.outputs.QueueDeadLetters, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 };
      const found: Work[] = [];
      while (found.length < count) {
        const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(receive));
        found.push(...Messages.map(({ Body = '' }) => JSON.parse(Body) as Work));
      }
      return found;
    },
  };
}

test.concurrent('a webhook’s message goes through queue and function into the table', async (context) => {
  const { expect } = context;
  const { stack, waitFor } = await startWork(context);
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${stack.api}/hr/queue`, { method: 'POST', headers, body: '{"id":"E1001"}' });
  expect([response.status, await response.json()]).toEqual([202, { queued: true }]);
  expect(await waitFor('E1001')).toEqual({ E1001: '1' });
});

test.concurrent('messages are gathered into a batch over several receives, which give ten at most', async (context) => {
  const { expect } = context;
  const { send, waitFor } = await startWork(context);
  const ids = Array.from({ length: 25 }, (_, index) => `E${index}`);
  const work = ids.map((id) => ({ id }));
  await Promise.all([send(...work.slice(0, 10)), send(...work.slice(10, 20)), send(...work.slice(20))]);
  const sizes = Object.values(await waitFor(...ids)).map(Number);
  expect(Math.max(...sizes)).toBeGreaterThan(10);
});

test.concurrent('what failed comes back alone, and goes to the dead-letter queue after its last receive', async (context) => {
  const { expect } = context;
  const { send, waitFor, deadLetters, written } = await startWork(context);
  await send({ id: 'good' }, { id: 'bad', fail: true }, { id: 'fine' });
  expect(await waitFor('good', 'fine')).toEqual({ good: '3', fine: '3' });
  expect(await deadLetters(1)).toEqual([{ id: 'bad', fail: true }]);
  expect(await written()).toEqual({ good: '3', fine: '3' });
});

test.concurrent('a handler that throws takes its whole batch back', async (context) => {
  const { expect } = context;
  const { send, deadLetters } = await startWork(context);
  await send({ id: 'first' }, { id: 'breaks', breakBatch: true });
  expect((await deadLetters(2)).map(({ id }) => id).toSorted()).toEqual(['breaks', 'first']);
});
