import { describe, expect, it } from 'vitest';
import type {
  AccessRecord,
  DesktopRecord,
  OffboardingCase,
  UserRecord,
} from '../../../../../functions/shared/offboarding/case/offboarding-case.ts';
import { noteWhatIsSeen } from '../../../../../functions/shared/offboarding/decide/note-what-is-seen.ts';
import type { Observation } from '../../../../../functions/shared/offboarding/decide/observation.ts';
import {
  aCase,
  aPolicy,
  aPool,
  aRecord,
  at,
  attached,
  aUser,
  aUserRecord,
  boundEip,
  seen,
  stayers,
  ten,
  without,
} from '../../../support/samples.ts';

const problem = { code: 'WKS.1', message: 'refused' };
const locking = aPolicy({ lockUser: true });
const unread = [{ workspace: 'main', problem }];

function note(one: Partial<OffboardingCase>, what: Partial<Observation>, policy = aPolicy()): OffboardingCase {
  return noteWhatIsSeen(aCase(one), seen(what), policy);
}

describe('a desktop on which the person is found', () => {
  it('enters with how it was, and with how many others keep it', () => {
    const facts = { computerName: 'pc-1', desktopType: 'SHARED', powerState: 'ACTIVE' };
    const desktop = attached('one', { ...facts, others: stayers(2), tags: ['keep'] });
    const policy = aPolicy({ protect: { tags: ['keep'] } });

    expect(note({}, { attached: [desktop], eips: [boundEip('one'), boundEip('two')] }, policy).desktops).toEqual([
      aRecord('one', {
        ...facts,
        others: stayers(2),
        protected: 'tag:keep',
        eip: { eipId: 'eip-of-one', address: '198.51.100.7' },
      }),
    ]);
  });

  it('is with so many others by name as fit into a case, and with how many more', () => {
    const [one] = note({}, { attached: [attached('one', { others: stayers(40) })] }).desktops;

    expect(one?.others).toEqual([...stayers(19), { userName: '21 more', type: 'more' }]);
  });

  it.each<DesktopRecord['detach']>(['planned', 'requested', 'verified'])(
    'by one list and not by another is neither gone nor as it was before, where it was %s',
    (detach) => {
      const before = aRecord('one', { detach, others: stayers(1), powerState: 'ACTIVE' });
      const disputed = attached('one', { isDisputed: true, others: [] });

      const [noted] = note({ desktops: [before] }, { attached: [disputed] }).desktops;
      const [agreed] = note({ desktops: [noted ?? before] }, { others: [without('one')] }).desktops;

      expect(noted).toMatchObject({ others: stayers(1), powerState: 'ACTIVE', problem: { code: 'readings-disagree' } });
      expect(noted?.detach).not.toBe('verified');
      expect(agreed).toMatchObject({ detach: 'verified' });
      expect(agreed?.problem).toBeUndefined();
    },
  );

  it('is one of the known ones, or a new one', () => {
    const { desktops } = note({ desktops: [aRecord('one')] }, { attached: [attached('one'), attached('two')] });

    expect(desktops.map(({ desktopId }) => desktopId)).toEqual(['one', 'two']);
  });
});

describe('a desktop that is known', () => {
  it.each<[what: string, tags: string[], why: string | undefined]>([
    ['has become protected', ['keep'], 'tag:keep'],
    ['is no longer protected', [], undefined],
  ])('is judged anew, with the person on it or not: it %s', (_, tags, why) => {
    const policy = aPolicy({ protect: { tags: ['keep'] } });
    const desktops = [aRecord('one', { protected: why ? undefined : 'tag:keep' })];

    for (const what of [{ attached: [attached('one', { tags })] }, { others: [without('one', { tags })] }]) {
      expect(note({ desktops }, what, policy).desktops).toMatchObject([{ protected: why }]);
    }
  });

  it.each<[what: string, was: DesktopRecord['detach'], is: DesktopRecord['detach']]>([
    ['has been asked for until that shows', 'requested', 'requested'],
    ['is to be taken away again where the person is back on it', 'verified', 'planned'],
  ])('%s', (_, was, is) => {
    const desktops = [aRecord('one', { detach: was })];

    expect(note({ desktops }, { attached: [attached('one')] }).desktops).toMatchObject([{ detach: is }]);
  });

  it('stays protected where it is not listed', () => {
    expect(note({ desktops: [aRecord('one', { protected: 'desktop' })] }, {}).desktops).toMatchObject([
      { protected: 'desktop' },
    ]);
  });

  it.each<[what: string, record: Partial<DesktopRecord>]>([
    ['detached', { detach: 'requested' }],
    ['unbound', { detach: 'verified', unbind: 'requested' }],
  ])('is not called %s where its project was not read', (_, given) => {
    const desktops = [aRecord('one', given)];

    expect(note({ desktops }, { unread }).desktops).toEqual(desktops);
    expect(note({ desktops }, { unread: [{ workspace: 'branch', problem }] }).desktops).not.toEqual(desktops);
  });

  it.each<[unbind: DesktopRecord['unbind'], becomes: DesktopRecord['unbind']]>([
    ['planned', 'verified'],
    ['requested', 'verified'],
    ['kept', 'kept'],
    [undefined, undefined],
  ])('has an EIP that was %s and shows no more as %s', (unbind, becomes) => {
    const desktops = [aRecord('one', { detach: 'verified', detachVerifiedAt: ten, unbind })];

    const [record] = note({ desktops }, {}).desktops;
    expect(record).toMatchObject({ unbind: becomes, detachVerifiedAt: ten });
    expect(record?.unbindVerifiedAt).toBe(becomes === 'verified' ? at(1) : undefined);
  });

  it('has no EIP that somebody has bound to it since the first write', () => {
    const desktops = [aRecord('one', { detach: 'requested', admittedAt: ten })];

    expect(note({ desktops }, { eips: [boundEip('one')] }).desktops[0]?.eip).toBeUndefined();
  });

  it('has its EIP still where that shows, though the person is gone', () => {
    const desktops = [aRecord('one', { detach: 'requested', unbind: 'requested' })];

    expect(note({ desktops }, { eips: [boundEip('one')] }).desktops).toMatchObject([
      { detach: 'verified', detachVerifiedAt: at(1), unbind: 'requested' },
    ]);
  });
});

describe('a user', () => {
  it('is remembered only where users are to be locked', () => {
    expect(note({}, {}).users).toEqual([]);
    expect(note({}, {}, locking).users).toEqual([aUserRecord()]);
  });

  it('who was locked before is not the case’s to lock', () => {
    expect(note({}, { users: [aUser({ locked: true })] }, locking).users).toEqual([
      aUserRecord({ wasLocked: true, lock: 'verified' }),
    ]);
  });

  it.each<[what: string, was: UserRecord['lock'], users: Observation['users'], is: UserRecord['lock']]>([
    ['is locked once that shows', 'requested', [aUser({ locked: true })], 'verified'],
    ['cannot log in once they are gone', 'requested', [], 'verified'],
    ['is still to be locked while they are not', 'requested', [aUser()], 'requested'],
    ['is to be locked again where somebody has unlocked them', 'verified', [aUser()], 'planned'],
    [
      'of another project says nothing',
      'requested',
      [aUser(), aUser({ workspace: 'branch', locked: true })],
      'requested',
    ],
  ])('%s', (_, was, users, is) => {
    const [record] = note({ users: [aUserRecord({ lock: was })] }, { users }, locking).users;

    expect(record?.lock).toBe(is);
  });

  it('leaves no problem behind once they are locked', () => {
    const users = [aUserRecord({ lock: 'requested', problem })];

    expect(note({ users }, { users: [aUser({ locked: true })] }).users[0]?.problem).toBeUndefined();
    expect(note({ users }, {}).users[0]?.problem).toEqual(problem);
  });

  it('stays as they were where their project was not read, or where they are not to be locked', () => {
    const planned = [aUserRecord({ lock: 'requested' })];
    const never = [aUserRecord({ lock: undefined })];

    expect(note({ users: planned }, { users: [], unread }).users).toEqual(planned);
    expect(note({ users: never }, { users: [aUser({ locked: true })] }).users).toEqual(never);
  });

  it('is one of the known ones, or a new one', () => {
    const elsewhere = aUser({ workspace: 'branch' });

    expect(note({ users: [aUserRecord()] }, { users: [aUser(), elsewhere] }, locking).users).toEqual([
      aUserRecord(),
      aUserRecord({ workspace: 'branch' }),
    ]);
  });
});

describe('a detachment that an earlier episode has asked for', () => {
  const before = aRecord('desktop-1', { detach: 'requested', detachRequestedAt: ten, detachRequestId: 'r-1' });
  const taken = { openedAt: ten, desktops: [before], users: [], access: [] };

  it.each([
    [
      'is this one’s while it is under way',
      true,
      { detach: 'requested', detachRequestedAt: ten, detachRequestId: 'r-1' },
    ],
    ['is asked for anew where it is not', false, { detach: 'planned' }],
  ])('%s', (_, detaching, expected) => {
    const [record] = note({ taken }, { attached: [attached('desktop-1', { detaching })] }).desktops;

    expect(record).toMatchObject(expected);
  });
});

describe('a pool or a group', () => {
  const { removal: _, ...pool } = aPool({ name: 'call-centre' });
  const group = { ...pool, kind: 'group' as const, id: 'group-1', opens: ['d-9'] };

  it('is to be left, or is for a person to remove, as the policy says of its kind', () => {
    const removals = (pools: 'remove' | 'report', groups: 'remove' | 'report') =>
      note({}, { access: [pool, group] }, aPolicy({ pools, groups })).access.map(({ removal }) => removal);

    expect(removals('remove', 'report')).toEqual(['planned', 'reported']);
    expect(removals('report', 'remove')).toEqual(['reported', 'planned']);
    expect(note({}, { access: [group] }).access).toEqual([{ ...group, removal: 'reported' }]);
  });

  it.each<[what: string, was: AccessRecord['removal'], access: Observation['access'], is: AccessRecord['removal']]>([
    ['is left once it shows no more', 'requested', [], 'verified'],
    ['is left once a person has seen to it', 'reported', [], 'verified'],
    ['has been asked to be left until that shows', 'requested', [pool], 'requested'],
    ['is to be left again where the person is back in it', 'verified', [pool], 'planned'],
    ['is to be left where the policy leaves it to nobody any more', 'reported', [pool], 'planned'],
    ['of another project says nothing', 'requested', [{ ...pool, workspace: 'branch' }], 'verified'],
  ])('%s', (_what, was, access, is) => {
    expect(note({ access: [aPool({ removal: was })] }, { access }).access[0]?.removal).toBe(is);
  });

  it('leaves no problem behind once it is left', () => {
    const access = [aPool({ removal: 'requested', problem })];

    expect(note({ access }, {}).access[0]?.problem).toBeUndefined();
    expect(note({ access }, { access: [pool] }).access[0]?.problem).toEqual(problem);
  });

  it('stays as it was where its project was not read', () => {
    const access = [aPool({ removal: 'requested' })];

    expect(note({ access }, { unread }).access).toEqual(access);
  });

  it('is one of the known ones, or a new one; what it opens is what is seen now', () => {
    const known = aPool({ ...group, opens: ['d-1'], removal: 'requested' });

    expect(note({ access: [known] }, { access: [group, pool] }).access).toEqual([
      { ...group, removal: 'requested' },
      { ...pool, removal: 'planned' },
    ]);
  });
});

describe('who the person is on Workspace', () => {
  const [here, there] = [
    { workspace: 'main', userId: 'user-1' },
    { workspace: 'branch', userId: 'user-8' },
  ];

  it('is kept by the ids of the users seen, though nothing is taken from them, and stays when they are gone', () => {
    const users = [aUser(), aUser({ workspace: 'branch', userId: 'user-8' })];
    const { workspaceUserIds, users: locked } = note({}, { users });

    expect(workspaceUserIds).toEqual([here, there]);
    expect(locked).toEqual([]);
    expect(note({ workspaceUserIds: [there] }, { users: [aUser()] }).workspaceUserIds).toEqual([there, here]);
    expect(note({ workspaceUserIds: [here] }, { users: [] }).workspaceUserIds).toEqual([here]);
  });
});
