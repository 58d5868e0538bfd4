import { describe, expect, it } from 'vitest';
import { workspaceUserName } from '../../../../functions/shared/offboarding/identity.ts';
import type { Person } from '../../../../functions/shared/offboarding/person.ts';
import type { Policy } from '../../../../functions/shared/offboarding/policy.ts';
import { aPolicy } from '../../support/samples.ts';

const byName: Policy['identity'] = ['user-name'];
const byMail: Policy['identity'] = ['email-local-part'];
const nameFirst: Policy['identity'] = ['user-name', 'email-local-part'];
const mailFirst: Policy['identity'] = ['email-local-part', 'user-name'];

const cases: [rules: Policy['identity'], who: Person, userName: string | undefined][] = [
  [byName, { userName: 'Ann' }, 'Ann'],
  [byName, { id: 'E1', email: 'ann@example.com' }, undefined],
  [byMail, { email: 'ann.lee@example.com', userName: 'other' }, 'ann.lee'],
  [byMail, { userName: 'ann' }, undefined],
  [nameFirst, { userName: 'ann', email: 'other@example.com' }, 'ann'],
  [nameFirst, { email: 'ann@example.com' }, 'ann'],
  [mailFirst, { userName: 'other', email: 'ann@example.com' }, 'ann'],
  [mailFirst, { userName: 'ann' }, 'ann'],
  [nameFirst, { id: 'E1' }, undefined],
];

describe('the Workspace user name of a person', () => {
  it.each(cases)('by %j, of %j, is %s', (rules, who, userName) => {
    expect(workspaceUserName(who, rules)).toBe(userName);
  });

  it('is never guessed from the HR id', () => {
    expect(workspaceUserName({ id: 'ann' }, aPolicy().identity)).toBeUndefined();
  });
});
