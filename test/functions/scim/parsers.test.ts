import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAttributes } from '../../../functions/scim/attribute-values.ts';
import { readPatch } from '../../../functions/scim/patch-operations.ts';
import { newUser, noticeOf, withAttributes } from '../../../functions/scim/scim-user.ts';
import { userNameIn } from '../../../functions/scim/user-filter.ts';
import { exitNotice } from '../../../functions/shared/offboarding/exit-notice.ts';
import { HttpError } from '../../../functions/shared/runtime/http-error.ts';
import { ten } from '../support/samples.ts';
import { sampleOf } from './open-scim.ts';

const core = 'urn:ietf:params:scim:schemas:core:2.0:User';
const one = (operation: unknown) => readPatch({ Operations: [operation] });

describe('what a PATCH says', () => {
  test.each([
    { op: 'replace', path: 'active', value: false },
    { op: 'Replace', path: 'active', value: 'False' },
    { op: 'REPLACE', path: 'Active', value: 'false' },
    { op: 'add', path: 'active', value: 'FALSE' },
    { op: 'Add', path: `${core}:active`, value: false },
    { op: 'replace', path: ' active ', value: false },
    { op: 'replace', value: { active: false } },
    { op: 'Replace', path: null, value: { Active: 'False', displayName: 'x' } },
    { op: 'replace', path: '', value: { [`${core}:active`]: false } },
    { OP: 'replace', Path: 'active', VALUE: false },
  ])('is inactive by %j', (operation) => {
    expect(one(operation)).toEqual({ active: false });
  });

  test.each([
    { op: 'replace', path: 'name.givenName', value: 'Pat' },
    { op: 'add', path: 'members', value: [{ value: 'x' }] },
    { op: 'remove', path: 'displayName' },
    { op: 'replace', path: 'active', value: null },
    { op: 'add', path: 'emails', value: [{ value: 'home@example.com', type: 'home' }] },
    { op: 'add', value: { emails: [], externalId: null } },
    { op: 'replace', path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:active', value: false },
    { op: 'replace', path: 'constructor', value: false },
    { op: 'replace', value: { ['__proto__']: { active: false } } },
  ])('is nothing by %j', (operation) => {
    expect(one(operation)).toStrictEqual({});
  });

  test.each([
    { op: 'remove', path: 'emails' },
    { op: 'Remove', path: 'Emails', value: [{ value: 'a@x.com' }] },
    { op: 'remove', path: 'emails[type eq "work"]' },
    { op: 'remove', path: `${core}:emails[type eq "work"].value` },
    { op: 'remove', path: 'emails[value eq "a@x.com"]' },
    { op: 'Replace', path: 'emails', value: [] },
    { op: 'replace', path: 'emails', value: null },
    { op: 'replace', path: 'emails', value: [{ value: 'a@x.com', type: 'home' }] },
    { op: 'replace', path: 'emails[type eq "work"].value', value: '' },
    { op: 'replace', value: { emails: [] } },
  ])('is that there is no address by %j', (operation) => {
    expect(one(operation)).toStrictEqual({ email: undefined });
  });

  test.each([
    { op: 'remove', path: 'externalId' },
    { op: 'replace', path: 'externalId', value: null },
  ])('is that there is no id by %j', (operation) => {
    expect(one(operation)).toStrictEqual({ externalId: undefined });
  });

  test('is what its operations come to, one after the other, whatever the letter case of their list', () => {
    const operations = [
      { op: 'add', path: 'externalId', value: 'E1' },
      { op: 'replace', value: { active: 'False', externalId: 'E2' } },
      { op: 'replace', path: 'userName', value: '  leaver1 ' },
    ];
    expect(readPatch({ operations })).toEqual({ active: false, externalId: 'E2', userName: 'leaver1' });
    expect(readPatch({ OPERATIONS: operations })).toEqual(readPatch({ Operations: operations }));
  });

  test.each([
    ['invalidValue', { op: 'replace', path: 'active', value: 'perhaps' }],
    ['invalidValue', { op: 'replace', path: 'active', value: 0 }],
    ['invalidValue', { op: 'replace', path: 'active', value: [false] }],
    ['invalidValue', { op: 'replace', path: 'userName', value: ' ' }],
    ['invalidValue', { op: 'replace', path: 'userName', value: 'half\ud83d' }],
    ['invalidValue', { op: 'replace', path: 'externalId', value: 'x'.repeat(256) }],
    ['mutability', { op: 'remove', path: 'active' }],
    ['mutability', { op: 'Remove', path: `${core}:userName` }],
    ['invalidSyntax', { op: 'move', path: 'active', value: false }],
    ['invalidSyntax', { op: 'replace', value: false }],
    ['invalidSyntax', { path: 'active', value: false }],
    ['invalidSyntax', 'replace'],
  ])('is refused as %s by %j', (code, operation) => {
    expect(() => one(operation)).toThrow(expect.objectContaining({ status: 400, code }));
  });

  test.each([null, [], {}, { Operations: [] }, { Operations: {} }, { Operations: Array.from({ length: 101 }) }])(
    'is refused as invalidSyntax without operations, or with too many: %#',
    (body) => {
      expect(() => readPatch(body)).toThrow(expect.objectContaining({ status: 400, code: 'invalidSyntax' }));
    },
  );
});

describe('the address of a user', () => {
  test.each([
    [
      'the primary',
      [
        { value: 'a@x.com', type: 'work' },
        { value: 'b@x.com', primary: true },
      ],
      'b@x.com',
    ],
    ['the primary, as Entra may write it', [{ value: 'a@x.com' }, { value: 'b@x.com', primary: 'True' }], 'b@x.com'],
    [
      'that for work',
      [
        { value: 'a@x.com', type: 'home' },
        { value: 'b@x.com', type: 'work' },
      ],
      'b@x.com',
    ],
    ['one for nothing in particular', [{ value: 'a@x.com' }], 'a@x.com'],
    ['none that is for home', [{ value: 'a@x.com', type: 'home' }], undefined],
    ['none that is no address', [{ value: 'a' }], undefined],
    ['a single one', { value: 'a@x.com' }, 'a@x.com'],
    ['none of no list', 42, undefined],
  ])('is %s', (_, emails, email) => {
    expect(readAttributes({ emails }).email).toBe(email);
  });

  test.each([
    ['emails[type eq "work"].value', 'a@x.com'],
    ['Emails[Type eq "Work"].Value', 'a@x.com'],
    ['emails[primary eq true].value', 'a@x.com'],
    ['emails[type eq "home"].value', undefined],
  ])('under %s is %s', (path, email) => {
    expect(one({ op: 'replace', path, value: 'a@x.com' }).email).toBe(email);
  });
});

describe('a filter by user name', () => {
  test.each([
    ['userName eq "leaver1"', 'leaver1'],
    ['USERNAME EQ "leaver1"', 'leaver1'],
    [` ${core}:userName  eq  "leaver1" `, 'leaver1'],
    [String.raw`userName eq "a\"b\\c\u00e9"`, 'a"b\\cé'],
  ])('%s', (filter, userName) => {
    expect(userNameIn(filter)).toBe(userName);
  });

  test('is read back whatever the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(userNameIn(`userName eq ${JSON.stringify(name)}`)).toBe(name);
      }),
    );
  });

  test.each([
    'userName',
    'userName eq leaver1',
    'userName co "x"',
    'active eq "x"',
    'userName eq "a" or active eq true',
    '""',
  ])('is not %s', (filter) => {
    expect(() => userNameIn(filter)).toThrow(expect.objectContaining({ status: 400, code: 'invalidFilter' }));
  });
});

describe('whatever is sent', () => {
  const names = fc.constantFrom('active', 'Active', 'userName', 'externalId', 'emails', `${core}:active`, 'emails[x]');
  const value = fc.oneof(fc.anything(), fc.constantFrom(true, 'False', null), fc.emailAddress(), fc.string());
  const attributes = fc.dictionary(fc.oneof(names, fc.string()), value);
  const operation = fc.record(
    {
      op: fc.constantFrom('add', 'Replace', 'remove', 'x'),
      path: fc.option(names),
      value: fc.oneof(value, attributes),
    },
    { requiredKeys: [] },
  );
  const patch = fc.oneof(fc.anything(), fc.record({ Operations: fc.array(fc.oneof(operation, fc.anything())) }));

  test('becomes attributes of which a notice can be queued, or is refused as a 400', () => {
    const user = newUser('id', { userName: 'leaver1' }, ten);
    fc.assert(
      fc.property(
        fc.oneof(
          patch.map((body) => () => readPatch(body)),
          fc.oneof(attributes, fc.anything()).map((body) => () => readAttributes(body)),
        ),
        (reading) => {
          const said = unlessRefused(reading) ?? {};
          const notice = noticeOf(withAttributes(user, said, ten), 'current');
          expect(exitNotice.safeParse(notice).error).toBeUndefined();
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('is no filter, or a 400', () => {
    fc.assert(
      fc.property(fc.string(), (filter) => {
        expect(unlessRefused(() => userNameIn(filter))).toBeUndefined();
      }),
    );
  });
});

test('every sample says what its name says', () => {
  expect(readAttributes(sampleOf('okta-put-deactivate.json'))).toMatchObject({ active: false });
  expect(readPatch(sampleOf('okta-patch-activate.json'))).toEqual({ active: true });
  expect(readAttributes(sampleOf('entra-create.json'))).toEqual({
    userName: 'leaver2@example.com',
    externalId: '0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef',
    email: 'leaver2@example.com',
    active: true,
  });
});

function unlessRefused<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof HttpError && error.status === 400) return undefined;
    throw error;
  }
}
