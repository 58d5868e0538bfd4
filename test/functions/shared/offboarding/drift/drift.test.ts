import { describe, expect, it } from 'vitest';
import type { OffboardingCase } from '../../../../../functions/shared/offboarding/case/offboarding-case.ts';
import { policy as policySchema } from '../../../../../functions/shared/offboarding/case/policy.ts';
import type {
  AttachedDesktop,
  Observation,
  SeenAccess,
} from '../../../../../functions/shared/offboarding/decide/observation.ts';
import {
  driftOf,
  judgeDrift,
  recordedNames,
  saysTheyStay,
  whyNotWatched,
} from '../../../../../functions/shared/offboarding/drift/drift.ts';
import {
  aCase,
  aPolicy,
  aPool,
  aRecord,
  aSaying,
  at,
  attached,
  aUser,
  aUserRecord,
  ten,
} from '../../../support/samples.ts';

function closed(given: Partial<OffboardingCase> = {}): OffboardingCase {
  const { dueAt: _, ...one } = aCase({ status: 'closed', reason: 'access-gone', endedAt: ten });
  return { ...one, desktops: [aRecord()], ...given };
}

function said(kind: string, minutes: number, effect: string): OffboardingCase['notices'][number] {
  return aSaying({ source: 'hibob', kind, sentAt: at(minutes), receivedAt: at(minutes), effect });
}

function desktop(given: Partial<AttachedDesktop> = {}): AttachedDesktop {
  return attached('desktop-9', given);
}

function look(given: Partial<Observation>): Pick<Observation, 'attached' | 'access' | 'users'> {
  return { attached: [], access: [], users: [], ...given };
}

function pool(member: SeenAccess['member']): SeenAccess {
  return { workspace: 'main', kind: 'pool', id: 'pool-1', member };
}

describe('a case that is watched for drift', () => {
  it('is closed, and not by right open again', () => {
    expect(whyNotWatched(closed(), at(60))).toBeUndefined();
    expect(whyNotWatched(closed({ endedAt: at(60) }), at(60))).toBeUndefined();
  });

  it.each<{ reason: string; given: Partial<OffboardingCase> }>([
    { reason: 'not-closed', given: { status: 'detaching' } },
    { reason: 'not-closed', given: { status: 'dry-run' } },
    { reason: 'undone', given: { undoneBy: 'case-2' } },
    { reason: 'closed-since', given: { endedAt: at(61) } },
    {
      reason: 'stays-after-all',
      given: { notices: [said('exit', 0, 'opened'), said('rehired', 30, 'ignored-already-ended')] },
    },
  ])('is not one for the reason $reason', ({ reason, given }) => {
    expect(whyNotWatched(closed(given), at(60))).toBe(reason);
  });

  it('is one whose sender said "rehired" before the exit that closed it', () => {
    const notices = [said('rehired', -30, 'cancelled'), said('exit', 0, 'reopened')];
    expect(whyNotWatched(closed({ notices }), at(60))).toBeUndefined();
  });
});

describe('that somebody stays', () => {
  const exit = said('exit', 0, 'opened');
  const back = said('rehired', 30, 'ignored-already-ended');
  const ownBack = { ...back, source: 'lark', onlyOwn: true as const };

  it.each<[says: boolean, what: string, given: Partial<OffboardingCase>]>([
    [true, 'came back by the word of the sender', { notices: [exit, back] }],
    [true, 'was given everything back by a person', { notices: [exit], undoneBy: 'case-2' }],
    [true, 'people have refused to let go', { status: 'cancelled', reason: 'rejected', notices: [exit] }],
    [false, 'is let go', { notices: [exit] }],
    [false, 'is let go by another source than the one that took back its own', { notices: [exit, ownBack] }],
    [false, 'only one source’s process has let stay', { notices: [ownBack] }],
    [false, 'nothing was said of', { notices: [] }],
  ])('is %s of a case whose person %s', (says, _, given) => {
    expect(saysTheyStay(closed(given))).toBe(says);
  });
});

describe('drift', () => {
  it('is a desktop that the same user is attached to again, in any project', () => {
    const one = closed({ desktops: [aRecord(), aRecord('desktop-2', { workspace: 'branch' })] });
    const attachedAgain = [desktop(), desktop({ workspace: 'branch', desktopId: 'desktop-8' })];
    expect(driftOf(one, look({ attached: attachedAgain }))).toEqual({
      userName: 'leaver',
      desktops: [
        { workspace: 'main', desktopId: 'desktop-9' },
        { workspace: 'branch', desktopId: 'desktop-8' },
      ],
      access: [],
      whose: 'theirs',
    });
  });

  it('is also a pool that is open to them again', () => {
    const drift = driftOf(closed(), look({ access: [pool({ id: 'user-1', name: 'leaver' })] }));
    expect(drift).toMatchObject({ access: [{ workspace: 'main', kind: 'pool', id: 'pool-1' }], whose: 'theirs' });
  });

  it('is nothing where nothing is attached, or a detachment is under way', () => {
    expect(driftOf(closed(), look({}))).toBeUndefined();
    expect(driftOf(closed(), look({ attached: [desktop({ detaching: true })] }))).toBeUndefined();
  });

  it('leaves out what another user of the same name has', () => {
    const other = desktop({ desktopId: 'not-theirs', attachment: { userName: 'leaver', userId: 'user-2' } });
    const theirs = pool({ id: 'user-1', name: 'leaver' });
    const access = [{ ...pool({ id: 'user-2', name: 'leaver' }), id: 'not-theirs' }, theirs];
    const drift = driftOf(closed(), look({ attached: [other, desktop()], access }));
    expect(drift?.desktops).toEqual([{ workspace: 'main', desktopId: 'desktop-9' }]);
    expect(drift).toMatchObject({ access: [{ id: 'pool-1' }], whose: 'theirs' });
  });

  it('says so where another user of the same name has it all', () => {
    const theirs = [desktop({ attachment: { userName: 'leaver', userId: 'user-2' } })];
    expect(driftOf(closed(), look({ attached: theirs }))).toMatchObject({
      desktops: [{ desktopId: 'desktop-9' }],
      whose: 'another-user',
    });
  });

  it.each<{ from: string; given: Partial<OffboardingCase> }>([
    { from: 'a desktop', given: {} },
    { from: 'a pool', given: { desktops: [], access: [aPool()] } },
    { from: 'a user that was locked', given: { desktops: [], users: [aUserRecord()] } },
    {
      from: 'a reading that found nothing to take',
      given: { desktops: [], workspaceUserIds: [{ workspace: 'main', userId: 'user-1' }] },
    },
  ])('tells another user of the name by an id that the case knows from $from', ({ given }) => {
    const ofId = (userId: string) =>
      driftOf(closed(given), look({ attached: [desktop({ attachment: { userName: 'leaver', userId } })] }));
    expect(ofId('user-1')?.whose).toBe('theirs');
    expect(ofId('user-2')?.whose).toBe('another-user');
  });

  it('takes the id of the user of that name in that project where an attachment has none', () => {
    const nameless = desktop({ attachment: { userName: 'leaver' } });
    const others = [aUser({ userName: 'another', userId: 'user-3' }), aUser({ workspace: 'branch', userId: 'user-4' })];
    const withUser = (userId: string) =>
      driftOf(closed(), look({ attached: [nameless], users: [...others, aUser({ userName: 'Leaver', userId })] }));
    expect(withUser('user-1')?.whose).toBe('theirs');
    expect(withUser('user-2')?.whose).toBe('another-user');
  });

  it('is nobody’s for certain where no id tells: none is known here, or in this project, or the name stands for it', () => {
    const nameless = desktop({ attachment: { userName: 'leaver' } });
    const elsewhere = desktop({ workspace: 'branch', attachment: { userName: 'leaver', userId: 'user-7' } });
    const named = aRecord('desktop-1', { attachment: { userName: 'leaver', userId: 'leaver' } });
    const withoutId = aRecord('desktop-1', { attachment: { userName: 'leaver' } });
    const access = [pool({ id: 'Leaver', name: 'leaver' })];
    expect(driftOf(closed(), look({ attached: [nameless] }))?.whose).toBe('unknown');
    expect(driftOf(closed({ desktops: [] }), look({ attached: [desktop()] }))?.whose).toBe('unknown');
    expect(driftOf(closed({ desktops: [withoutId] }), look({ attached: [desktop()] }))?.whose).toBe('unknown');
    expect(driftOf(closed(), look({ attached: [elsewhere] }))?.whose).toBe('unknown');
    expect(driftOf(closed({ desktops: [named] }), look({ access }))?.whose).toBe('unknown');
  });
});

describe('what is done about drift', () => {
  const drift = { userName: 'leaver', desktops: [], access: [], whose: 'theirs' as const };

  it('is to open the case again', () => {
    expect(judgeDrift(closed(), drift, aPolicy())).toEqual({ decision: 'reopen', reason: 'access-again' });
  });

  it.each([
    { why: 'the policy says so', given: { reconcile: { drift: 'report' } } },
    { why: 'nothing may be written', given: { mode: 'dry-run' } },
    { why: 'nothing may be written for that source', given: { sources: { hibob: { mode: 'dry-run' } } } },
  ])('is only to tell where $why', ({ given }) => {
    const one = closed({ notices: [said('exit', 0, 'opened')] });
    const policy = policySchema.parse({ mode: 'enforce', ...given });
    expect(judgeDrift(one, drift, policy)).toEqual({ decision: 'report', reason: 'access-again' });
  });

  it.each([
    { whose: 'another-user' as const, reason: 'another-user-of-that-name' },
    { whose: 'unknown' as const, reason: 'perhaps-another-user-of-that-name' },
  ])('is only to tell where it may be somebody else: $reason', ({ whose, reason }) => {
    expect(judgeDrift(closed(), { ...drift, whose }, aPolicy())).toEqual({ decision: 'report', reason });
  });
});

describe('the names of a case', () => {
  it('are those of every record', () => {
    const users = [{ workspace: 'main', userId: 'user-1', userName: 'Leaver', wasLocked: false }];
    const access = [{ ...pool({ id: 'user-1', name: 'leaver.old' }), removal: 'verified' as const }];
    expect(recordedNames(closed({ users, access }))).toEqual(['leaver', 'Leaver', 'leaver.old']);
  });
});
