import { describe, expect, it } from 'vitest';
import { isPersons, type KnownPerson } from '../../../../functions/shared/desktops/is-persons.ts';
import type { AttachedUser } from '../../../../functions/shared/offboarding/identity/attached-user.ts';

const ann = { userName: 'Ann', userId: 'id-A', domain: 'corp.local' };
const other = { userName: 'ann', userId: 'id-B', domain: 'partner.local' };

function known(given: Partial<KnownPerson> = {}): KnownPerson {
  return { names: ['Ann', 'ann.before'], userIds: ['id-A'], namesakes: [ann], ...given };
}

describe('an attachment in a list of whoever is attached', () => {
  it.each<[attached: Partial<AttachedUser>, person?: Partial<KnownPerson>]>([
    [{ userId: 'id-A' }],
    [{ userId: 'ID-a', userName: 'renamed since' }],
    [{ userName: 'ANN' }],
    [{ userName: 'ann.before', domain: 'corp.local' }],
    [{ domain: 'CORP.local' }, { namesakes: [ann, other] }],
    [{ userId: 'ann' }],
    [{ userId: 'id-A', type: 'unknown' }],
    [{}, { userIds: [], namesakes: [] }],
    [{ userId: 'any' }, { userIds: ['Ann'], namesakes: [] }],
  ])('%j is the person’s own', (attached, person) => {
    expect(isPersons({ userName: 'ann', ...attached }, known(person))).toBe(true);
  });

  it.each<[attached: Partial<AttachedUser>, person?: Partial<KnownPerson>]>([
    [{ userId: 'id-B' }],
    [{ userName: 'anna' }],
    [{ domain: 'partner.local' }],
    [{ domain: 'partner.local' }, { namesakes: [ann, other] }],
    [{}, { namesakes: [ann, other] }],
    [{ type: 'group' }],
    [{ type: 'group', userId: 'id-A' }],
    [{ type: 'unknown' }],
  ])('%j is not', (attached, person) => {
    expect(isPersons({ userName: 'ann', ...attached }, known(person))).toBe(false);
  });
});
