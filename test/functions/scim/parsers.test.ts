import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAttributes, readNew } from '../../../functions/scim/attribute-values.ts';
import { readPatch } from '../../../functions/scim/patch-operations.ts';
import { newUser, noticesOf, withAttributes } from '../../../functions/scim/scim-user.ts';
import { readFilter } from '../../../functions/scim/user-filter.ts';
import { exitNotice } from '../../../functions/shared/offboarding/notices/exit-notice.ts';
import { HttpError } from '../../../functions/shared/runtime/http-error.ts';
import { ten } from '../support/samples.ts';
import { sampleOf } from './open-scim.ts';

const core = 'urn:ietf:params:scim:schemas:core:2.0:User';
const kept = { email: 'a@x.com', emailType: 'work' };
const one = (operation: unknown, user: object = kept) => readPatch({ Operations: [operation] }, user);
const userNameIn = (filter: string) => {
  const { attribute, value } = readFilter(filter);
  expect(attribute).toBe('userName');
  return value;
};

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
    { op: 'replace', path: core, value: { active: false } },
    { op: 'replace', value: { [core]: { active: 'False', displayName: 'x' } } },
    { op: 'replace', value: { [core]: { active: false }, userName: null } },
    { op: 'replace', path: '/active', value: false },
    { op: 'replace', path: 'active.value', value: 'False' },
    { op: 'replace', path: 'active', value: { value: false } },
    { op: 'replace', value: { 'active.value': false } },
  ])('is inactive by %j', (operation) => {
    expect(one(operation)).toEqual({ active: false });
  });

  test.each([
    { op: 'replace', path: 'name.givenName', value: 'Pat' },
    { op: 'add', path: 'members', value: [{ value: 'x' }] },
    { op: 'remove', path: 'displayName' },
    { op: 'replace', path: 'activeSince', value: false },
    { op: 'replace', path: 'emails[type eq "work"].display', value: 'x' },
    { op: 'remove', path: 'emails[type eq "home"]' },
    { op: 'remove', path: 'emails', value: [{ value: 'home@example.com' }] },
    { op: 'add', path: 'emails', value: [{ value: 'home@example.com', type: 'home' }] },
    { op: 'add', value: { emails: [], externalId: null } },
    { op: 'replace', path: 'constructor', value: false },
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
    expect(one(operation)).toStrictEqual({ email: undefined, emailType: undefined });
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
    ['invalidValue', { op: 'replace', path: 'active', value: null }],
    ['invalidPath', { op: 'replace', path: 'active.status', value: false }],
    ['invalidPath', { op: 'replace', path: 'active[value eq true]', value: false }],
    ['invalidPath', { op: 'replace', path: 'active/value', value: false }],
    ['invalidPath', { op: 'replace', path: `${core}:active.x`, value: false }],
    ['invalidPath', { op: 'replace', value: { 'active.x': false } }],
    ['invalidPath', { op: 'replace', path: 'userName.x', value: 'x' }],
    ['invalidPath', { op: 'remove', path: 'externalId[type eq "x"]' }],
    ['invalidPath', { op: 'replace', path: 'emails/0/value', value: 'a@x.com' }],
    ['invalidPath', { op: 'replace', path: 'emails[0].value', value: 'a@x.com' }],
    ['invalidPath', { op: 'replace', path: 'emails[type co "work"].value', value: 'a@x.com' }],
    ['invalidPath', { op: 'replace', path: `emails[${' '.repeat(200_000)}`, value: 'a@x.com' }],
    ['noTarget', { op: 'remove' }],
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

describe('active is never passed over:', () => {
  const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
  const refused = expect.objectContaining({ status: 400, code: 'invalidPath' });

  test.each([
    `${core}:/active`,
    `${core}/active`,
    `/${core}:active`,
    'User:active',
    'user.active',
    'urn:scim:schemas:core:1.0:active',
    'urn:scim:schemas:core:1.0:User:active',
    'urn:ietf:params:scim:schemas:core:2.0:active',
    '//active',
  ])('%s is understood', (path) => {
    expect(one({ op: 'replace', path, value: false })).toEqual({ active: false });
    expect(one({ op: 'replace', value: { [path]: false } })).toEqual({ active: false });
  });

  test('nor in an object of the type', () => {
    expect(one({ op: 'replace', value: { User: { active: false } } })).toEqual({ active: false });
    expect(one({ op: 'replace', path: 'User', value: { active: false } })).toEqual({ active: false });
  });

  test.each([
    `${enterprise}:active`,
    `${enterprise}:userName`,
    'urn:custom:1.0:User:emails',
    'profile.externalId',
    'account/active',
    'x:active.value',
    'x:emails[type eq "work"].value',
    'status active',
  ])('%s is refused', (path) => {
    for (const op of ['replace', 'remove']) expect(() => one({ op, path, value: false })).toThrow(refused);
    expect(() => one({ op: 'replace', value: { [path]: false } })).toThrow(refused);
    expect(() => readAttributes({ userName: 'anna', [path]: false })).toThrow(refused);
  });

  test.each([{ [enterprise]: { Active: false } }, { data: { active: false } }, { ['__proto__']: { active: false } }])(
    '%j is refused',
    (value) => {
      expect(() => one({ op: 'replace', value })).toThrow(refused);
      expect(() => readAttributes({ userName: 'anna', ...value })).toThrow(refused);
    },
  );

  test('null is refused, but of a user who is created', () => {
    const invalid = expect.objectContaining({ status: 400, code: 'invalidValue' });
    expect(() => readAttributes({ userName: 'anna', active: null })).toThrow(invalid);
    expect(() => one({ op: 'replace', value: { active: null } })).toThrow(invalid);
    expect(readNew({ userName: 'anna', active: null })).not.toHaveProperty('active');
  });

  test.each([
    'title',
    `${enterprise}:manager`,
    'inactive',
    'x:activeSince',
    'name.givenName',
    'addresses[type eq "work"].region',
  ])('%s is another attribute', (path) => {
    expect(one({ op: 'replace', path, value: { value: 'x' } })).toEqual({});
  });
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
    [
      'that for work, in any letter case',
      [
        { value: 'b@x.com', type: 'other' },
        { value: 'a@x.com', type: 'Work' },
      ],
      'a@x.com',
    ],
    ['one of an odd type', [{ value: 'a@x.com', type: 'business' }], 'a@x.com'],
    ['one whose type is no text', [{ value: 'a@x.com', type: 5 }, null], 'a@x.com'],
    [
      'the good one beside nulls',
      [null, { value: null, primary: true }, { value: 'a@x.com', type: 'work' }],
      'a@x.com',
    ],
    [
      'the good one beside a bad one',
      [
        { value: 'a', primary: true },
        { value: 'a@x.com', type: 'work' },
      ],
      'a@x.com',
    ],
    ['none that is private, though it is the primary', [{ value: 'a@x.com', type: 'home', primary: true }], undefined],
  ])('is %s', (_, emails, email) => {
    expect(readAttributes({ emails }).email).toBe(email);
  });

  test.each([
    ['emails[type eq "work"].value', 'b@x.com'],
    ['Emails[Type eq "Work"].Value', 'b@x.com'],
    ['emails[ type  eq  "work" ] . value', 'b@x.com'],
    ["emails[type eq 'work'].value", 'b@x.com'],
    ['emails[type eq work]', 'b@x.com'],
    ['emails[type eq "work" and primary eq true].value', 'b@x.com'],
    ['emails[primary eq true].value', 'b@x.com'],
    ['emails[value eq "A@x.com"].value', 'b@x.com'],
    ['emails[value eq "other@x.com"].value', undefined],
    ['emails[type eq "home"].value', undefined],
    ['emails[type eq "other"].value', undefined],
  ])('under %s is %s', (path, email) => {
    expect(one({ op: 'replace', path, value: 'b@x.com' }).email).toBe(email);
  });

  test('of an odd type is replaced under that type, and by one for work', () => {
    const odd = { email: 'a@x.com', emailType: 'other' };
    const set = (type: string) =>
      one({ op: 'replace', path: `emails[type eq "${type}"].value`, value: 'b@x.com' }, odd);
    expect(set('other')).toEqual({ email: 'b@x.com', emailType: 'other' });
    expect(set('work')).toEqual({ email: 'b@x.com', emailType: 'work' });
  });

  test.each([
    ['replaced by what is none', { op: 'replace', path: 'emails', value: [{ value: 'none', type: 'work' }] }],
    ['set to what is none', { op: 'replace', path: 'emails[type eq "work"].value', value: 'none' }],
    ['replaced by a number', { op: 'replace', path: 'emails', value: 42 }],
    ['set to a blank', { op: 'replace', path: 'emails[type eq "work"].value', value: ' ' }],
    ['beside one of an odd type', { op: 'add', path: 'emails', value: [{ value: 'b@x.com', type: 'other' }] }],
  ])('stays where it is %s', (_, operation) => {
    expect({ ...kept, ...one(operation) }).toMatchObject(kept);
    expect({ ...kept, ...readAttributes({ emails: ['none'] }, kept) }).toMatchObject(kept);
  });
});

test.each([
  [[null]],
  [[{}]],
  [['']],
  [{}],
  [[{ type: 'work' }]],
  [[{ value: ' ' }]],
  [' '],
  [[{ value: 'a@y.com', type: 'home' }]],
])('the address of a user stays where it is replaced by %j', (value) => {
  expect({ ...kept, ...one({ op: 'replace', path: 'emails', value }) }).toMatchObject(kept);
  expect({ ...kept, ...readAttributes({ emails: value }, kept) }).toMatchObject(kept);
});

test.each([
  { op: 'replace', path: 'emails', value: [] },
  { op: 'replace', path: 'emails', value: null },
  { op: 'replace', path: 'emails', value: '' },
  { op: 'replace', value: { emails: [] } },
  { op: 'replace', path: 'emails[type eq "work"].value', value: null },
  { op: 'replace', path: 'emails[type eq "work"].value', value: '' },
  { op: 'remove', path: 'emails' },
])('the address of a user is taken away by %j', (operation) => {
  expect(one(operation, { email: 'a@x.com', emailType: 'work' })).toMatchObject({ email: undefined });
});

test.each(['a\u0000b', 'a\u0007', '\u009fa', 'a\nb'])('a name with a control character is none: %j', (name) => {
  for (const path of ['userName', 'externalId']) {
    const refused = expect.objectContaining({ status: 400, code: 'invalidValue' });
    expect(() => one({ op: 'replace', path, value: name })).toThrow(refused);
  }
});

describe('a filter by user name', () => {
  test.each([
    ['userName eq "leaver1"', 'leaver1'],
    ['USERNAME EQ "leaver1"', 'leaver1'],
    [` ${core}:userName  eq  "leaver1" `, 'leaver1'],
    [String.raw`userName eq "a\"b\\c\u00e9"`, 'a"b\\cé'],
    [String.raw`userName eq "CORP\jane"`, String.raw`CORP\jane`],
    ['userName eq leaver1', 'leaver1'],
    ["userName eq 'leaver1'", 'leaver1'],
    ['userName eq "a b@x.com"', 'a+b@x.com'],
    ['userName eq "leaver1" and active eq true', 'leaver1'],
    ['active eq "False" and userName eq "a and b"', 'a and b'],
    ['(userName eq "a (b) c")', 'a (b) c'],
    ["( (userName eq '😀)') and (active eq true) )", '😀)'],
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
    'userName eq',
    'userName eq "a" and',
    'active eq true',
    'active eq maybe and userName eq "a"',
    'userName eq "a" and title eq "b"',
    'userName co "x"',
    'active eq "x"',
    '(userName eq "a"',
    'userName eq "a")(',
    'not (userName eq "a")',
    '(userName eq "a") or (userName eq "b")',
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
          const said = { ...unlessRefused(reading), userName: 'leaver1', active: false };
          for (const notice of noticesOf(withAttributes(user, said, ten), 'current')) {
            expect(exitNotice.safeParse(notice).error).toBeUndefined();
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('is no filter, or a 400', () => {
    fc.assert(
      fc.property(fc.string(), (filter) => {
        expect(unlessRefused(() => readFilter(filter))).toBeUndefined();
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
    emailType: 'work',
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
