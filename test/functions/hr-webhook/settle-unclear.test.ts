import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import type { OpenSource } from '../../../functions/hr-webhook/open-sources.ts';
import { openHrApi, settleUnclear } from '../../../functions/hr-webhook/settle-unclear.ts';
import { HrApiError, type ReadTruth } from '../../../functions/shared/intake/hr-api.ts';
import { noOptions } from '../../../functions/shared/intake/source.ts';
import { ten } from '../support/samples.ts';

const fetchSecret = async () => JSON.stringify({ current: 'key', api: 'key of the API' });
const unclear = Array.from({ length: 50 }, (_, employee) => ({
  about: { eventId: `event-${employee}`, person: { id: `${employee}` }, sentAt: ten },
  employee,
  otherwise: { ignored: 'nobody-asked' },
}));

/** A source whose HR system answers so many questions about a request, and no more. */
function answering(most: number, addressIn: () => string | undefined = () => 'http://127.0.0.1:9'): OpenSource {
  const load = async (): Promise<ReadTruth> => {
    let left = most;
    return async ({ employee }) => {
      if (left-- <= 0) throw new HrApiError('Asked too often');
      return { ignored: String(employee) };
    };
  };
  const hrApi = {
    credentials: z.string(),
    addressIn,
    deadlineMs: 1000,
    whenUnread: 'send-again' as const,
    load,
  };
  const source = {
    name: 'some-hr',
    contentTypes: [],
    trust: 'signed' as const,
    options: noOptions,
    secret: z.string(),
    hrApi,
    receive: () => undefined,
  };
  return { source, secretId: 'secret-id', options: {} };
}

async function settle(
  open: OpenSource,
  { fetchSecret: get, now }: { fetchSecret: () => Promise<string>; now: number },
) {
  return settleUnclear(unclear, open, { asking: await openHrApi(open, get), now });
}

test.each([
  [
    'credentials',
    { current: 'key', api: 7 },
    'http://127.0.0.1:9',
    'The secret of source some-hr cannot be used (api)',
  ],
  ['address', { current: 'key', api: 'key' }, undefined, 'The option apiAddress of source some-hr is needed'],
])(
  'where the API cannot be asked for want of its %s, nobody is lost: all of them are unread',
  async (_, secret, address, reason) => {
    const { source, ...open } = answering(50, () => address);
    const given = { fetchSecret: async () => JSON.stringify(secret), now: Date.parse(ten) };

    const again = await settle({ source, ...open }, given);
    expect(again).toEqual({
      settled: [],
      unread: { reason: expect.stringContaining(reason), count: 50, isToBeSentAgain: true },
    });

    const hrApi = source.hrApi && { ...source.hrApi, whenUnread: 'as-configured' as const };
    const asConfigured = await settle({ ...open, source: { ...source, ...(hrApi && { hrApi }) } }, given);
    expect(asConfigured.settled).toEqual(unclear.map(() => ({ ignored: 'hr-api-unread' })));
  },
);

test('of more people than can be asked about in time, each has their turn when the same is sent again', async () => {
  const open = answering(20);
  const answered = new Set<string>();
  for (const minutes of [0, 5, 15, 35, 75, 155]) {
    const now = Date.parse(ten) + minutes * 60_000 + minutes * 7;
    const { settled, unread } = await settle(open, { fetchSecret, now });
    expect([settled.length, unread]).toEqual([20, { reason: 'Asked too often', count: 30, isToBeSentAgain: true }]);
    for (const one of settled) if ('ignored' in one) answered.add(one.ignored);
  }
  expect(answered.size).toBe(unclear.length);
});
