import { describe, expect, it } from 'vitest';
import {
  endStatuses,
  type OffboardingCase,
} from '../../../../../functions/shared/offboarding/case/offboarding-case.ts';
import { decide } from '../../../../../functions/shared/offboarding/decide/decide.ts';
import type { Decision } from '../../../../../functions/shared/offboarding/decide/decision.ts';
import type { Observation } from '../../../../../functions/shared/offboarding/decide/observation.ts';
import { eipOf, gone, seenOf, targetsOf } from '../../../support/decisions.ts';
import {
  aCase,
  anUndo,
  aPolicy,
  aPool,
  aRecord,
  aRefusal,
  aSaying,
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

const now = at(1);
const unread = [{ workspace: 'branch', problem: { code: 'WKS.1', message: 'unavailable' } }];

describe('a case whose time has not come', () => {
  it('rests until then, even where the person is attached', () => {
    const decision = decideOn({ actAt: at(60), dueAt: at(0) }, { attached: [attached()] });

    expect(decision.step).toEqual({ do: 'rest' });
    expect(decision.case).toMatchObject({ status: 'scheduled', dueAt: at(60), desktops: [] });
  });

  it('acts at that very instant', () => {
    expect(decideOn({ actAt: now }, { attached: [attached()] }).step.do).toBe('detach');
  });
});

describe('a case that has ended', () => {
  it.each(endStatuses)('stays as it is when it is %s, whatever is seen', (status) => {
    const one = aCase({ status, dueAt: undefined, endedAt: ten });

    const decision = decide(one, seen({ attached: [attached()] }), aPolicy(), now);

    expect(decision).toEqual({ case: one, step: { do: 'rest' } });
  });
});

/** A reading ten minutes earlier showed nothing either. */
const seenBefore = { seenEmptyAt: at(-9) };

describe('a person with nothing attached', () => {
  it('is held where no rule gives a Workspace user name', () => {
    const decision = decideOn({}, { identity: { problem: 'no-identity-for-workspace' }, users: [] });

    expect(decision.step.do).toBe('rest');
    expect(decision.case).toMatchObject({ status: 'held', reason: 'no-identity-for-workspace' });
  });

  it('is held where Workspace has no such user, and looked at again when the policy says', () => {
    const decision = decideOn(seenBefore, { users: [] }, { recheckHeldAfterHours: 6 });

    expect(decision.case).toMatchObject({ status: 'held', reason: 'unknown-workspace-user', dueAt: at(1 + 6 * 60) });
  });

  it('is looked for once more some minutes later before it is believed that Workspace has no such user', () => {
    const decision = decideOn({}, { users: [] }, { recheckHeldAfterHours: 6 });

    expect(decision.case).toMatchObject({ status: 'held', seenEmptyAt: at(1), dueAt: at(6) });
  });

  it.each([
    ['never before', {}, at(6)],
    ['four minutes ago', { seenEmptyAt: at(-3) }, at(2)],
  ])('does not close at the first reading that shows nothing: seen so %s', (_, one, dueAt) => {
    const decision = decideOn(one, {});

    expect(decision.step).toEqual({ do: 'rest' });
    expect(decision.case).toMatchObject({ status: 'detaching', reason: 'nothing-seen-yet', dueAt });
  });

  it('is worked on where the second reading shows what the first one left out', () => {
    const first = decideOn({}, {}).case;
    const second = seen({ at: at(6), attached: [attached('own')] });

    expect(decide(first, second, aPolicy(), at(6)).step.do).toBe('detach');
  });

  it('closes at the second reading that shows it', () => {
    const decision = decideOn(seenBefore, {});

    expect(decision.case).toMatchObject({ status: 'closed', reason: 'no-desktops', endedAt: at(1) });
    expect(decision.case.dueAt).toBeUndefined();
  });

  it.each<[reason: string, what: string, one: Partial<OffboardingCase>, seen: Partial<Observation>, lockUser: boolean]>(
    [
      ['no-desktops', 'nothing is found', {}, {}, false],
      ['no-desktops', 'a lock is no longer wanted', { users: [aUserRecord()] }, {}, false],
      ['would-detach', 'they would be locked', {}, {}, true],
      ['would-detach', 'a pool is open to them', {}, { access: [aPool()] }, false],
      ['would-detach', 'a desktop is theirs', {}, { attached: [attached()] }, false],
    ],
  )('ends a dry run as %s where %s', (reason, _, one, what, lockUser) => {
    expect(decideOn(one, what, { mode: 'dry-run', lockUser }).case).toMatchObject({ status: 'dry-run', reason });
  });

  it('is not unknown while a project is unread in which they may be', () => {
    const decision = decideOn({}, { users: [], unread });

    expect(decision.step.do).toBe('try-later');
    expect(decision.case.status).toBe('scheduled');
  });

  it.each<[what: string, one: Partial<OffboardingCase>]>([
    ['a pool', { access: [aPool({ removal: 'requested' })] }],
    ['a desktop', { desktops: [aRecord('one')] }],
  ])('has no access who is no longer a user, which a case about %s closes with at the second reading', (_, one) => {
    const first = decideOn(one, { users: [] }).case;
    const second = decideOn(
      { ...one, seenEmptyAt: first.seenEmptyAt },
      { users: [], at: at(6), attachmentsAt: at(6) },
    ).case;

    expect(first).toMatchObject({ reason: 'nothing-seen-yet', seenEmptyAt: at(1), dueAt: at(6) });
    expect(second).toMatchObject({ status: 'closed', reason: 'access-gone' });
  });

  it('is held where nobody can say any more who they are, though all that was taken is gone', () => {
    const nobody = { users: [], identity: { problem: 'several-identities-on-workspace' as const } };
    const held = { status: 'held', reason: 'several-identities-on-workspace' };

    const begun = decideOn({ desktops: [aRecord('one', { admittedAt: ten })] }, nobody).case;
    const notYet = decideOn({ desktops: [aRecord('one')] }, nobody).case;

    expect(begun).toMatchObject({ ...held, desktops: [{ detach: 'verified' }] });
    expect(notYet).toMatchObject({ ...held, desktops: [{ detach: 'planned' }] });
  });

  it('no longer is held, once the person is found', () => {
    const decision = decideOn({ status: 'held', reason: 'unknown-workspace-user' }, { attached: [attached()] });

    expect(decision.case.status).toBe('detaching');
    expect(decision.case.reason).toBeUndefined();
  });
});

describe('somebody who is protected', () => {
  it.each<[what: string, protect: Parameters<typeof aPolicy>[0]]>([
    ['as whom a rule finds', { protect: { users: ['found'] } }],
    ['by the name of a user of theirs', { protect: { users: ['theirs'] } }],
    ['by the name that the notice gave', { protect: { users: ['said'] } }],
    ['by a group of a user of theirs', { protect: { groups: ['operators'] } }],
  ])('%s is held, with nothing taken', (_, how) => {
    const what = {
      identity: { userName: 'found' },
      users: [aUser({ userName: 'theirs', groups: ['staff', 'operators'] })],
      attached: [attached('one')],
    };

    const decision = decideOn({ person: { userName: 'said' } }, what, how);

    expect(decision.step).toEqual({ do: 'rest' });
    expect(decision.case).toMatchObject({ status: 'held', reason: 'protected-user' });
  });

  it('may be so by a group that only an unread project knows: until then nothing is written, nor noted', () => {
    const observation = { attached: [attached('one')], unread };

    const decision = decideOn({}, observation, { protect: { groups: ['operators'] } });

    expect(decision.step).toEqual({ do: 'try-later', problem: unread[0]?.problem });
    expect(decision.case.desktops).toEqual([]);
    expect(decideOn({}, observation, { protect: { users: ['ceo'] } }).step.do).toBe('detach');
  });
});

describe('a case that somebody must agree to first', () => {
  const how = { approval: { lowTrust: true, expiresAfterHours: 2 } };
  const notices = [aSaying({ trust: 'token' })];
  const own = { attached: [attached('one')] };
  const { removal: __, ...pool } = aPool();

  it.each<[what: string, observation: Partial<Observation>, lockUser: boolean]>([
    ['a desktop', own, false],
    ['a pool', { access: [pool] }, false],
    ['a lock', {}, true],
  ])('is held with the question, and nothing is taken: %s', (_, observation, lockUser) => {
    const decision = decideOn({ notices }, observation, { ...how, lockUser });

    expect(decision.step).toEqual({ do: 'rest' });
    expect(decision.case).toMatchObject({
      status: 'held',
      reason: 'approval',
      approval: { reasons: ['low-trust-source'], requestedAt: now, expiresAt: at(121) },
    });
  });

  it.each<[what: string, one: Partial<OffboardingCase>, lockUser: boolean]>([
    ['the person is found without anything', {}, false],
    ['a lock is no longer wanted', { users: [aUserRecord()] }, false],
  ])('asks nobody where there is nothing to take: %s', (_, one, lockUser) => {
    expect(decideOn({ notices, ...seenBefore, ...one }, {}, { ...how, lockUser }).case).toMatchObject({
      status: 'closed',
    });
  });

  it('asks nobody before it knows whether there is anything to take', () => {
    const decision = decideOn({ notices }, { users: [], unread }, { ...how, lockUser: true });

    expect(decision.step.do).toBe('try-later');
  });

  it('looks again when the question expires, or sooner where the policy says so', () => {
    expect(decideOn({ notices }, own, how).case.dueAt).toBe(at(121));
    expect(decideOn({ notices }, own, { ...how, recheckHeldAfterHours: 1 }).case.dueAt).toBe(at(61));
  });

  it('fails where nobody has agreed by then, and goes on where somebody has', () => {
    const asked = decideOn({ notices }, own, how).case;
    const later = (approval: OffboardingCase['approval']) =>
      decide({ ...asked, approval }, seen(own), aPolicy(how), at(121));
    const agreed = asked.approval && { ...asked.approval, approvedBy: [{ by: 'ann', at: at(5), reason: 'seen' }] };

    expect(later(asked.approval).step).toEqual({ do: 'rest' });
    expect(later(asked.approval).case).toMatchObject({
      status: 'failed',
      reason: 'approval-expired',
      endedAt: at(121),
    });
    expect(later(agreed).step.do).toBe('detach');
  });
});

describe('an attached person', () => {
  it('is detached from every desktop, each entering with its before-image', () => {
    const shared = attached('shared', {
      desktopType: 'SHARED',
      computerName: 'pc-2',
      powerState: 'ACTIVE',
      others: stayers(2),
    });
    const observation = { attached: [attached('own'), shared], eips: [boundEip('own')] };

    const decision = decideOn({}, observation);

    expect(decision.case.status).toBe('detaching');
    expect(decision.case.desktops).toEqual([
      aRecord('own', { eip: { eipId: 'eip-of-own', address: '198.51.100.7' } }),
      aRecord('shared', { desktopType: 'SHARED', computerName: 'pc-2', powerState: 'ACTIVE', others: stayers(2) }),
    ]);
    expect(decision.step).toEqual({ do: 'detach', desktops: decision.case.desktops });
  });

  it('is not asked for where Workspace is already detaching', () => {
    const observation = { attached: [attached('one', { detaching: true }), attached('two')] };

    expect(targetsOf(decideOn({}, observation))).toEqual(['two']);
  });

  it('is only looked at while every detachment is under way', () => {
    const decision = decideOn({}, { attached: [attached('one', { detaching: true })] });

    expect(decision.step).toEqual({ do: 'look-again' });
    expect(decision.case.status).toBe('detaching');
  });

  it('is asked for again where a request has not shown', () => {
    const records = [aRecord('one', { detach: 'requested', detachRequestedAt: ten })];

    const decision = decideOn({ status: 'detaching', desktops: records }, { attached: [attached('one')] });

    expect(targetsOf(decision)).toEqual(['one']);
  });

  it('is asked for on a desktop that was attached only after the first look', () => {
    const records = [aRecord('one', { detach: 'requested' })];
    const observation = { attached: [attached('one', { detaching: true }), attached('new')] };

    const decision = decideOn({ status: 'detaching', desktops: records }, observation);

    expect(targetsOf(decision)).toEqual(['new']);
    expect(decision.case.desktops.map(({ desktopId }) => desktopId)).toEqual(['one', 'new']);
  });

  it('has its before-image taken anew until the first write, and never after it', () => {
    const before = { powerState: 'ACTIVE', others: stayers(0), eip: eipOf('one') };
    const image = { others: stayers(3), powerState: 'SHUTOFF' };
    const observation = { attached: [attached('one', image)], eips: [boundEip('one', { eipId: 'another' })] };
    const imageAfter = (admittedAt?: string) =>
      decideOn({ desktops: [aRecord('one', { ...before, admittedAt })] }, observation).case.desktops[0];

    expect(imageAfter()).toMatchObject({ powerState: 'SHUTOFF', others: stayers(3), eip: { eipId: 'another' } });
    expect(imageAfter(ten)).toMatchObject(before);
  });
});

describe('a desktop that the person has gone from', () => {
  it('is verified at the reading that showed it, whoever did it, and its problem is forgotten', () => {
    const problem = { code: 'WKS.00010032', message: 'busy' };
    const records = [aRecord('one', { problem }), aRecord('two', { detach: 'requested' })];

    const decision = decideOn({ status: 'detaching', desktops: records }, {});

    expect(decision.case).toMatchObject({ status: 'closed', reason: 'access-gone', endedAt: at(1) });
    for (const record of decision.case.desktops) {
      expect(record).toMatchObject({ detach: 'verified', detachVerifiedAt: at(1) });
      expect(record.problem).toBeUndefined();
    }
  });

  it('keeps the time at which it was first seen', () => {
    const records = [gone('one'), aRecord('two', { detach: 'requested' })];

    const decision = decideOn({ status: 'detaching', desktops: records }, { attached: [attached('two')] });

    expect(decision.case.desktops[0]).toEqual(gone('one'));
  });

  it('starts again where somebody attaches the person once more', () => {
    const decision = decideOn({ status: 'unbinding', desktops: [gone('one')] }, { attached: [attached('one')] });

    expect(targetsOf(decision)).toEqual(['one']);
    expect(decision.case.status).toBe('detaching');
    expect(decision.case.desktops[0]).toMatchObject({ detach: 'planned' });
    expect(decision.case.desktops[0]?.detachVerifiedAt).toBeUndefined();
  });

  it('starts again with its EIP as well, where that was bound once more too', () => {
    const before = gone('one', { eip: eipOf('one'), unbind: 'verified', unbindVerifiedAt: ten });
    const restored = { attached: [attached('one')], eips: [boundEip('one')] };

    const again = decideOn({ status: 'unbinding', desktops: [before] }, restored).case;
    const decision = decide(
      again,
      seen({ at: at(2), eips: [boundEip('one')], others: [without('one')] }),
      aPolicy(),
      now,
    );

    expect(decision.step).toMatchObject({ do: 'unbind', desktops: [{ desktopId: 'one' }] });
  });
});

describe('a case that waits for approval', () => {
  const policy = { approval: { moreThanDesktops: 0 } } as const;
  const both = [attached('one'), attached('two')];

  it('says which plan is asked about, and tells once more where it has become another one', () => {
    const asked = decideOn({}, { attached: [attached('one')] }, policy).case;
    const again = decide(asked, seen({ at: at(2), attached: [attached('one')] }), aPolicy(policy), at(2)).case;
    const other = decide(asked, seen({ at: at(2), attached: both }), aPolicy(policy), at(2)).case;

    expect(asked.trail.at(-1)?.facts).toMatchObject({ reason: 'approval', planHash: asked.approval?.planHash });
    expect([again.trail, again.unsaid]).toEqual([asked.trail, asked.unsaid]);
    expect(other.trail.at(-1)?.facts).toMatchObject({ planHash: other.approval?.planHash });
    expect(other.approval?.planHash).not.toBe(asked.approval?.planHash);
    expect(other.unsaid.slice(asked.unsaid.length)).toMatchObject([{ type: 'OffboardingHeld', reason: 'approval' }]);
  });

  it('asks nobody once there is nothing left to take', () => {
    const asked = decideOn({}, { attached: [attached('one')] }, policy).case;

    expect(decide(asked, seen({ at: at(2) }), aPolicy(policy), at(2)).case).toMatchObject({ status: 'closed' });
  });
});

describe('what Workspace has refused in this run', () => {
  const everything = {
    status: 'detaching' as const,
    users: [aUserRecord()],
    desktops: [aRecord('one'), aRecord('two'), gone('three', { eip: eipOf('three') })],
  };
  const observation = { attached: [attached('one'), attached('two')], eips: [boundEip('three')] };
  const lock = aRefusal('lock', 'main user-1');
  const detachOne = aRefusal('detach', 'one');
  const detachTwo = aRefusal('detach', 'two');
  const unbind = aRefusal('unbind', 'three');

  it.each([
    { refused: [], next: 'lock', targets: ['user-1'] },
    { refused: [lock], next: 'detach', targets: ['one', 'two'] },
    { refused: [lock, detachOne], next: 'detach', targets: ['two'] },
    { refused: [lock, detachOne, detachTwo], next: 'unbind', targets: ['three'] },
  ])('is left out, and what comes after it goes on: $next', ({ refused, next, targets }) => {
    const decision = decideOn(everything, { ...observation, refused }, { lockUser: true });

    expect(decision.case.trail.at(-1)?.facts).toMatchObject({ step: next, targets });
  });

  it('has the case try again later with the refusal once nothing else is left', () => {
    // In whatever order they were refused: it is that of what was to come first.
    const refused = [unbind, detachTwo, detachOne, lock];

    const decision = decideOn(everything, { ...observation, refused }, { lockUser: true });

    expect(decision.step).toEqual({ do: 'try-later', problem: lock.problem });
  });

  it('does not keep the case open where it has come about all the same', () => {
    const decision = decideOn({ desktops: [aRecord('one')] }, { refused: [detachOne] });

    expect(decision.case.status).toBe('closed');
  });

  it('is waited for where Workspace is at it all the same', () => {
    const leaving = { attached: [attached('one', { detaching: true })], refused: [detachOne] };

    expect(decideOn({ desktops: [aRecord('one')] }, leaving).step.do).toBe('look-again');
  });
});

describe('the EIP of a desktop that the person has gone from', () => {
  const withEip = { status: 'detaching' as const, desktops: [gone('one', { eip: eipOf('one') })] };

  it('is unbound where nobody is left', () => {
    const decision = decideOn(withEip, { eips: [boundEip('one')] });

    expect(decision.case.status).toBe('unbinding');
    expect(decision.step).toMatchObject({ do: 'unbind', desktops: [{ desktopId: 'one', unbind: 'planned' }] });
  });

  it('stays where somebody is left', () => {
    const decision = decideOn(withEip, { eips: [boundEip('one')], others: [without('one', { others: stayers(1) })] });

    expect(decision.case).toMatchObject({
      status: 'closed',
      desktops: [{ unbind: 'kept', eipReason: 'still-in-use-by-others' }],
    });
  });

  it('stays where nobody can say who is left, the desktop not being listed', () => {
    const decision = decideOn(withEip, { at: at(5), eips: [boundEip('one')], others: [] });

    expect(decision.case).toMatchObject({
      status: 'closed',
      desktops: [{ unbind: 'kept', eipReason: 'desktop-not-listed' }],
    });
    expect(decideOn(withEip, { at: at(4), eips: [boundEip('one')], others: [] }).step).toEqual({ do: 'look-again' });
  });

  it('stays where the policy says so', () => {
    const decision = decideOn(withEip, { eips: [boundEip('one')] }, { unbindEips: false });

    expect(decision.case).toMatchObject({ status: 'closed', desktops: [{ unbind: 'kept', eipReason: 'policy' }] });
  });

  it('is left alone where it is gone before it was asked for', () => {
    const decision = decideOn(withEip, {});

    expect(decision.case).toMatchObject({ status: 'closed', desktops: [{ eipReason: 'already-unbound' }] });
  });

  it('waits until the person is gone from every desktop', () => {
    const desktops = [...withEip.desktops, aRecord('two', { detach: 'requested' })];
    const observation = { attached: [attached('two', { detaching: true })], eips: [boundEip('one')] };

    expect(decideOn({ ...withEip, desktops }, observation).step.do).toBe('look-again');
  });

  it('stays while the person is attached once more, though it was to go and the detachment is refused', () => {
    const desktops = [
      aRecord('one', { detach: 'planned', unbind: 'requested', shutdown: 'planned' }),
      gone('two', { eip: eipOf('two') }),
    ];
    const eips = [boundEip('one'), boundEip('two')];
    const observation = { attached: [attached('one')], eips, refused: [aRefusal('detach', 'one')] };

    const decision = decideOn({ status: 'detaching', desktops }, observation, { shutdown: true });

    expect(decision.step).toMatchObject({ do: 'unbind', desktops: [{ desktopId: 'two' }] });
  });

  it('is the one that is bound now, where it was replaced since the first look', () => {
    const decision = decideOn(withEip, { eips: [boundEip('one', { eipId: 'another', address: '198.51.100.8' })] });

    expect(decision.case.desktops[0]?.eip).toEqual({ eipId: 'another', address: '198.51.100.8' });
  });

  it('is somebody else’s where it was bound after the first write, and the one before it counts as unbound', () => {
    const desktops = [gone('one', { eip: eipOf('one'), unbind: 'requested', admittedAt: ten })];

    const decision = decideOn(
      { status: 'unbinding', desktops },
      { eips: [boundEip('one', { eipId: 'another' })], others: [without('one')] },
    );

    expect(decision.step).toEqual({ do: 'rest' });
    expect(decision.case).toMatchObject({ status: 'closed', desktops: [{ unbind: 'verified', eip: eipOf('one') }] });
  });

  it('is asked for again until a reading shows it unbound', () => {
    const requested = { status: 'unbinding' as const, desktops: [gone('one', { unbind: 'requested' })] };

    const still = decideOn(requested, { eips: [boundEip('one')] });
    const unbound = decideOn(requested, {});

    expect(still.step).toMatchObject({ do: 'unbind', desktops: [{ unbind: 'requested' }] });
    expect(unbound.case).toMatchObject({
      status: 'closed',
      desktops: [{ unbind: 'verified', unbindVerifiedAt: at(1) }],
    });
  });

  it('stays verified while another one is still bound', () => {
    const verified = gone('one', { eip: eipOf('one'), unbind: 'verified', unbindVerifiedAt: ten });
    const desktops = [verified, gone('two', { eip: eipOf('two'), unbind: 'requested' })];

    const decision = decideOn({ status: 'unbinding', desktops }, { eips: [boundEip('two')] });

    expect(targetsOf(decision)).toEqual(['two']);
    expect(decision.case.desktops[0]).toEqual(verified);
  });

  it('leaves no problem behind, neither its own nor the case’s, once it is unbound', () => {
    const problem = { code: 'WKS.0001', message: 'refused' };
    const desktops = [gone('one', { unbind: 'requested', problem })];

    const decision = decideOn({ status: 'unbinding', desktops, problem }, {});

    expect(decision.case.status).toBe('closed');
    expect(decision.case.problem).toBeUndefined();
    expect(decision.case.desktops[0]?.problem).toBeUndefined();
  });

  it('is kept after all where somebody came to the desktop before it was unbound', () => {
    const planned = { status: 'unbinding' as const, desktops: [gone('one', { unbind: 'planned' })] };

    const decision = decideOn(planned, { eips: [boundEip('one')], others: [without('one', { others: stayers(1) })] });

    expect(decision.case).toMatchObject({ status: 'closed', desktops: [{ unbind: 'kept' }] });
  });
});

describe('a dry run', () => {
  const dryRun = { mode: 'dry-run' as const };

  it('ends with what would have been done, desktop by desktop', () => {
    const observation = {
      attached: [attached('own'), attached('shared', { others: stayers(1) }), attached('bare')],
      eips: [boundEip('own'), boundEip('shared')],
    };

    const decision = decideOn({}, observation, dryRun);

    expect(decision.step).toEqual({ do: 'rest' });
    expect(decision.case).toMatchObject({ status: 'dry-run', reason: 'would-detach', endedAt: at(1) });
    expect(decision.case.desktops).toMatchObject([
      { desktopId: 'own', detach: 'would-detach', unbind: 'would-unbind' },
      { desktopId: 'shared', detach: 'would-detach', unbind: 'kept', eipReason: 'still-in-use-by-others' },
      { desktopId: 'bare', detach: 'would-detach' },
    ]);
    expect(decision.case.desktops[2]?.unbind).toBeUndefined();
  });

  it('ends with what else would have been taken, and leaves what was settled before', () => {
    const { removal: __, ...pool } = aPool();
    const access = [pool, { ...pool, id: 'pool-2' }, { ...pool, kind: 'group' as const, id: 'group-1' }];
    const users = [aUser(), aUser({ workspace: 'branch', locked: true })];
    const asked = { access: [aPool({ id: 'pool-2', removal: 'requested' })] };

    const { case: after } = decideOn(asked, { access, users }, { ...dryRun, lockUser: true });

    expect(after).toMatchObject({ status: 'dry-run', reason: 'would-detach' });
    expect(after.access.map(({ id, removal }) => [id, removal])).toEqual([
      ['pool-2', 'requested'],
      ['pool-1', 'would-remove'],
      ['group-1', 'reported'],
    ]);
    expect(after.users.map(({ lock }) => lock)).toEqual(['would-lock', 'verified']);
  });

  it('does not end while a project is unread', () => {
    const decision = decideOn({}, { attached: [attached('own')], unread }, dryRun);

    expect(decision.step).toEqual({ do: 'try-later', problem: unread[0]?.problem });
    expect(decision.case.status).toBe('scheduled');
  });

  it('holds somebody protected, as an offboarding in earnest would', () => {
    const decision = decideOn({}, { attached: [attached('own')] }, { ...dryRun, protect: { users: ['leaver'] } });

    expect(decision.case).toMatchObject({ status: 'held', reason: 'protected-user' });
  });

  it('says that the EIP would stay by policy', () => {
    const observation = { attached: [attached('own')], eips: [boundEip('own')] };

    const decision = decideOn({}, observation, { ...dryRun, unbindEips: false });

    expect(decision.case.desktops).toMatchObject([{ unbind: 'kept', eipReason: 'policy' }]);
  });

  it('leaves what somebody else has taken away since it was planned as it is', () => {
    const decision = decideOn({ desktops: [aRecord('own')] }, {}, dryRun);

    expect(decision.case).toMatchObject({ status: 'dry-run', desktops: [{ desktopId: 'own', detach: 'verified' }] });
  });

  it.each<[what: string, given: Partial<OffboardingCase>]>([
    ['a detachment is under way', { desktops: [aRecord('own', { detach: 'requested', detachRequestedAt: ten })] }],
    ['another desktop is gone', { desktops: [gone('another', { detachRequestedAt: ten }), aRecord('own')] }],
    ['a lock was asked for', { users: [aUserRecord({ lockRequestedAt: ten })] }],
  ])('begins with the cases that begin then: where %s, the case goes on to its end', (_, given) => {
    const begun = { status: 'detaching', ...seenBefore, ...given } as const;
    const leaving = { attached: [attached('own', { detaching: true })] };

    expect(decideOn(begun, { attached: [attached('own')] }, dryRun).step.do).toBe('detach');
    expect(decideOn(begun, leaving, dryRun)).toMatchObject({
      case: { status: 'detaching' },
      step: { do: 'look-again' },
    });
    expect(decideOn(begun, {}, dryRun).case).toMatchObject({ status: 'closed' });
    expect(decideOn(begun, leaving, dryRun).case.trail.at(-1)?.facts['mode']).toBe('enforce');
  });

  it('is one for an undo too, although the exit that it undoes had begun', () => {
    const undo = anUndo({ desktops: [gone('own', { detachRequestedAt: ten, restore: 'planned' })] });

    expect(decide(undo, seen({ others: [without('own')] }), aPolicy(dryRun), now).case.status).toBe('dry-run');
  });
});

function decideOn(
  one: Partial<OffboardingCase>,
  what: Partial<Observation>,
  how: Parameters<typeof aPolicy>[0] = {},
): Decision {
  return decide(aCase(one), seenOf(one, what), aPolicy(how), now);
}

it('an undo goes by the policy of the source that it undoes, of whatever door others come', () => {
  const policy = aPolicy({ mode: 'dry-run', sources: { okta: { mode: 'enforce' } } });
  const desktops = [aRecord('desktop-1', { detach: 'verified', restore: 'planned' })];
  const stepOf = (source: string) =>
    decide(anUndo({ source, desktops }), seen({ others: [without()] }), policy, at(1)).step;

  expect(stepOf('okta').do).toBe('attach');
  expect(stepOf('hibob').do).toBe('rest');
});

it('an undo has no time by which access is to be gone, and never is late for it', () => {
  const undo = anUndo({ desktops: [aRecord('desktop-1', { detach: 'verified', restore: 'planned' })] });

  for (const later of [at(1), at(13 * 60), at(25 * 60)]) {
    const { case: after } = decide(undo, seen({ others: [without()] }), aPolicy({ slaHours: 24 }), later);

    expect(after.unsaid).toEqual([]);
    expect(after.sla).toBeUndefined();
  }
});
