import { describe, expect, test } from 'vitest';
import { sampleOf } from '../contract/contract-member.ts';
import { deel as members } from '../contract/deel.ts';
import { answered, deliver } from './deliver.ts';

const [deel] = members as [(typeof members)[number]];

const event = (type: string, resource: unknown, more: object = {}) => ({
  data: { meta: { event_type: type, tracking_id: 't1' }, resource },
  timestamp: '2026-11-20T09:59:30.070Z',
  ...more,
});
const confirmed = (contract: object) => deliver(deel, event('gp.termination.confirmed', [contract]));
const terminated = (resource: unknown) => event('contract.terminated', resource);

describe('a contract that is terminated', () => {
  test.each([
    [{ id: 'c1', worker: { id: 'W1', email: 'leaver1@example.com' } }, { id: 'W1' }],
    [{ id: 'c1', worker_id: 7, worker_email: 'leaver1@example.com' }, { id: '7' }],
    [{ id: 'c1', worker: null }, { id: 'c1' }],
  ])('names who leaves: %j', async (resource, person) => {
    const { notices } = await deliver(deel, terminated([resource]));
    expect(notices).toMatchObject([{ kind: 'exit' }]);
    expect(notices[0]?.person).toEqual(person);
  });

  test.each([
    { id: 'c1', worker: { id: 'W1', email: 'anna@mail.example' } },
    { id: 'c1', worker_id: 'W1', worker_email: 'anna@mail.example' },
  ])('names who leaves by address only where that is said to be the work address: %j', async (resource) => {
    const { notices } = await deliver(deel, terminated([resource]), { options: { workerEmailIsWork: true } });
    expect(notices[0]?.person).toEqual({ id: 'W1', email: 'anna@mail.example' });
  });

  test('is over when the day of its completion is, where it has one', async () => {
    const options = { timeZone: 'Europe/Lisbon' };
    const contracts = [{ id: 'c1', completion_date: '2026-12-31T00:00:00.000Z' }, { id: 'c2' }];
    const { notices } = await deliver(deel, terminated(contracts), { options });
    expect(notices[0]).toMatchObject({ effectiveAt: '2027-01-01T00:00:00+00:00', zone: 'Europe/Lisbon' });
    expect(notices[1]).not.toHaveProperty('effectiveAt');
  });

  test('may come alone, without a list around it', async () => {
    expect((await deliver(deel, terminated({ id: 'c1' }))).notices).toHaveLength(1);
  });

  test('is an event of its own, also where one person had two', async () => {
    const two = [
      { id: 'c1', worker: { id: 'W1' } },
      { id: 'c2', worker: { id: 'W1' } },
    ];
    const { notices } = await deliver(deel, terminated(two));
    expect(new Set(notices.map(({ eventId }) => eventId)).size).toBe(2);
  });

  test('is not lost with a bad one beside it', async () => {
    const answer = await deliver(deel, sampleOf('deel', 'batch.json'));
    expect(answer.notices.map(({ person }) => person.id)).toEqual(['W1001', 'W1002']);
    expect(answered(answer)).toMatchObject({ status: 200, rejected: [{ path: 'data.resource.1' }] });
  });
});

test('a termination that is only confirmed waits for its date, and is nothing without one', async () => {
  expect((await confirmed({ id: 'c1', completion_date: '2026-12-31' })).notices).toMatchObject([
    { effectiveAt: '2027-01-01T00:00:00+00:00' },
  ]);
  expect(answered(await confirmed({ id: 'c1' }))).toEqual({ status: 200, cases: [], ignored: 'needs-hr-api' });
});

test('a profile that is deleted is an exit only where that is configured: a duplicate is deleted, too', async () => {
  const deleted = event('worker.v2.deleted', { id: 'P1' });
  expect(answered(await deliver(deel, deleted))).toEqual({ status: 200, cases: [], ignored: 'record-deleted' });
  const { notices } = await deliver(deel, deleted, { options: { actOnDeleted: true } });
  expect(notices).toMatchObject([{ kind: 'exit', person: { id: 'P1' } }]);
});

test('what is not about leaving is taken, however it looks: ten refusals would switch the webhook off', async () => {
  const odd = event('bgcheck.result.available', { name: 'Softcheck' }, { timestamp: '2024-09-05T08:32:52. 119Z' });
  expect((await deliver(deel, odd)).status).toBe(200);
});

test.each([
  event('contract.terminated', [{ id: 'c1' }], { is_simulation: true }),
  {
    ...event('x', []),
    data: { meta: { event_type: 'contract.terminated' }, resource: [{ id: 'c1' }], is_simulation: true },
  },
  sampleOf('deel', 'simulation.json'),
])('a simulation changes nothing, at whatever level it says so', async (content) => {
  expect(answered(await deliver(deel, content))).toEqual({ status: 200, cases: [], ignored: 'simulation' });
});
