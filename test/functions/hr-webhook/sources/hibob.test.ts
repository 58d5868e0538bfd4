import { describe, expect, test } from 'vitest';
import { sampleOf } from '../contract/contract-member.ts';
import { hibob } from '../contract/hibob.ts';
import { now, openDoor } from '../contract/open-door.ts';
import { answered, deliver } from './deliver.ts';

const event = (type: string, more: object = {}) => ({
  companyId: 617083,
  type,
  triggeredBy: 'system',
  triggeredAt: '2026-11-20T00:00:00.680867',
  version: 'v2',
  data: { employeeId: '3332883884017713001' },
  ...more,
});

describe('who is inactivated', () => {
  test('may only be on leave: nothing happens', async () => {
    const answer = await deliver(hibob, event('employee.inactivated'));
    expect(answered(answer)).toEqual({ status: 200, cases: [], ignored: 'leave-or-exit-unclear' });
  });

  test('leaves where that is configured', async () => {
    const answer = await deliver(hibob, event('employee.inactivated'), { options: { actOnInactivated: true } });
    expect(answer.notices).toMatchObject([{ kind: 'exit' }]);
  });
});

test('who is active again may only be back from a leave: it undoes an exit only where the leave is taken for one', async () => {
  const answer = await deliver(hibob, event('employee.activated'));
  expect(answered(answer)).toEqual({ status: 200, cases: [], ignored: 'return-or-rehire-unclear' });
  const { notices } = await deliver(hibob, event('employee.activated'), { options: { actOnInactivated: true } });
  expect(notices).toMatchObject([{ kind: 'rehired' }]);
});

test.each([
  ['employee.left', 'exit'],
  ['employee.access.revoked.immediately', 'revoke-now'],
  ['employee.joined', 'rehired'],
])('%s is an event of its own for each employee and time: %s', async (type, kind) => {
  const { notices } = await deliver(hibob, event(type));
  expect(notices).toMatchObject([
    {
      kind,
      eventId: `${type}#3332883884017713001#2026-11-20T00:00:00.680Z`,
      person: { id: '3332883884017713001' },
      sentAt: '2026-11-20T00:00:00.680Z',
    },
  ]);
});

test('a record that is deleted is an exit only where that is configured: a duplicate is deleted, too', async () => {
  const deleted = event('employee.deleted', { data: { employeeId: '7', email: 'leaver1@example.com' } });
  expect(answered(await deliver(hibob, deleted))).toEqual({ status: 200, cases: [], ignored: 'record-deleted' });
  const { notices } = await deliver(hibob, deleted, { options: { actOnDeleted: true } });
  expect(notices).toMatchObject([{ kind: 'exit', person: { id: '7', email: 'leaver1@example.com' } }]);
});

test('the older version names the employee in another place', async () => {
  const older = event('employee.left', {
    version: 'v1',
    data: undefined,
    employee: { id: '3332883884017713001', email: 'leaver1@example.com' },
  });
  const { notices } = await deliver(hibob, older);
  expect(notices).toMatchObject([{ person: { id: '3332883884017713001', email: 'leaver1@example.com' } }]);
});

test('an id that JSON has rounded names nobody, rather than somebody else', async () => {
  const rounded = Buffer.from(
    '{"type":"employee.left","triggeredAt":"2026-11-20T00:00:00","data":{"employeeId":3332883884017713001}}',
  );
  expect((await deliver(hibob, rounded)).status).toBe(400);
});

describe('the ping at set-up', () => {
  const { secret } = hibob.createSender();
  const door = openDoor('hibob', {}, { current: secret });
  const post = (body: string, type = 'application/json') =>
    door.deliver({ headers: { 'content-type': type }, body: Buffer.from(body) });

  test.each([
    [sampleOf('hibob', 'ping.txt').toString(), 'text/plain'],
    ['"Ping test"', 'application/json'],
    ['{"text":"Ping test"}', 'application/json; charset=utf-8'],
  ])('%s is answered, signed or not', async (text, type) => {
    expect(answered(await post(text, type))).toEqual({ status: 200, cases: [], ignored: 'ping' });
    expect((await deliver(hibob, Buffer.from(text))).status).toBe(200);
  });

  test.each([
    JSON.stringify(event('employee.left')),
    JSON.stringify({ text: 'Ping test', ...event('employee.left') }),
    'Ping test, and more',
    JSON.stringify({ text: 'x'.repeat(1025) }),
  ])('is nothing else that comes unsigned: %s', async (text) => {
    expect((await post(text)).code).toBe('not-signed');
  });
});

test('nothing signed is too old, because HiBob signs no time: its id gives it no second effect', async () => {
  const aYear = 365 * 86_400_000;
  const sender = hibob.createSender();
  const door = openDoor('hibob', {}, { current: sender.secret });
  const sent = sender.send(sampleOf('hibob', 'exit.json'), now);
  const [first, replayed] = [await door.deliver(sent), await door.deliver(sent, { at: now + aYear })];
  expect(replayed.notices[0]?.eventId).toBe(first.notices[0]?.eventId);
});
