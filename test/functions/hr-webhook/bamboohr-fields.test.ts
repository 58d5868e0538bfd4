import { describe, expect, test } from 'vitest';
import { isAboutLeaving, plainFields, saidByFields } from '../../../functions/hr-webhook/bamboohr-fields.ts';

const now = Date.parse('2026-11-20T10:00:00Z');
const said = (fields: Record<string, unknown>, zone = 'UTC') => saidByFields(plainFields(fields), { zone, now });

describe('the fields of an employee say', () => {
  test.each([
    ['Inactive', { status: 'Inactive' }],
    ['terminated, in the history', { employmentHistoryStatus: 'Terminated' }],
    ['inactive, wrapped', { status: { value: 'inactive' } }],
    ['inactive, under the name that a customer gave it', { 'Employment Status': 'INACTIVE' }],
    ['inactive, whatever the date', { status: 'Inactive', terminationDate: '2099-12-31' }],
  ])('has left: %s', (_, fields) => {
    expect(said(fields)).toEqual({ kind: 'exit' });
  });

  test('leaves when the day of the termination is over, in the zone that was configured', () => {
    const leaving = { status: 'Active', terminationDate: '2026-12-31' };
    expect(said(leaving, 'America/Denver')).toEqual({
      kind: 'exit',
      effectiveAt: '2027-01-01T00:00:00-07:00',
      zone: 'America/Denver',
    });
  });

  test('still leaves on the day of the termination itself, and not before it is over', () => {
    expect(said({ status: 'Active', terminationDate: '2026-11-20' })).toMatchObject({ kind: 'exit' });
    expect(said({ status: 'Active', terminationDate: '2026-11-19' })).toEqual({ kind: 'rehired', onlyOwn: true });
  });

  test('left on a day in the past, where they do not say that somebody is active again', () => {
    expect(said({ terminationDate: '2020-01-31' })).toMatchObject({ effectiveAt: '2020-02-01T00:00:00+00:00' });
  });

  test('leaves on a day that is set, though on leave until then', () => {
    const fields = { status: 'On Leave', terminationDate: '2026-12-31' };
    expect(said(fields)).toMatchObject({ kind: 'exit', effectiveAt: '2027-01-01T00:00:00+00:00' });
  });

  test.each([{ terminationDate: '0000-00-00' }, { terminationDate: '' }])('stays: %j', (fields) => {
    expect(said(fields)).toEqual({ kind: 'cancelled', onlyOwn: true });
  });

  test.each([
    {},
    { status: 'On Leave' },
    { status: 'Inactive', employmentStatus: 'Leave of Absence' },
    { status: 'Active', employmentStatus: 'Parental leave', terminationDate: '2020-01-31' },
    { status: null },
    { terminationDate: null },
    { terminationDate: { value: null } },
  ])('nothing of it: %j', (fields) => {
    expect(said(fields)).toBeUndefined();
  });
});

test.each(['31.12.2026', '01/15/2027', '2026-02-31', 'soon', 20_270_115, {}])(
  'a date that nobody can read says neither that somebody leaves nor that they stay: %j',
  (terminationDate) => {
    expect(said({ terminationDate })).toBe('unreadable-date');
    expect(said({ status: 'Active', terminationDate })).toBe('unreadable-date');
    expect(said({ status: 'Inactive', terminationDate })).toEqual({ kind: 'exit' });
  },
);

test('a change of status or termination may be about leaving, any other is not', () => {
  const changed = ['status', 'employmentStatus', 'Termination Date', 'maritalStatus', 'jobTitle', 'hireDate'];
  expect(changed.filter(isAboutLeaving)).toEqual(['status', 'employmentStatus', 'Termination Date']);
});
