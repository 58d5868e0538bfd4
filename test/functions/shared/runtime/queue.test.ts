import { setImmediate } from 'node:timers/promises';
import type { SendMessageBatchCommand, SendMessageBatchRequestEntry, SQSClient } from '@aws-sdk/client-sqs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createQueue, type QueueMessage } from '../../../../functions/shared/runtime/queue.ts';
import { createFakeSqs } from '../../support/fake-sqs.ts';

const url = 'https://sqs.example/queue';
const mebibyte = 1_048_576;

describe('sending to a queue', () => {
  it('sends objects as JSON and text as it is, with attributes beside', async () => {
    const sqs = createFakeSqs();

    await createQueue(sqs.client, url).send([{ body: { a: 1 } }, { body: 'raw text', attributes: { Reason: 'why' } }]);

    expect(sqs.messages(url)).toEqual([
      { body: '{"a":1}', attributes: {} },
      { body: 'raw text', attributes: { Reason: 'why' } },
    ]);
  });

  it('writes JSON in ASCII, because SQS takes no characters that XML lacks', async () => {
    const sqs = createFakeSqs();
    const body = { id: '\uFFFE 😀 𠮷野\u007f', kept: 'a "b" \\' };

    await createQueue(sqs.client, url).send([{ body }]);

    const [sent] = sqs.messages(url);
    expect(sent?.body).toMatch(/^[ -~]*$/);
    expect(JSON.parse(sent?.body ?? '')).toEqual(body);
  });

  it('takes ten messages a call', async () => {
    const sqs = createFakeSqs();

    await createQueue(sqs.client, url).send(numbered(25));

    expect(sqs.calls.map(({ entries }) => entries.length)).toEqual([10, 10, 5]);
  });

  it('makes ten calls at once: a sender waits for the answer, of whom some wait for three seconds', async () => {
    let [now, most] = [0, 0];
    const client = answering(async () => {
      now += 1;
      most = Math.max(most, now);
      await setImmediate();
      now -= 1;
      return {};
    });

    await createQueue(client, url).send(numbered(1500));

    expect(most).toBe(10);
  });

  it('calls nobody for nothing', async () => {
    const sqs = createFakeSqs();

    await createQueue(sqs.client, url).send([]);

    expect(sqs.calls).toEqual([]);
  });

  it('keeps every call within a mebibyte, counted in bytes', async () => {
    const sqs = createFakeSqs();
    const threeBytesEach = '漢'.repeat(150_000);

    await createQueue(sqs.client, url).send([1, 2, 3, 4].map(() => ({ body: threeBytesEach })));

    expect(sqs.calls.map(({ entries }) => entries.length)).toEqual([2, 2]);
  });

  it('sends a message that fills a call by itself', async () => {
    const sqs = createFakeSqs();
    const full = 'x'.repeat(mebibyte);

    await createQueue(sqs.client, url).send([{ body: full }, { body: 'y' }, { body: full }]);

    expect(sqs.calls.map(({ entries }) => entries.length)).toEqual([1, 1, 1]);
  });

  it('counts what JSON makes of a message, and its attributes', async () => {
    const sqs = createFakeSqs();
    const attributes = { Reason: 'x'.repeat(600_000) };

    await createQueue(sqs.client, url).send([
      { body: 'x', attributes },
      { body: 'x', attributes },
    ]);

    expect(sqs.calls.map(({ entries }) => entries.length)).toEqual([1, 1]);
  });

  it('sends every message once and in order, within SQS’s limits, whatever their number and size', async () => {
    const sizes = fc.array(fc.constantFrom(1, 100, 200_000, 600_000, mebibyte), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(sizes, async (all) => {
        const sqs = createFakeSqs();
        const bodies = all.map((size, index) => String(index).padEnd(size, ' '));

        await createQueue(sqs.client, url).send(bodies.map((body) => ({ body })));

        expect(sqs.messages(url).map(({ body }) => body)).toEqual(bodies);
      }),
      { numRuns: 30 },
    );
  });
});

describe('a send that does not go well', () => {
  it('throws where SQS takes some messages and refuses others', async () => {
    const client = answering(({ Entries = [] }) => ({
      Failed: Entries.slice(0, 2).map(({ Id }) => ({ Id, Code: 'InternalError', SenderFault: false })),
    }));

    const sending = createQueue(client, url).send(numbered(5));

    await expect(sending).rejects.toMatchObject({ name: 'QueueSendError', retryable: true });
    await expect(sending).rejects.toThrow('SQS refused 2 of 5 messages: InternalError');
  });

  it('begins no further call after a refusal, and waits for those under way', async () => {
    let [begun, ended] = [0, 0];
    const client = answering(async () => {
      begun += 1;
      await setImmediate();
      ended += 1;
      return { Failed: [{ Id: '0', Code: 'InternalError' }] };
    });

    await expect(createQueue(client, url).send(numbered(1000))).rejects.toThrow('SQS refused 1 of 10');
    expect([begun, ended]).toEqual([10, 10]);
  });

  it('throws what SQS throws', async () => {
    const client = answering(() => {
      throw new Error('unreachable');
    });

    await expect(createQueue(client, url).send(numbered(1))).rejects.toThrow('unreachable');
  });
});

function numbered(count: number): QueueMessage[] {
  return Array.from({ length: count }, (_, index) => ({ body: index }));
}

type Input = { Entries?: SendMessageBatchRequestEntry[] };

function answering(answer: (input: Input) => unknown): SQSClient {
  return { send: async ({ input }: SendMessageBatchCommand) => answer(input as Input) } as unknown as SQSClient;
}
