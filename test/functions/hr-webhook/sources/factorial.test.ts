import { describe, expect, test } from 'vitest';
import { sampleOf } from '../contract/contract-member.ts';
import { factorial as members } from '../contract/factorial.ts';
import { now } from '../contract/open-door.ts';
import { answered, deliver } from './deliver.ts';

const [factorial] = members as [(typeof members)[number]];
const exitLater = sampleOf('factorial', 'exit-later.json');
const older = sampleOf('factorial', 'exit-v1.json');
const terminate = { type: 'employees/employee/terminate' };
const unterminate = { type: 'employees/employee/unterminate' };

describe('a termination', () => {
  test('waits until its day is over, in the zone that was configured', async () => {
    const { notices } = await deliver(factorial, exitLater, {
      options: { timeZone: 'Europe/Madrid' },
      query: terminate,
    });
    expect(notices).toMatchObject([
      {
        kind: 'exit',
        effectiveAt: '2100-01-01T00:00:00+01:00',
        zone: 'Europe/Madrid',
        person: { id: '1002', email: 'leaver2@example.com' },
        sentAt: '2026-11-20T09:59:30.000Z',
        trust: 'token',
      },
    ]);
  });

  test('never names somebody by a private address', async () => {
    const employee = { id: '7', login_email: null, email: 'anna@mail.example', terminated_on: '2026-11-18' };
    const { notices } = await deliver(factorial, employee, { query: terminate });
    expect(notices[0]?.person).toEqual({ id: '7' });
  });

  test('is told by its date where the address does not say what happened', async () => {
    expect((await deliver(factorial, exitLater)).notices).toMatchObject([{ kind: 'exit' }]);
  });

  test('without a date is left to the HR API, unless it is to be acted on', async () => {
    const query = { type: 'employee_terminated' };
    const answer = await deliver(factorial, older, { query });
    expect(answered(answer)).toEqual({ status: 200, cases: [], ignored: 'needs-hr-api' });
    const acted = await deliver(factorial, older, { query, options: { actWithoutDate: true } });
    expect(acted.notices).toMatchObject([{ kind: 'exit', person: { id: '52' } }]);
  });

  test('of the same person a year later is another event, also where the bytes are the same', async () => {
    const how = { query: terminate, options: { actWithoutDate: true } };
    const [first, again] = [
      await deliver(factorial, older, how),
      await deliver(factorial, older, { ...how, at: now + 3e10 }),
    ];
    expect(first.notices[0]?.eventId).not.toBe(again.notices[0]?.eventId);
  });
});

test.each(['employee_unterminated', 'Employees::Events::EmployeeUnterminated', 'employees/employee/unterminate'])(
  '%s takes an exit back, whatever date is still there',
  async (type) => {
    expect((await deliver(factorial, exitLater, { query: { type } })).notices).toMatchObject([{ kind: 'rehired' }]);
  },
);

test('the same employee terminated and not terminated are two events', async () => {
  const [one, other] = [
    await deliver(factorial, exitLater, { query: terminate }),
    await deliver(factorial, exitLater, { query: unterminate }),
  ];
  expect(one.notices[0]?.eventId).not.toBe(other.notices[0]?.eventId);
});

test('an update of somebody who stays says nothing: it looks like a return', async () => {
  const updated = await deliver(factorial, sampleOf('factorial', 'irrelevant.json'));
  expect(answered(updated)).toMatchObject({ ignored: 'type-unknown' });
  const other = await deliver(factorial, exitLater, { query: { type: 'employees/employee/update' } });
  expect(answered(other)).toMatchObject({ ignored: 'type-without-effect' });
});
