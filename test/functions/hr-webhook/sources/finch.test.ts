import Finch from '@tryfinch/finch-api';
import { expect, test } from 'vitest';
import { sampleOf } from '../contract/contract-member.ts';
import { finch } from '../contract/finch.ts';
import { now, openDoor } from '../contract/open-door.ts';
import { answered, deliver } from './deliver.ts';

const exit = sampleOf('finch', 'exit.json');

test("Finch's own client agrees with how these tests sign", () => {
  const sender = finch.createSender();
  const client = new Finch({ accessToken: 'none', webhookSecret: String(sender.secret) });
  const { headers, body } = sender.send(exit, Date.now());
  expect(() => client.webhooks.verifySignature(body.toString(), headers)).not.toThrow();
  expect(() => client.webhooks.verifySignature(`${body.toString()} `, headers)).toThrow('signature');
});

test('who is no longer in the directory has left; the id and the time of the event are the sender’s', async () => {
  const sender = finch.createSender();
  const sent = sender.send(exit, now - 60_000);
  const { notices } = await openDoor('finch', {}, { current: sender.secret }).deliver(sent);
  expect(notices).toMatchObject([
    {
      kind: 'exit',
      person: { id: '3c2e0f0a-0000-4000-8000-000000001001' },
      eventId: sent.headers['finch-event-id'],
      sentAt: '2026-11-20T09:59:00.000Z',
    },
  ]);
});

test('a change of the employment does not say what changed, and counts only where it is to be acted on', async () => {
  const changed = sampleOf('finch', 'needs-hr-api.json');
  expect(answered(await deliver(finch, changed))).toEqual({ status: 200, cases: [], ignored: 'needs-hr-api' });
  expect((await deliver(finch, changed, { options: { actOnUpdate: true } })).notices).toMatchObject([{ kind: 'exit' }]);
});
