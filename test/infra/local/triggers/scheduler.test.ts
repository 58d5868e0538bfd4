import { DeleteQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LocalStack } from '../../../../infra/local/start-stack.ts';
import { clientFor, eventually, startFixture } from '../fixture-stack.ts';

let stack: LocalStack;
let sqs: SQSClient;

beforeAll(async () => {
  stack = await startFixture();
  sqs = new SQSClient(clientFor(stack));
});

afterAll(() => stack.close());

const receive = (queue: string) =>
  eventually(async () => {
    const QueueUrl = stack.outputs[queue];
    const command = new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'], WaitTimeSeconds: 1 });
    return (await sqs.send(command)).Messages?.[0];
  });

/** Scheduler's API as an SDK client would call it. */
async function getJson(path: string): Promise<unknown> {
  const authorization =
    'AWS4-HMAC-SHA256 Credential=test/20261121/us-east-1/scheduler/aws4_request, SignedHeaders=host, Signature=0';
  return (await fetch(`${stack.aws}${path}`, { headers: { authorization } })).json();
}

test('fires a schedule’s input at its function, with the keywords filled in', async () => {
  const { payload } = await stack.fire(stack.outputs.ScheduleEcho ?? '');
  expect(payload).toEqual({ do: 'echo', at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) });
});

test('fires over HTTP too', async () => {
  const response = await fetch(`${stack.aws}/__local/fire/${stack.outputs.ScheduleEcho}`, { method: 'POST' });
  expect(await response.json()).toMatchObject({ payload: { do: 'echo' } });
  expect((await fetch(`${stack.aws}/__local/fire/nobody`, { method: 'POST' })).status).toBe(404);
});

test('a function’s error goes to the function’s own destination: Scheduler invokes it asynchronously', async () => {
  expect(await stack.fire(stack.outputs.ScheduleFail ?? '')).toMatchObject({ functionError: 'Unhandled' });
  const { Body = '' } = await receive('QueueFailedEvents');
  expect(JSON.parse(Body)).toMatchObject({ requestPayload: { do: 'throw' } });
});

test('a target that cannot be reached leaves the input in the schedule’s dead-letter queue', async () => {
  await stack.fire(stack.outputs.ScheduleSend ?? '');
  expect((await receive('QueueSent')).Body).toBe('{"to":"queue"}');

  await sqs.send(new DeleteQueueCommand({ QueueUrl: stack.outputs.QueueSent }));
  expect(await stack.fire(stack.outputs.ScheduleSend ?? '')).toMatchObject({ functionError: 'Unhandled' });
  const { Body, MessageAttributes = {} } = await receive('QueueDeadLetters');
  expect(Body).toBe('{"to":"queue"}');
  expect(MessageAttributes.ERROR_CODE?.StringValue).toBe('QueueDoesNotExist');
  expect(MessageAttributes.RETRY_ATTEMPTS?.StringValue).toBe('0');
});

test('lists and describes schedules', async () => {
  const name = stack.outputs.ScheduleEcho;
  expect(await getJson('/schedules')).toMatchObject({
    Schedules: expect.arrayContaining([expect.objectContaining({ Name: name, State: 'DISABLED' })]),
  });
  expect(await getJson(`/schedules/${name}`)).toMatchObject({ Name: name, ScheduleExpression: 'rate(1 day)' });
  expect(await getJson('/schedules/nobody')).toMatchObject({ __type: 'ResourceNotFoundException' });
});
