import { describe, expect, it } from 'vitest';
import { namesakes, whoseAttachment } from '../../../../functions/shared/desktops/namesakes.ts';
import type { FoundDesktop, FoundUser } from '../../../../functions/shared/desktops/read-attachments.ts';

const listed: FoundUser = { userId: 'id-A', userName: 'u7', locked: false, groups: [], domain: 'corp.local' };
const [a, b] = [
  { userId: 'id-A', userName: 'u7', domain: 'corp.local' },
  { userId: 'id-B', userName: 'u7', domain: 'partner.local' },
];

function on(attachment: Partial<FoundDesktop['attachment']>, unknownType?: string): FoundDesktop {
  const desktop = { desktopId: 'd1', attachedUsers: [], tags: [], detaching: false };
  return { ...desktop, attachment: { userName: 'u7', ...attachment }, ...(unknownType && { unknownType }) };
}

describe('the users of a name', () => {
  it('are those listed and those whom an attachment alone shows', () => {
    expect(namesakes([listed], [on(a), on(b)])).toEqual([a, b]);
  });

  it('are no more for an attachment that says less', () => {
    expect(namesakes([listed], [on({}), on({ domain: 'CORP.local' }), on({ userId: 'ID-A' })])).toEqual([a]);
    expect(namesakes([], [on({}), on(a)])).toEqual([a]);
    expect(namesakes([listed], [on({ domain: 'partner.local' })])).toHaveLength(2);
  });

  it('are not what has an unknown type, nor told by a name in place of an id', () => {
    expect(namesakes([{ ...listed, userId: 'u7' }], [on({ userId: 'ou-1' }, 'ORG_UNIT')])).toEqual([
      { userName: 'u7', domain: 'corp.local' },
    ]);
  });
});

describe('an attachment', () => {
  it.each<[whose: unknown, attachment: Partial<FoundDesktop['attachment']>, unknownType?: string]>([
    [a, { userId: 'id-A' }],
    ['another', { userId: 'id-B' }],
    [a, { domain: 'corp.local' }],
    ['another', { domain: 'partner.local' }],
    ['unclear', {}],
    [a, { userId: 'id-A' }, 'ORG_UNIT'],
    ['another', { userId: 'id-B' }, 'ORG_UNIT'],
    ['unclear', { userId: 'ou-1' }, 'ORG_UNIT'],
    ['unclear', {}, 'ORG_UNIT'],
  ])('is %j for %j of type %j', (whose, attachment, unknownType) => {
    expect(whoseAttachment(on(attachment, unknownType), [a], [a, b])).toEqual(whose);
  });

  it('without an id is the only user’s of that name', () => {
    expect(whoseAttachment(on({}), [a], [a])).toEqual(a);
  });
});
