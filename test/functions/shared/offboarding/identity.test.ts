import { describe, expect, it } from 'vitest';
import { type Identity, identify } from '../../../../functions/shared/offboarding/identity.ts';
import type { Person } from '../../../../functions/shared/offboarding/person.ts';
import type { Policy } from '../../../../functions/shared/offboarding/policy.ts';
import { aPolicy } from '../../support/samples.ts';

const none: Identity = { problem: 'no-identity-for-workspace' };
const several: Identity = { problem: 'several-identities-on-workspace' };
const nobody = new Map<string, string[]>();

const byName: Policy['identity'] = ['user-name'];
const byLocalPart: Policy['identity'] = ['email-local-part'];
const nameFirst: Policy['identity'] = ['user-name', 'email-local-part'];
const mailFirst: Policy['identity'] = ['email-local-part', 'user-name'];

const byRule: [rules: Policy['identity'], who: Person, identity: Identity][] = [
  [byName, { userName: 'Ann' }, { userName: 'Ann' }],
  [byName, { id: 'E1', email: 'ann@example.com' }, none],
  [byLocalPart, { email: 'ann.lee@example.com', userName: 'other' }, { userName: 'ann.lee' }],
  [byLocalPart, { userName: 'ann' }, none],
  [nameFirst, { userName: 'ann', email: 'other@example.com' }, { userName: 'ann' }],
  [nameFirst, { email: 'ann@example.com' }, { userName: 'ann' }],
  [mailFirst, { userName: 'other', email: 'ann@example.com' }, { userName: 'ann' }],
  [mailFirst, { userName: 'ann' }, { userName: 'ann' }],
  [nameFirst, { id: 'E1' }, none],
];

describe('who a person is on Workspace', () => {
  it.each(byRule)('by %j, %j is %j', (rules, who, identity) => {
    expect(identify(who, [], rules, nobody)).toEqual(identity);
  });

  it('is never guessed from the HR id', () => {
    expect(identify({ id: 'ann' }, [], aPolicy().identity, nobody)).toEqual(none);
  });

  it('is not looked for by a rule that the policy does not have', () => {
    const usersByEmail = new Map([['ann@example.com', ['ann']]]);
    expect(identify({ email: 'ann@example.com' }, [], byName, usersByEmail)).toEqual(none);
  });

  it('is what the explicit mapping says, whatever a rule would', () => {
    expect(identify({ id: 'E1', userName: 'other' }, ['ann'], byName, nobody)).toEqual({ userName: 'ann' });
  });

  it('is one user where several identifiers are mapped to the same, letter case aside', () => {
    expect(identify({ id: 'E1', userName: 'x' }, ['ann', 'Ann'], byName, nobody)).toEqual({ userName: 'ann' });
  });

  it('is left open where the identifiers are mapped to different users', () => {
    expect(identify({ id: 'E1', userName: 'x' }, ['ann', 'bob'], byName, nobody)).toEqual(several);
  });

  describe('by the e-mail address of a Workspace user', () => {
    const users = new Map([
      ['ann@example.com', ['ann.lee']],
      ['shared@example.com', ['bob', 'carol']],
    ]);

    it.each<[email: string, identity: Identity]>([
      ['ANN@example.com', { userName: 'ann.lee' }],
      ['shared@example.com', several],
      ['ann@example.org', none],
    ])('%s is %j', (email, identity) => {
      expect(identify({ email }, [], ['email'], users)).toEqual(identity);
    });
  });
});
