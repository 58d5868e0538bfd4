import { describe, expect, test } from 'vitest';
import { type Sender, sampleOf } from '../contract/contract-member.ts';
import { merge } from '../contract/merge.ts';
import { answered, deliver } from './deliver.ts';

const changed = (data: object) => ({
  hook: { id: 'h1', event: 'Employee.changed', target: 'https://webhooks.example.com/hr/merge' },
  data: { id: 'm1', modified_at: '2026-11-20T09:59:30.070Z', ...data },
});

const inactive = (date: unknown, options = {}) =>
  deliver(merge, changed({ employment_status: 'INACTIVE', termination_date: date }), { options });

describe('an employee who is inactive', () => {
  test('has left, when the day that there is was over', async () => {
    const { notices } = await deliver(merge, sampleOf('merge', 'exit.json'));
    expect(notices).toMatchObject([
      { kind: 'exit', effectiveAt: '2026-11-19T00:00:00+00:00', zone: 'UTC', sentAt: '2026-11-20T09:59:30.070Z' },
    ]);
  });

  test.each([
    '2027-01-31',
    '2027-01-31T00:00Z',
    '2027-01-31T00:00:00.000Z',
    '2027-01-31 00:00:00',
    '2027-01-31T00:00:00+08:00',
  ])('leaves when the day %s is over, in the zone that was configured', async (date) => {
    const { notices } = await inactive(date, { timeZone: 'Asia/Singapore' });
    expect(notices).toMatchObject([{ effectiveAt: '2027-02-01T00:00:00+08:00', zone: 'Asia/Singapore' }]);
  });

  test('leaves at the instant that there is, where it is more than a day', async () => {
    const { notices } = await inactive('2027-01-31T17:30:00+01:00');
    expect(notices).toMatchObject([{ effectiveAt: '2027-01-31T16:30:00.000Z' }]);
    expect(notices[0]).not.toHaveProperty('zone');
  });

  test.each([null, undefined, ''])('has left, where no date is known: %j', async (date) => {
    const { notices } = await inactive(date);
    expect(notices).toMatchObject([{ kind: 'exit' }]);
    expect(notices[0]).not.toHaveProperty('effectiveAt');
  });

  test.each(['31/01/2027', '2027-02-31', '2027-13-01T00:00:00Z', '2027-01-31T25:00:00Z', 'soon', 20270131, {}])(
    'is refused with a date that nobody can read: %j',
    async (date) => {
      const answer = await inactive(date);
      expect(answer.notices).toEqual([]);
      expect(answered(answer)).toMatchObject({ status: 400, error: { details: [{ path: 'data.termination_date' }] } });
    },
  );
});

test('who leaves is found by all that Merge knows, and null is nothing', async () => {
  const data = { employment_status: 'INACTIVE', work_email: 'leaver1@example.com', username: 'leaver1' };
  expect((await deliver(merge, changed(data))).notices).toMatchObject([
    { person: { id: 'm1', email: 'leaver1@example.com', userName: 'leaver1' } },
  ]);
  const privately = { ...data, username: 'anna@mail.example' };
  expect((await deliver(merge, changed(privately))).notices[0]?.person).toEqual({
    id: 'm1',
    email: 'leaver1@example.com',
  });
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
