import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { afterAll, expect, test } from 'vitest';
import { startAwsEndpoint } from '../../../../infra/local/aws/aws-endpoint.ts';
import { createEventBridge } from '../../../../infra/local/aws/event-bridge.ts';
import { credentials, region } from '../../../../infra/local/aws/local-account.ts';

const endpoint = await startAwsEndpoint();
const { handler, events } = createEventBridge();
endpoint.serve(['events'], handler);
endpoint.showLocal('events', () => events);
const client = new EventBridgeClient({ endpoint: endpoint.url, region, credentials, maxAttempts: 1 });
afterAll(async () => {
  client.destroy();
  await endpoint.close();
});

const entry = { Source: 'numbers', DetailType: 'Number', Detail: '{"number":1}', Time: new Date(0) };
const put = (...Entries: PutEventsRequestEntry[]) => client.send(new PutEventsCommand({ Entries }));

test('an event is to be seen as the targets of rules would get it', async () => {
  const { Entries = [] } = await put(entry);
  const shown = (await (await fetch(`${endpoint.url}/__local/events`)).json()) as unknown[];
  expect(shown.at(-1)).toEqual({
    version: '0',
    id: Entries[0]?.EventId,
    source: 'numbers',
    'detail-type': 'Number',
    account: '000000000000',
    region: 'us-east-1',
    time: '1970-01-01T00:00:00Z',
    resources: [],
    detail: { number: 1 },
  });
});

test('what is wrong with one entry is an answer to that entry, and keeps no other from being taken', async () => {
  const before = events.length;
  const { FailedEntryCount, Entries } = await put(
    { ...entry, Detail: '[1]' },
    entry,
    { ...entry, Source: '' },
    { ...entry, EventBusName: 'another' },
    { ...entry, Detail: '{' },
  );
  expect(FailedEntryCount).toBe(4);
  expect(Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([
    'MalformedDetail',
    undefined,
    'InvalidArgument',
    'NotFoundException',
    'MalformedDetail',
  ]);
  expect(events.length).toBe(before + 1);
});

test('the last thousand are kept', async () => {
  for (let calls = 0; calls < 101; calls += 1) await put(...Array.from({ length: 10 }, () => entry));
  expect(events.length).toBe(1000);
});

test('what is to be seen is not to be acted on, and nothing else is there', async () => {
  expect((await fetch(`${endpoint.url}/__local/events`, { method: 'POST' })).status).toBe(404);
  expect((await fetch(`${endpoint.url}/__local/secrets`)).status).toBe(404);
});
