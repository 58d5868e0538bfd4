import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  caseIdsOf,
  isSamePerson,
  type Person,
  person,
  placesOf,
} from '../../../../../functions/shared/offboarding/case/person.ts';

const full = { id: 'E1', userName: 'ann', email: 'ann@example.com' };

describe('the ids of a person’s case', () => {
  it('come strongest identifier first: id, user name, e-mail', () => {
    expect(caseIdsOf(full)).toEqual([
      ...caseIdsOf({ id: 'E1' }),
      ...caseIdsOf({ userName: 'ann' }),
      ...caseIdsOf({ email: 'ann@example.com' }),
    ]);
  });

  it('are the same in any letter case and with blanks around', () => {
    expect(caseIdsOf({ userName: ' Ann.LEE ' })).toEqual(caseIdsOf({ userName: 'ann.lee' }));
  });

  it('stay as they are from release to release: cases in the ledger are found by them', () => {
    expect(caseIdsOf(full)).toEqual([
      'case-64816b5a1edabe6211dd',
      'case-157cfbc2c91468bbe4c1',
      'case-bd704a8b9d29ae004743',
    ]);
  });

  it('tell one kind of identifier from another with the same text', () => {
    expect(caseIdsOf({ id: 'ann' })).not.toEqual(caseIdsOf({ userName: 'ann' }));
  });

  it('are hashes, which do not give the person away', () => {
    const ids = caseIdsOf(full);

    for (const id of ids) expect(id).toMatch(/^case-[0-9a-f]{20}$/);
    expect(new Set(ids).size).toBe(3);
  });

  it('are refused to a person without any identifier', () => {
    expect(() => caseIdsOf({})).toThrow(new TypeError('A person needs at least one of id, email, userName'));
  });
});

describe('where a person’s case is looked for', () => {
  it('is under each identifier, and then aside of those that are given to others in time', () => {
    const asideOfName = 'case-a6e1ecf12fb3f2c0bc5d';
    expect(placesOf(full)).toEqual([...caseIdsOf(full), asideOfName, 'case-244f3371e1ebfef93092']);
    expect(placesOf({ userName: 'ann' })).toEqual([...caseIdsOf({ userName: 'ann' }), asideOfName]);
    expect(placesOf({ id: 'E1' })).toEqual(caseIdsOf({ id: 'E1' }));
  });
});

describe('two descriptions of a person', () => {
  const cases: [Person, Person, boolean][] = [
    [{ id: 'E1' }, { id: 'e1' }, true],
    [{ id: 'E1' }, { id: 'E2' }, false],
    [{ id: 'E1', email: 'x@example.com' }, { id: 'E2', email: 'x@example.com' }, false],
    [{ id: 'E1', email: 'x@example.com' }, { id: 'E1', email: 'y@example.com' }, true],
    [{ userName: 'ann', email: 'x@example.com' }, { userName: 'ben', email: 'x@example.com' }, false],
    [{ id: 'E1', email: 'x@example.com' }, { email: 'X@example.com' }, true],
    [{ id: 'E1' }, { email: 'x@example.com' }, true],
  ];

  it.each(cases)('%j and %j: the same is %s', (a, b, same) => {
    expect(isSamePerson(a, b)).toBe(same);
    expect(isSamePerson(b, a)).toBe(same);
  });

  it('that share a case id by their strongest identifier are the same person', () => {
    const persons = fc.record(
      { id: fc.constantFrom('E1', 'e1', 'E2'), userName: fc.constantFrom('ann', 'Ann', 'ben') },
      { requiredKeys: ['id'] },
    );
    fc.assert(
      fc.property(persons, persons, (a, b) => {
        expect(isSamePerson(a, b)).toBe(caseIdsOf(a)[0] === caseIdsOf(b)[0]);
      }),
    );
  });
});

describe('a person', () => {
  it('is taken without the blanks around identifiers', () => {
    expect(person.parse({ id: ' E1 ', email: ' ann@example.com ' })).toEqual({ id: 'E1', email: 'ann@example.com' });
  });

  it.each([
    [{}, 'needs at least one of id, email, userName'],
    [{ id: '   ' }, 'id'],
    [{ email: 'not an address' }, 'must be an e-mail address'],
    [{ email: 'ann@' }, 'must be an e-mail address'],
    [{ id: 'E1', username: 'ann' }, 'username'],
    [{ id: 'x'.repeat(256) }, 'id'],
    [{ id: 7 }, 'id'],
  ])('is refused as %j, naming what is wrong', (given, named) => {
    const { error } = person.safeParse(given);

    expect(JSON.stringify(error?.issues)).toContain(named);
  });
});

it('a name to sign in with and a user name are no contradiction: the address decides', () => {
  const scim = { userName: 'x9@tenant.example', email: 'anna@corp.example' };
  expect(isSamePerson(scim, { userName: 'anna', email: 'Anna@corp.example' })).toBe(true);
  expect(isSamePerson(scim, { userName: 'anna', email: 'ben@corp.example' })).toBe(false);
  expect(isSamePerson(scim, { userName: 'x8@tenant.example', email: 'anna@corp.example' })).toBe(false);
  expect(isSamePerson({ userName: 'anna' }, { userName: 'ben', email: 'anna@corp.example' })).toBe(false);
});

it('a person is the same however an accent is put together', () => {
  expect(caseIdsOf({ userName: 'Andr\u00e9' })).toEqual(caseIdsOf({ userName: 'andre\u0301' }));
  expect(isSamePerson({ userName: 'Andr\u00e9' }, { userName: 'andre\u0301' })).toBe(true);
});
