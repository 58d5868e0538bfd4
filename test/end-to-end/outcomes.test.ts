import { afterAll, expect, test } from 'vitest';
import { startTestStack } from './local-stack.ts';
import { until } from './until.ts';

const stack = await startTestStack();
afterAll(() => stack.close());

test('an announcement reaches the event bus', async () => {
  await stack.queues.send('outcomes', [
    { announcement: { id: 'x', type: 'QuarantineSet', at: new Date().toISOString(), reason: 'cap' } },
  ]);
  await until('the event', async () => {
    const events = (await (await fetch(`${stack.stack.aws}/__local/events`)).json()) as { 'detail-type': string }[];
    return events.length > 0 ? { found: events } : { instead: stack.stack.logs };
  });
  expect(await stack.queues.drained('outcomes')).toBeUndefined();
});
