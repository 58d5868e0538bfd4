import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LocalStack } from '../../../../infra/local/start-stack.ts';
import { clientFor, eventually, startFixture } from '../fixture-stack.ts';

type Identity = { pid: number; requestId: string; remainingMs: number };

let stack: LocalStack;
let lambda: LambdaClient;

beforeAll(async () => {
  process.env.CREDENTIALS_OF_THIS_MACHINE = 'must not leak';
  stack = await startFixture({ environment: { ENDPOINT: 'http://127.0.0.1:1', UNASKED: 'x' } });
  lambda = new LambdaClient({ ...clientFor(stack), maxAttempts: 1 });
});

afterAll(async () => {
  delete process.env.CREDENTIALS_OF_THIS_MACHINE;
  await stack.close();
});

async function invoke(name: string, payload: object = {}, type: 'Event' | 'RequestResponse' = 'RequestResponse') {
  const FunctionName = stack.outputs[`Function${name}`] ?? name;
  const input = { FunctionName, Payload: JSON.stringify(payload), InvocationType: type };
  const { StatusCode, FunctionError, Payload } = await lambda.send(new InvokeCommand(input));
  const text = Payload?.transformToString() ?? '';
  return { StatusCode, FunctionError, payload: text === '' ? undefined : (JSON.parse(text) as unknown) };
}

const identify = async () => (await invoke('Probe', { do: 'identity' })).payload as Identity;

/** How many environments of the probe have been started. */
const countStarts = () => stack.logs.filter(({ text }) => text.includes('probe loaded')).length;

describe('an invocation', () => {
  test('gives what the handler returns, and the handler its own time and request', async () => {
    const { requestId, remainingMs } = await identify();
    expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(remainingMs).toBeGreaterThan(1000);
    expect(remainingMs).toBeLessThanOrEqual(5000);
  });

  test('after another runs in the same environment, and starts no other', async () => {
    const probe = stack.outputs.FunctionProbe ?? '';
    await identify();
    const started = countStarts();
    for (let count = 0; count < 50; count += 1) {
      // Without a client in between, the next invocation comes before the environment has asked for it.
      await stack.invoke(probe, { do: 'identity' });
    }
    await stack.invoke(probe, { do: 'wait', ms: 300 });
    expect(countStarts()).toBe(started);
  });

  test('beside others runs in an environment of its own', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'meeting-'));
    const results = await Promise.all([1, 2, 3].map(() => invoke('Probe', { do: 'meet', folder, count: 3 })));
    expect(new Set(results.map(({ payload }) => payload)).size).toBe(3);
    rmSync(folder, { recursive: true });
  });

  test('over the reserved concurrency is refused', async () => {
    const results = await Promise.allSettled([invoke('Single', { ms: 300 }), invoke('Single', { ms: 300 })]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { name: 'TooManyRequestsException' },
    });
  });

  test('of a function that is not there is refused', async () => {
    await expect(invoke('Nobody')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('a handler that', () => {
  test('throws gives its error, and a JSON log line with it', async () => {
    const { FunctionError, payload } = await invoke('Probe', { do: 'throw' });
    expect(FunctionError).toBe('Unhandled');
    expect(payload).toMatchObject({ errorType: 'RangeError', errorMessage: 'cannot do throw' });
    const line = await eventually(async () => stack.logs.find(({ text }) => text.includes('cannot do throw')));
    expect(line.function).toBe(stack.outputs.FunctionProbe);
    expect(JSON.parse(line.text)).toMatchObject({ level: 'ERROR', message: { errorType: 'RangeError' } });
  });

  test('takes too long is killed, and the next invocation gets another environment', async () => {
    const { FunctionError, payload } = await invoke('Single', { ms: 60_000 });
    expect(FunctionError).toBe('Unhandled');
    expect(payload).toMatchObject({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 1.00 seconds$/),
    });
    expect((await invoke('Single', { ms: 0 })).payload).toBeGreaterThan(0);
  });

  test('exits is an exit error, and the next invocation gets another environment', async () => {
    const { payload } = await invoke('Probe', { do: 'exit' });
    expect(payload).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringContaining('Runtime exited with error: exit status 3'),
    });
    expect((await identify()).pid).toBeGreaterThan(0);
  });

  test('is killed with its machine is an exit error, and the next invocation gets another environment', async () => {
    const probe = stack.outputs.FunctionProbe ?? '';
    const busy = invoke('Probe', { do: 'wait', ms: 900 });
    await delay(100);
    await stack.crash(probe);
    expect((await busy).payload).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringContaining('signal: killed'),
    });
    expect((await identify()).pid).toBeGreaterThan(0);
  });

  test('cannot be loaded gives the error of its module, each time', async () => {
    for (const _ of [1, 2]) {
      const { FunctionError, payload } = await invoke('Broken');
      expect(FunctionError).toBe('Unhandled');
      expect(payload).toMatchObject({ errorType: 'Error', errorMessage: 'cannot load' });
    }
  });
});

describe('the environment', () => {
  test('is what Lambda and the template set, and nothing of this machine', async () => {
    const { payload } = await invoke('Probe', { do: 'environment' });
    expect(payload).toMatchObject({
      AWS_ENDPOINT_URL: stack.aws,
      AWS_LAMBDA_FUNCTION_NAME: stack.outputs.FunctionProbe,
      AWS_LAMBDA_LOG_FORMAT: 'JSON',
      OFFICE: 'Kuala Lumpur',
      TZ: ':UTC',
    });
    for (const name of ['CREDENTIALS_OF_THIS_MACHINE', 'HOME', 'NODE_ENV', 'VITEST'])
      expect(payload).not.toHaveProperty(name);
  });

  test('takes overrides of variables that the function has', async () => {
    const { payload } = await invoke('Probe', { do: 'environment' });
    expect(payload).toMatchObject({ ENDPOINT: 'http://127.0.0.1:1' });
    expect(payload).not.toHaveProperty('UNASKED');
  });
});

test('an asynchronous invocation answers at once, and its failure goes to the function’s destination', async () => {
  expect(await invoke('Probe', { do: 'throw', note: 'async' }, 'Event')).toMatchObject({ StatusCode: 202 });
  const sqs = new SQSClient(clientFor(stack));
  const message = await eventually(async () => {
    const receive = new ReceiveMessageCommand({ QueueUrl: stack.outputs.QueueFailedEvents, WaitTimeSeconds: 1 });
    return (await sqs.send(receive)).Messages?.[0];
  });
  expect(JSON.parse(message.Body ?? '')).toMatchObject({
    requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 1 },
    requestPayload: { do: 'throw', note: 'async' },
    responsePayload: { errorType: 'RangeError' },
  });
});
