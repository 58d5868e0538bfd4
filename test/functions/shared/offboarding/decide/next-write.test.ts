import { describe, expect, it } from 'vitest';
import type {
  AccessRecord,
  DesktopRecord,
  OffboardingCase,
  UserRecord,
} from '../../../../../functions/shared/offboarding/case/offboarding-case.ts';
import type { Decision } from '../../../../../functions/shared/offboarding/decide/decision.ts';
import { nextWrite } from '../../../../../functions/shared/offboarding/decide/next-write.ts';
import type { Observation } from '../../../../../functions/shared/offboarding/decide/observation.ts';
import { eipOf, gone, seenOf, targetsOf } from '../../../support/decisions.ts';
import {
  aCase,
  aPolicy,
  aPool,
  aRecord,
  aRefusal,
  at,
  attached,
  aUser,
  aUserRecord,
  boundEip,
  stayers,
  ten,
  without,
} from '../../../support/samples.ts';

const now = at(2);
const rest = { do: 'rest' };
const problem = { code: 'WKS.1', message: 'refused' };
const unread = [{ workspace: 'main', problem }];
const eip = eipOf('one');

function next(
  one: Partial<OffboardingCase>,
  what: Partial<Observation> = {},
  how: Parameters<typeof aPolicy>[0] = {},
): Decision {
  return nextWrite(aCase(one), seenOf(one, what), aPolicy(how), now);
}

/** What is to be done for which records. */
function stepOf(decision: Decision): string[] {
  return [decision.step.do, ...targetsOf(decision)];
}

describe('a user', () => {
  it.each<[lock: UserRecord['lock'], step: string[]]>([
    ['planned', ['lock', 'user-1']],
    ['requested', ['lock', 'user-1']],
    ['would-lock', ['lock', 'user-1']],
    ['verified', ['rest']],
    [undefined, ['rest']],
  ])('whose lock is %s: %j', (lock, step) => {
    const one = { users: [aUserRecord({ lock })] };

    expect(stepOf(next(one, {}, { lockUser: true }))).toEqual(step);
    expect(stepOf(next(one))).toEqual(['rest']);
  });

  it('is locked before anything else is taken', () => {
    const one = { users: [aUserRecord()], access: [aPool()], desktops: [aRecord('one')] };

    expect(stepOf(next(one, { attached: [attached('one')] }, { lockUser: true }))).toEqual(['lock', 'user-1']);
  });

  it('is not locked in a project that was not read', () => {
    expect(stepOf(next({ users: [aUserRecord()] }, { unread }, { lockUser: true }))).toEqual(['try-later']);
  });
});

describe('a pool or a group', () => {
  it.each<[removal: AccessRecord['removal'], step: string]>([
    ['planned', 'remove-access'],
    ['requested', 'remove-access'],
    ['would-remove', 'remove-access'],
    ['verified', 'rest'],
    ['reported', 'rest'],
  ])('whose removal is %s: %s', (removal, step) => {
    expect(next({ access: [aPool({ removal })] }).step.do).toBe(step);
  });

  it('is what a case without desktops is at work on', () => {
    expect(next({ access: [aPool()] }).case.status).toBe('detaching');
  });

  it('is left after the desktops are, which are not to wait for what is read of pools', () => {
    const one = { access: [aPool()], desktops: [aRecord('one')] };

    expect(stepOf(next(one, { attached: [attached('one')] }))).toEqual(['detach', 'one']);
    expect(stepOf(next(one))).toEqual(['remove-access', 'pool-1']);
  });

  it('is not touched in a project that was not read, nor once it was refused in this run', () => {
    const refused = [aRefusal('remove-access', 'main pool pool-1 user-1')];

    expect(stepOf(next({ access: [aPool()] }, { unread }))).toEqual(['try-later']);
    expect(stepOf(next({ access: [aPool(), aPool({ id: 'pool-2' })] }, { refused }))).toEqual([
      'remove-access',
      'pool-2',
    ]);
  });

  it.each(['pool', 'group'] as const)('that is for a person to remove holds the case: a %s', (kind) => {
    const decision = next({ access: [aPool({ kind, removal: 'reported' })] });

    expect(decision.step).toEqual(rest);
    expect(decision.case).toMatchObject({ status: 'held', reason: `access-through-${kind}` });
  });
});

describe('the session on a desktop', () => {
  const alone = { attached: [attached('one')] };
  const logOff = { logOff: true };

  it('is ended before the person is detached, where the policy says so', () => {
    const one = { desktops: [aRecord('one')] };

    expect(stepOf(next(one, alone, logOff))).toEqual(['log-off', 'one']);
    expect(stepOf(next(one, alone))).toEqual(['detach', 'one']);
  });

  it.each<[what: string, record: Partial<DesktopRecord>]>([
    ['it was asked for', { logOff: 'requested' }],
    ['it was refused', { logOff: 'failed' }],
    ['the detachment was asked for', { detach: 'requested' }],
  ])('is not ended where %s already', (_, record) => {
    expect(stepOf(next({ desktops: [aRecord('one', record)] }, alone, logOff))).toEqual(['detach', 'one']);
  });

  it('is left alone on what is protected, and on what the person is not attached to', () => {
    expect(stepOf(next({ desktops: [aRecord('one', { protected: 'desktop' })] }, alone, logOff))).toEqual(['rest']);
    expect(stepOf(next({ desktops: [aRecord('two')] }, alone, logOff))).toEqual(['rest']);
  });

  it('is kept where others may be in it, and their number is that of this desktop', () => {
    const shared = { attached: [attached('two'), attached('one', { others: stayers(1) })] };
    const desktops = [aRecord('one'), aRecord('two')];

    const decision = next({ desktops }, shared, logOff);

    expect(stepOf(decision)).toEqual(['log-off', 'two']);
    expect(decision.case.desktops.map((record) => record.logOff)).toEqual(['kept', undefined]);
    expect(next({ desktops }, shared).case.desktops[0]?.logOff).toBeUndefined();
    const asked = next({ desktops: [aRecord('one', { logOff: 'requested' })] }, shared, logOff);
    expect(asked.case.desktops[0]?.logOff).toBe('requested');
  });
});

describe('an attachment', () => {
  it('is taken from every desktop that is not protected, nor being detached', () => {
    const desktops = [aRecord('one'), aRecord('two'), aRecord('kept', { protected: 'desktop' })];
    const what = [attached('one'), attached('two', { detaching: true }), attached('kept')];

    const decision = next({ desktops, reason: 'approval' }, { attached: what });

    expect(stepOf(decision)).toEqual(['detach', 'one']);
    expect(decision.case).toMatchObject({ status: 'detaching', reason: undefined });
  });

  it('that is protected is all that is left: the case is held, and says so', () => {
    const desktops = [aRecord('kept', { protected: 'desktop' }), gone('one')];

    const decision = next({ desktops }, { attached: [attached('kept')] }, { recheckHeldAfterHours: 6 });

    expect(decision.step).toEqual(rest);
    expect(decision.case).toMatchObject({ status: 'held', reason: 'protected-desktop', dueAt: at(2 + 6 * 60) });
  });

  it('that is on its way is waited for; one that is protected is not', () => {
    const leaving = { attached: [attached('one', { detaching: true })] };

    expect(stepOf(next({ desktops: [aRecord('one')] }, leaving))).toEqual(['look-again']);
    expect(stepOf(next({ desktops: [aRecord('one', { protected: 'desktop' })] }, leaving))).toEqual(['rest']);
  });

  it('that was asked for and refused in this run waits for the next one', () => {
    const what = { attached: [attached('one')], refused: [aRefusal('detach', 'one')] };

    expect(next({ desktops: [aRecord('one')] }, what).step).toEqual({
      do: 'try-later',
      problem: what.refused[0]?.problem,
    });
  });
});

describe('the power of a desktop that nobody is left on', () => {
  const shutdown = { shutdown: true };
  const running = { others: [without('one', { powerState: 'ACTIVE' })] };

  it('goes where the policy says so and the desktop runs, and only of that desktop', () => {
    const others = [without('one', { powerState: 'SHUTOFF' }), without('two', { powerState: 'ACTIVE' })];
    const desktops = [gone('one'), gone('one', { desktopId: 'two' })];

    const decision = next({ desktops }, { others }, shutdown);

    expect(stepOf(decision)).toEqual(['shutdown', 'two']);
    expect(decision.case).toMatchObject({ status: 'unbinding', desktops: [{}, { shutdown: 'planned' }] });
    expect(decision.case.desktops[0]?.shutdown).toBeUndefined();
    const unwanted = next({ desktops }, { others });
    expect(stepOf(unwanted)).toEqual(['rest']);
    expect(unwanted.case.desktops[1]?.shutdown).toBeUndefined();
  });

  it.each<[what: string, record: DesktopRecord, observation: Partial<Observation>]>([
    ['somebody else is on it', gone('one'), { others: [without('one', { powerState: 'ACTIVE', others: stayers(1) })] }],
    ['it is protected', gone('one', { protected: 'desktop' }), running],
    ['it was refused in this run', gone('one'), { ...running, refused: [aRefusal('shutdown', 'one')] }],
    ['its project was not read', gone('one', { shutdown: 'planned' }), { others: [], unread }],
    ['its project was not read since it was asked for', gone('one', { shutdown: 'requested' }), { others: [], unread }],
    ['it is not listed', gone('one'), { others: [] }],
  ])('stays where %s', (_, record, observation) => {
    expect(next({ desktops: [record] }, observation, shutdown).step.do).not.toBe('shutdown');
  });

  it('is waited for last: the EIP does not wait for it', () => {
    const one = { desktops: [gone('one', { shutdown: 'requested', eip, unbind: 'planned' })] };

    expect(stepOf(next(one, { ...running, eips: [boundEip('one')] }, shutdown))).toEqual(['unbind', 'one']);
    const later = next({ desktops: [gone('one', { shutdown: 'requested' })] }, running, shutdown);
    expect(stepOf(later)).toEqual(['shutdown', 'one']);
    expect(later.case.desktops[0]?.shutdown).toBe('requested');
  });

  it('is gone once the desktop is down, or is no more', () => {
    for (const others of [[without('one', { powerState: 'SHUTOFF' })], []]) {
      const decision = next({ desktops: [gone('one', { shutdown: 'requested' })] }, { at: at(5), others }, shutdown);
      expect(decision.case).toMatchObject({ status: 'closed', desktops: [{ shutdown: 'verified' }] });
    }
  });

  it('is not called gone, nor asked for, because a list leaves the desktop out', () => {
    for (const state of ['planned', 'requested'] as const) {
      const one = { desktops: [gone('one', { shutdown: state })] };
      const decision = next(one, { at: at(4), others: [] }, shutdown);
      expect([stepOf(decision), decision.case.desktops[0]?.shutdown]).toEqual([['look-again'], state]);
    }
  });

  it('is not called gone while the desktop runs for somebody who came to it meanwhile', () => {
    const others = [without('one', { powerState: 'ACTIVE', others: stayers(1) })];

    const decision = next({ desktops: [gone('one', { shutdown: 'requested' })] }, { others }, shutdown);

    expect(decision.case.status).toBe('closed');
    expect(decision.case.desktops[0]?.shutdown).toBeUndefined();
  });

  it('stays on record as it is where the policy no longer wants it', () => {
    const { case: after } = next({ desktops: [gone('one', { shutdown: 'requested' })] }, running);

    expect(after).toMatchObject({ status: 'closed', desktops: [{ shutdown: 'requested' }] });
  });
});

describe('the EIP of a desktop', () => {
  const bound = { eips: [boundEip('one')] };

  it('waits until the person is gone from it', () => {
    const leaving = { ...bound, attached: [attached('one', { detaching: true })] };

    expect(stepOf(next({ desktops: [aRecord('one', { eip, unbind: 'planned' })] }, leaving))).toEqual(['look-again']);
  });

  it('is not touched in a project that was not read, nor once it was refused in this run', () => {
    const desktops = [
      gone('one', { eip, unbind: 'requested' }),
      gone('one', { desktopId: 'two', eip: { eipId: 'eip-of-two' } }),
    ];
    const both = { eips: [boundEip('one'), boundEip('two')] };

    expect(stepOf(next({ desktops }, { ...both, unread }))).toEqual(['try-later']);
    expect(stepOf(next({ desktops }, { ...both, refused: [aRefusal('unbind', 'one')] }))).toEqual(['unbind', 'two']);
  });

  it('is asked for while it shows, and has been settled where it stays', () => {
    expect(stepOf(next({ desktops: [gone('one', { eip, unbind: 'requested' })] }, bound))).toEqual(['unbind', 'one']);
    expect(next({ desktops: [gone('one', { eip, unbind: 'verified' })] }).case.desktops).toMatchObject([
      { unbind: 'verified' },
    ]);
    expect(next({ desktops: [gone('one', { eip })] }).case.desktops).toMatchObject([
      { unbind: 'kept', eipReason: 'already-unbound' },
    ]);
    expect(next({ desktops: [gone('one')] }).case.desktops[0]).not.toHaveProperty('unbind');
  });

  it('of a pool stays with it', () => {
    const { case: after } = next({ desktops: [gone('one', { eip, desktopType: 'POOLED' })] }, bound);

    expect(after.desktops).toMatchObject([{ unbind: 'kept', eipReason: 'pool-desktop' }]);
  });

  it.each<[what: string, record: Partial<DesktopRecord>, becomes: Partial<DesktopRecord>]>([
    ['stays, with the reason', { eip, unbind: 'planned' }, { unbind: 'kept', eipReason: 'protected-tag:keep' }],
    ['is gone where it is gone already', { eip, unbind: 'verified' }, { unbind: 'verified', eipReason: undefined }],
    ['is nothing where there was none', {}, { unbind: undefined, eipReason: undefined }],
  ])('%s on what has become protected', (_, record, becomes) => {
    const { case: after } = next({ desktops: [gone('one', { protected: 'tag:keep', ...record })] }, bound);

    const [{ unbind, eipReason } = {}] = after.desktops;
    expect({ unbind, eipReason }).toEqual(becomes);
  });

  it('that somebody has bound to a desktop which had none is theirs', () => {
    const { case: after } = next({ desktops: [gone('one', { admittedAt: ten })] }, bound);

    expect(after).toMatchObject({ status: 'closed', desktops: [gone('one', { admittedAt: ten })] });
    expect(after.desktops[0]).not.toHaveProperty('unbind');
  });

  it('is not bound because it is bound to another desktop', () => {
    const elsewhere = { eips: [boundEip('another', { eipId: eip.eipId })] };

    expect(next({ desktops: [gone('one', { eip })] }, elsewhere).case.desktops).toMatchObject([{ unbind: 'kept' }]);
  });
});

describe('a plan that people have agreed to', () => {
  const approval = { reasons: [], planHash: 'h', requestedAt: ten, expiresAt: at(60), people: 1 };
  const approvedBy = [{ by: 'ann', at: ten, reason: 'seen' }];
  const agreed = { ...approval, approvedBy };
  const everything = { shutdown: true, logOff: true };
  const running = { others: [without('one', { powerState: 'ACTIVE' })], eips: [boundEip('one')] };

  it('keeps of a shared desktop what it was to keep, though the others have left since', () => {
    const shared = { desktops: [gone('one', { others: stayers(1), eip })], approval: agreed };

    const { case: after } = next(shared, running, everything);

    expect(after).toMatchObject({
      status: 'closed',
      desktops: [{ unbind: 'kept', eipReason: 'still-in-use-by-others' }],
    });
    expect(after.desktops[0]?.shutdown).toBeUndefined();
    const { case: before } = next(
      { desktops: [aRecord('one', { others: stayers(1) })], approval: agreed },
      { attached: [attached('one')] },
      everything,
    );
    expect(before.desktops).toMatchObject([{ logOff: 'kept' }]);
  });

  it('takes what it was to take, and all that is left where nobody was asked', () => {
    const own = { desktops: [gone('one', { eip })], approval: agreed };
    const notAsked = { desktops: [gone('one', { others: stayers(1), eip })] };
    const notAgreed = { ...notAsked, approval: { ...approval, approvedBy: [] } };

    for (const one of [own, notAsked, notAgreed]) {
      expect(stepOf(next(one, running, everything))).toEqual(['shutdown', 'one']);
    }
  });
});

describe('a case of which nothing is left', () => {
  it.each<[reason: string, one: Partial<OffboardingCase>]>([
    ['no-desktops', { seenEmptyAt: at(-9) }],
    ['access-gone', { desktops: [gone('one')] }],
    ['access-gone', { access: [aPool({ removal: 'verified' })] }],
  ])('closes as %s at the reading that showed it', (reason, one) => {
    const decision = next(one);

    expect(decision.step).toEqual(rest);
    expect(decision.case).toMatchObject({ status: 'closed', reason, endedAt: at(1) });
  });

  it.each<[what: string, users: Observation['users']]>([
    ['counts a desktop still', [aUser({ desktopCount: 1 })]],
    ['counts in one project, and not in the other', [aUser(), { ...aUser({ workspace: 'branch' }), desktopCount: 2 }]],
    ['does not count', [{ workspace: 'main', userId: 'user-1', userName: 'leaver', locked: false, groups: [] }]],
    ['does not know them', []],
  ])('waits for a second reading if Workspace %s', (_, users) => {
    const one = { desktops: [gone('one')] };
    const early = next(one, { users });
    const late = next({ ...one, seenEmptyAt: at(-30) }, { users });
    const both = { desktops: [gone('one'), aRecord('two')], seenEmptyAt: at(-9) };
    const again = next(both, { users, attached: [attached('two')] });

    expect(early.step).toEqual(rest);
    expect(early.case).toMatchObject({ status: 'unbinding', reason: 'nothing-seen-yet', seenEmptyAt: at(1) });
    expect(late.case).toMatchObject({ status: 'closed', reason: 'access-gone' });
    expect(again.case.seenEmptyAt).toBeUndefined();
  });

  it('stays open while a project is unread, and says which', () => {
    const decision = next({ desktops: [gone('one')] }, { unread: [{ workspace: 'branch', problem }] });

    expect(decision.step).toEqual({ do: 'try-later', problem: { code: 'WKS.1', message: 'branch: refused' } });
    expect(decision.case.status).toBe('scheduled');
  });

  it('keeps what is on record of a project that was not read', () => {
    const desktops = [gone('one', { eip, unbind: 'requested', protected: 'desktop' })];

    expect(next({ desktops }, { unread }).case.desktops).toEqual(desktops);
  });
});
