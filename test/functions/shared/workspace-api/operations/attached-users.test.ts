import { describe, expect, it } from 'vitest';
import { attachedKind, attachedTo } from '../../../../../functions/shared/workspace-api/operations/attached-users.ts';

const ann = { user_name: 'ann', type: 'USER' };
const staff = { user_name: 'staff', type: 'GROUP' };

describe('who is attached to a desktop', () => {
  it('is everybody listed, groups included', () => {
    expect(attachedTo({ attach_state: 'ATTACHED', attach_user_infos: [ann, staff] })).toEqual([ann, staff]);
  });

  it.each(['DEATTACHING', 'DEATTACHFAIL', 'DEATTACHED', 'UNATTACH', ''])(
    'is whoever is still listed while the state says %j: only an empty list is proof',
    (attach_state) => {
      expect(attachedTo({ attach_state, user_name: 'ann', attach_user_infos: [ann] })).toEqual([ann]);
    },
  );

  it.each([[undefined], [null], [[]]])('is the user named on a single-user desktop, where the list is %j', (infos) => {
    expect(attachedTo({ attach_state: 'ATTACHED', user_name: 'ann', attach_user_infos: infos })).toEqual([
      { user_name: 'ann' },
    ]);
  });

  it.each(['DEATTACHED', 'UNATTACH'])('is not the name that is left over on a desktop that is %s', (attach_state) => {
    expect(attachedTo({ attach_state, user_name: 'ann', attach_user_infos: [] })).toEqual([]);
  });

  it('is also whoever only the lists of names have', () => {
    const desktop = { user_name: 'ann', user_list: ['Ann', 'bob'], user_group_list: ['staff'], attach_user_infos: [] };
    expect(attachedTo({ ...desktop, attach_state: 'ATTACHED' })).toEqual([
      { user_name: 'ann' },
      { user_name: 'bob' },
      staff,
    ]);
    expect(attachedTo({ ...desktop, attach_state: 'DEATTACHED' })).toEqual([]);
  });

  it('is nobody where nobody is named', () => {
    expect(attachedTo({})).toEqual([]);
    expect(attachedTo({ attach_state: 'ATTACHED', user_name: '' })).toEqual([]);
  });
});

describe('what is attached', () => {
  it.each([
    ['USER', 'user'],
    [undefined, 'user'],
    ['', 'user'],
    ['GROUP', 'group'],
    ['USER_GROUP', 'group'],
    ['user_group', 'group'],
    ['ORG_UNIT', 'unknown'],
  ])('as %j is a %s', (type, kind) => {
    expect(attachedKind(type)).toBe(kind);
  });
});
