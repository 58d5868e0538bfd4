import { describe, expect, test } from 'vitest';
import { type Sender, sampleOf } from '../contract/contract-member.ts';
import { merge } from '../contract/merge.ts';
import { answered, deliver } from './deliver.ts';

const changed = (data: object) => ({
  hook: { id: 'h1', event: 'Employee.changed', target: 'https://webhooks.example.com/hr/merge' },
  data: { id: 'm1', modified_at: '2026-11-20T09:59:30.070Z', ...data },
});

test('an employee who is inactive has left, on the date that there is', async () => {
  const { notices } = await deliver(merge, sampleOf('merge', 'exit.json'));
  expect(notices).toMatchObject([
    { kind: 'exit', effectiveAt: '2026-11-18T00:00:00.000Z', sentAt: '2026-11-20T09:59:30.070Z' },
  ]);
});

test('who leaves is found by all that Merge knows, and null is nothing', async () => {
  const data = { employment_status: 'INACTIVE', work_email: 'leaver1@example.com', username: 'leaver1' };
  expect((await deliver(merge, changed(data))).notices).toMatchObject([
    { person: { id: 'm1', email: 'leaver1@example.com', userName: 'leaver1' } },
  ]);
  const little = { employment_status: 'INACTIVE', work_email: null, username: '' };
  expect((await deliver(merge, changed(little))).notices[0]?.person).toEqual({ id: 'm1' });
});

describe('an employee who is active', () => {
  const active = changed({ employment_status: 'ACTIVE', termination_date: '2026-12-31T00:00:00Z' });

  test('does not leave, or not yet: an exit that was announced before is taken back', async () => {
    expect((await deliver(merge, active)).notices).toMatchObject([{ kind: 'rehired', onlyOwn: true }]);
  });

  test('is passed over where that is configured', async () => {
    const answer = await deliver(merge, active, { options: { cancelWhenActive: false } });
    expect(answered(answer)).toEqual({ status: 200, cases: [], ignored: 'no-exit' });
  });
});

test.each(['PENDING', null, '', 'RETIRED'])('a status of %j says nothing of leaving', async (status) => {
  const answer = await deliver(merge, changed({ employment_status: status }));
  expect(answered(answer)).toEqual({ status: 200, cases: [], ignored: 'no-exit' });
});

test('the padding of the signature may be there', async () => {
  const padded = { ...merge, createSender: () => withPadding(merge.createSender()) };
  expect((await deliver(padded, sampleOf('merge', 'exit.json'))).status).toBe(200);
});

function withPadding(sender: Sender): Sender {
  return {
    ...sender,
    send(body, at) {
      const { headers, ...sent } = sender.send(body, at);
      const signature = `${headers['x-merge-webhook-signature']}=`;
      return { ...sent, headers: { ...headers, 'x-merge-webhook-signature': signature } };
    },
  };
}
