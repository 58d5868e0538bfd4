import { describe, expect, test } from 'vitest';
import { takeNotices } from '../../../../functions/offboard/take-notices.ts';
import { applyAll } from '../../support/apply-all.ts';
import { noticeRecord } from '../../support/exits-records.ts';
import { createMemoryCaseStore } from '../../support/memory-case-store.ts';
import { aPolicy } from '../../support/samples.ts';
import { silentLog } from '../../support/silent-log.ts';
import { bamboohr } from '../contract/bamboohr.ts';
import { type ContractMember, sampleOf } from '../contract/contract-member.ts';
import { createHmacSender } from '../contract/hmac-sender.ts';
import { now } from '../contract/open-door.ts';
import { answered, deliver } from './deliver.ts';

const [one, many] = bamboohr as readonly [ContractMember, ContractMember];
const exit = sampleOf('bamboohr', 'exit.json');

const updated = (data: object) => ({ type: 'employee.updated', timestamp: '2026-11-20T09:59:30+0000', data });

const withTimestamp = (timestamp: string): ContractMember => ({
  ...one,
  createSender: () =>
    createHmacSender({
      header: 'x-bamboohr-signature',
      headers: () => ({ 'x-bamboohr-timestamp': timestamp }),
      message: (body) => Buffer.concat([body, Buffer.from(timestamp)]),
    }),
});

describe('an update', () => {
  const silent = updated({ employeeId: '1001', changedFields: ['status'] });

  test('that does not say to what is left to the HR API, unless it is to be acted on', async () => {
    expect(answered(await deliver(one, silent))).toEqual({ status: 202, cases: [], ignored: 'needs-hr-api' });
    const { notices } = await deliver(one, silent, { options: { actOnUpdate: true } });
    expect(notices).toMatchObject([{ kind: 'exit', person: { id: '1001' } }]);
  });

  test.each(['On Leave', 'Full-Time'])(
    'to a status of %s is no exit, also where every update is to be acted on',
    async (status) => {
      const leave = updated({ employeeId: '1001', changedFields: ['status'], fields: { Status: status } });
      const answer = await deliver(one, leave, { options: { actOnUpdate: true } });
      expect(answered(answer)).toEqual({ status: 202, cases: [], ignored: 'needs-hr-api' });
    },
  );

  test.each([null, ''])('to a status of %j does not say to what', async (status) => {
    const silentToo = updated({ employeeId: '1001', changedFields: ['status'], fields: { Status: status } });
    expect((await deliver(one, silentToo, { options: { actOnUpdate: true } })).notices).toMatchObject([
      { kind: 'exit' },
    ]);
  });

  test.each([
    ['fields, an empty map as PHP writes it', { fields: [] }],
    ['fields', { fields: null }],
    ['changedFields', { changedFields: null }],
    ['changedFields', { changedFields: 'status' }],
  ])('without usable %s has the effect of what else it says', async (_, unusable) => {
    const told = updated({ employeeId: '1001', changedFields: ['status'], ...unusable });
    expect((await deliver(one, told, { options: { actOnUpdate: true } })).notices).toMatchObject([{ kind: 'exit' }]);
    const entry = { id: '1001', action: 7, changedFields: ['status'], ...unusable };
    const batch = await deliver(many, { employees: [entry] }, { options: { actOnUpdate: true } });
    expect(batch.notices).toMatchObject([{ kind: 'exit' }]);
  });

  test('of something else changes nothing, also where every update is to be acted on', async () => {
    const promoted = updated({ employeeId: '1001', changedFields: ['jobTitle'], fields: { status: 'Inactive' } });
    const answer = await deliver(one, promoted, { options: { actOnUpdate: true } });
    expect(answered(answer)).toEqual({ status: 202, cases: [], ignored: 'change-without-effect' });
  });

  test.each([
    ['rehired', { Status: 'Active', 'Termination Date': '0000-00-00' }],
    ['cancelled', { 'Termination Date': '' }],
  ])('of the job of somebody who stays takes back the word of BambooHR alone: %s', async (kind, fields) => {
    const { notices } = await deliver(
      one,
      updated({ employeeId: '1001', changedFields: ['employmentStatus'], fields }),
    );
    expect(notices).toMatchObject([{ kind, onlyOwn: true }]);
  });

  test('to a date that nobody can read is refused, and no return', async () => {
    const fields = { Status: 'Active', 'Termination Date': '31.12.2026' };
    const answer = await deliver(one, updated({ employeeId: '1001', changedFields: ['terminationDate'], fields }));
    expect(answer.notices).toEqual([]);
    expect(answered(answer)).toMatchObject({ status: 400, error: { details: [{ path: 'data.fields' }] } });
  });

  test('names the employee by id and work address, and says when it was', async () => {
    const { notices } = await deliver(one, exit);
    expect(notices).toMatchObject([
      { person: { id: '1001', email: 'leaver1@example.com' }, sentAt: '2026-11-20T09:59:30.000Z', trust: 'signed' },
    ]);
    expect(notices[0]).not.toHaveProperty('effectiveAt');
  });

  test('that names nobody is refused', async () => {
    const answer = await deliver(one, updated({ employeeId: '', fields: { status: 'Inactive' } }));
    expect(answered(answer)).toMatchObject({ status: 400, error: { details: [{ path: 'data.employeeId' }] } });
  });
});

const ago = (seconds: number) => new Date(now - seconds * 1000).toISOString();

const change = (status: string, timestamp: unknown) => ({
  employees: [{ id: '1001', changedFields: ['status'], fields: { status }, timestamp }],
});

describe('a request with many employees', () => {
  test('takes the good entries and lists the bad one', async () => {
    const answer = await deliver(many, sampleOf('bamboohr', 'batch.json'));
    expect(answer.notices.map(({ person }) => person.id)).toEqual(['1001', '1002', '1004']);
    expect(answered(answer)).toMatchObject({ status: 202, rejected: [{ path: 'employees.2.id' }] });
  });

  test('is refused where no entry is good, with the problems of all', async () => {
    const answer = await deliver(many, { employees: [{ id: '', action: 'Deleted' }, 'nobody'] });
    const paths = [{ path: 'employees.0.id' }, { path: 'employees.1' }];
    expect(answered(answer)).toMatchObject({ status: 400, error: { details: paths } });
  });

  test('takes the others where the date of one cannot be read', async () => {
    const employees = ['2027-01-15', '01/15/2027'].map((terminationDate, id) => ({ id, fields: { terminationDate } }));
    const answer = await deliver(many, { employees });
    expect(answer.notices.map(({ person }) => person.id)).toEqual(['0']);
    expect(answered(answer)).toMatchObject({ status: 202, rejected: [{ path: 'employees.1.fields' }] });
  });

  test('keeps apart what it says twice of the same employee', async () => {
    const entry = { id: '1001', fields: { status: 'Inactive' } };
    const { notices } = await deliver(many, { employees: [entry, entry] });
    expect(new Set(notices.map(({ eventId }) => eventId)).size).toBe(2);
  });

  test('is another event on another day: who returns may leave again', async () => {
    const leaves = { employees: [{ id: '1001', fields: { status: 'Inactive' } }] };
    const first = await deliver(many, leaves);
    const retry = await deliver(many, leaves, { at: now + 80 * 60_000 });
    const again = await deliver(many, leaves, { at: now + 100 * 86_400_000 });
    const ids = [first, retry, again].map(({ notices }) => notices[0]?.eventId);
    expect([ids[0] === ids[1], ids[0] === ids[2]]).toEqual([true, false]);
  });

  describe('is ordered by when each employee changed, not by when it was sent:', () => {
    test('an exit that is sent again does not overtake the return that came in between', async () => {
      const left = await deliver(many, change('Inactive', ago(300)), { at: now - 299_000 });
      const back = await deliver(many, change('Active', ago(120)), { at: now - 119_000 });
      const leftAgain = await deliver(many, change('Inactive', ago(300)));
      const notices = [left, back, leftAgain].flatMap((delivered) => delivered.notices);
      expect(notices.map(({ sentAt }) => sentAt)).toEqual([ago(300), ago(120), ago(300)]);
      // Whether the first attempt was taken or not.
      for (const came of [notices, notices.slice(1)]) expect(applyAll(came).case?.status).toBe('cancelled');
    });

    test.each([
      ['unix seconds', now / 1000 - 300, ago(300)],
      ['an offset without a colon', '2026-11-20T17:55:00+0800', ago(300)],
      ['nothing that can be read', 'yesterday', ago(0)],
      ['a time that is still to come', ago(-3600), ago(0)],
      ['nothing', undefined, ago(0)],
    ])('with %s', async (_, timestamp, sentAt) => {
      const { notices } = await deliver(many, change('Inactive', timestamp));
      expect(notices).toMatchObject([{ sentAt }]);
    });
  });

  test.each(['employee_with_fields.deleted', 'Deleted'])('tells a deletion by %s', async (type) => {
    const { notices } = await deliver(many, { type, employees: [{ id: '1001' }] });
    expect(notices).toMatchObject([{ kind: 'exit' }]);
  });
});

describe('the timestamp', () => {
  test.each([String(now / 1000), '2026-11-20T10:00:00Z', '2026-11-20T18:00:00+08:00', '2026-11-20T10:00:00+0000'])(
    'may be %s',
    async (timestamp) => {
      expect((await deliver(withTimestamp(timestamp), exit)).status).toBe(202);
    },
  );

  test.each(['1763632800000', '2026-11-20', '2026-11-20T10:00:00', 'now', '01763632800', ' 1795168800'])(
    'must not be %s',
    async (timestamp) => {
      expect((await deliver(withTimestamp(timestamp), exit)).code).toBe('not-signed');
    },
  );

  test('keeps its bytes to itself: none can be moved into the body, or out of it', async () => {
    const sender = one.createSender();
    const sent = sender.send(exit, now);
    const timestamp = sent.headers['x-bamboohr-timestamp'] ?? '';
    const sticky = { ...one, createSender: () => ({ ...sender, send: () => moved }) };
    const moved = {
      headers: { ...sent.headers, 'x-bamboohr-timestamp': timestamp.slice(1) },
      body: Buffer.concat([sent.body, Buffer.from(timestamp.slice(0, 1))]),
    };
    expect((await deliver(sticky, exit)).code).toBe('not-signed');
  });

  test('may be that of the first attempt when BambooHR tries for the last time', async () => {
    const first = withTimestamp(String(now / 1000));
    expect((await deliver(first, exit, { at: now + 155 * 60_000 })).status).toBe(202);
  });
});

const said = (Status: string) => ({ employeeId: '1001', changedFields: ['status'], fields: { Status } });
const entry = (Status: string) => ({ ...said(Status), id: '1001', timestamp: '2026-11-20T09:59:30Z' });

describe('Active and then Inactive within one second are an exit', () => {
  test('in two requests', async () => {
    const told = [await deliver(one, updated(said('Active'))), await deliver(one, updated(said('Inactive')))];
    expect(applyAll(told.flatMap(({ notices }) => notices)).case.status).toBe('scheduled');
  });

  test('in one request of the older shape, also as one batch', async () => {
    const { notices } = await deliver(many, { employees: [entry('Active'), entry('Inactive')] });
    expect(notices.map(({ kind }) => kind)).toEqual(['rehired', 'exit']);
    const deps = { store: createMemoryCaseStore(), log: silentLog, policy: aPolicy() };
    const [taken] = await takeNotices(notices.map(noticeRecord), deps);
    expect(taken?.case.status).toBe('scheduled');
  });
});
