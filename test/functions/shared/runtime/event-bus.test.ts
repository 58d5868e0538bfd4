import { expect, test } from 'vitest';
import { type BusEvent, createEventBus } from '../../../../functions/shared/runtime/event-bus.ts';
import { createFakeEventBridge } from '../../support/fake-event-bridge.ts';

const at = '2026-11-20T10:00:00.000Z';
const numbered = (count: number): BusEvent[] =>
  Array.from({ length: count }, (_, number) => ({ detailType: 'Number', detail: { number }, at }));

test('events go out ten a call, in the name of the source and with the time when it happened', async () => {
  const bridge = createFakeEventBridge();
  expect(await createEventBus(bridge.client, 'numbers').put(numbered(12))).toEqual(numbered(12).map(() => undefined));
  expect(bridge.calls).toEqual([10, 2]);
  expect(bridge.taken[11]).toEqual({
    Source: 'numbers',
    DetailType: 'Number',
    Detail: '{"number":11}',
    Time: new Date(at),
  });
});

test('what EventBridge refuses inside a 200 is told, event by event, in the order of the events', async () => {
  const bridge = createFakeEventBridge();
  bridge.rules.refuse = ({ Detail }) => (Detail === '{"number":1}' ? 'ThrottlingException' : undefined);
  expect(await createEventBus(bridge.client, 'numbers').put(numbered(3))).toEqual([
    undefined,
    'EventBridge: ThrottlingException',
    undefined,
  ]);
});

test('what EventBridge says nothing of was not taken', async () => {
  const client = { send: async () => ({ Entries: [{ EventId: '1' }] }) };
  expect(await createEventBus(client as never, 'numbers').put(numbered(2))).toEqual([
    undefined,
    'EventBridge: no answer',
  ]);
});

test('a call that fails is thrown', async () => {
  const bridge = createFakeEventBridge();
  bridge.rules.down = new Error('InternalException');
  await expect(createEventBus(bridge.client, 'numbers').put(numbered(1))).rejects.toThrow('InternalException');
});
