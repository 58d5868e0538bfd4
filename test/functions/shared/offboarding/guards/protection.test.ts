import { describe, expect, it } from 'vitest';
import { isProtectedUser, whyProtected } from '../../../../../functions/shared/offboarding/guards/protection.ts';
import { aPolicy } from '../../../support/samples.ts';

const policy = aPolicy({
  protect: {
    users: ['CEO'],
    groups: ['Operators'],
    desktops: ['desktop-7', 'PC-BUILD'],
    tags: ['keep', 'tier=critical'],
  },
});

describe('who is protected', () => {
  it.each<[boolean, (string | undefined)[], string[]]>([
    [true, ['ceo'], []],
    [true, [undefined, 'Ceo'], []],
    [true, ['ann'], ['staff', 'operators']],
    [false, ['ann'], ['staff']],
    [false, ['ceo2'], ['operator']],
    [false, [undefined], []],
  ])('is %s of %j in the groups %j', (expected, names, groups) => {
    expect(isProtectedUser(names, groups, policy)).toBe(expected);
  });

  it('is nobody where nobody is named', () => {
    expect(isProtectedUser(['ceo'], ['operators'], aPolicy())).toBe(false);
  });
});

describe('which desktops are protected', () => {
  it.each<[string | undefined, { desktopId?: string; computerName?: string; tags?: string[] }]>([
    ['desktop', { desktopId: 'Desktop-7' }],
    ['desktop', { computerName: 'pc-build' }],
    ['tag:keep', { tags: ['other', 'keep'] }],
    ['tag:Keep=for a year', { tags: ['Keep=for a year'] }],
    ['tag:tier=critical', { tags: ['tier=critical'] }],
    [undefined, { tags: ['tier=low', 'tier', 'keeper'] }],
    [undefined, { computerName: 'desktop-70' }],
    [undefined, {}],
  ])('is said by %s of %j', (why, given) => {
    expect(whyProtected({ desktopId: 'desktop-1', tags: [], ...given }, policy)).toBe(why);
  });
});
