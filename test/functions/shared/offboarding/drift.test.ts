import { describe, expect, it } from 'vitest';
import { driftOf, judgeDrift, recordedNames, whyNotWatched } from '../../../../functions/shared/offboarding/drift.ts';
import type { AttachedDesktop, SeenAccess } from '../../../../functions/shared/offboarding/observation.ts';
import type { OffboardingCase } from '../../../../functions/shared/offboarding/offboarding-case.ts';
import { policy as policySchema } from '../../../../functions/shared/offboarding/policy.ts';
import { aCase, aPolicy, aRecord, aSaying, at, attached, ten } from '../../support/samples.ts';

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

describe('drift', () => {
  it('is a desktop that the same user is attached to again, in any project', () => {
    const one = closed();
    const seen = { attached: [desktop(), desktop({ workspace: 'branch', desktopId: 'desktop-8' })], access: [] };
    expect(driftOf(one, seen)).toEqual({
      userName: 'leaver',
      desktops: [
        { workspace: 'main', desktopId: 'desktop-9' },
        { workspace: 'branch', desktopId: 'desktop-8' },
      ],
      access: [],
      isAnotherUser: false,
    });
  });

  it('is also a pool that is open to them again', () => {
    const drift = driftOf(closed(), { attached: [], access: [pool({ id: 'user-1', name: 'leaver' })] });
    expect(drift).toMatchObject({ access: [{ workspace: 'main', kind: 'pool', id: 'pool-1' }], isAnotherUser: false });
  });

  it('is nothing where nothing is attached, or a detachment is under way', () => {
    expect(driftOf(closed(), { attached: [], access: [] })).toBeUndefined();
    expect(driftOf(closed(), { attached: [desktop({ detaching: true })], access: [] })).toBeUndefined();
  });

  it('leaves out what another user of the same name has', () => {
    const other = desktop({ desktopId: 'not-theirs', attachment: { userName: 'leaver', userId: 'user-2' } });
    const theirs = pool({ id: 'user-1', name: 'leaver' });
    const access = [{ ...pool({ id: 'user-2', name: 'leaver' }), id: 'not-theirs' }, theirs];
    const drift = driftOf(closed(), { attached: [other, desktop()], access });
    expect(drift?.desktops).toEqual([{ workspace: 'main', desktopId: 'desktop-9' }]);
    expect(drift).toMatchObject({ access: [{ id: 'pool-1' }], isAnotherUser: false });
  });

  it('says so where another user of the same name has it all', () => {
    const theirs = [desktop({ attachment: { userName: 'leaver', userId: 'user-2' } })];
    expect(driftOf(closed(), { attached: theirs, access: [] })).toMatchObject({
      desktops: [{ desktopId: 'desktop-9' }],
      isAnotherUser: true,
    });
  });

  it('is told by the name where an id is missing on either side, or is that of another project', () => {
    const nameless = desktop({ attachment: { userName: 'leaver' } });
    expect(driftOf(closed(), { attached: [nameless], access: [] })?.isAnotherUser).toBe(false);
    const withoutId = closed({ desktops: [aRecord('desktop-1', { attachment: { userName: 'leaver' } })] });
    expect(driftOf(withoutId, { attached: [desktop()], access: [] })?.isAnotherUser).toBe(false);
    const elsewhere = desktop({ workspace: 'branch', attachment: { userName: 'leaver', userId: 'user-7' } });
    expect(driftOf(closed(), { attached: [elsewhere], access: [] })?.isAnotherUser).toBe(false);
  });
});

describe('what is done about drift', () => {
  const drift = { userName: 'leaver', desktops: [], access: [], isAnotherUser: false };

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

  it('is only to tell where it may be somebody else', () => {
    const verdict = { decision: 'report', reason: 'another-user-of-that-name' };
    expect(judgeDrift(closed(), { ...drift, isAnotherUser: true }, aPolicy())).toEqual(verdict);
  });
});

describe('the names of a case', () => {
  it('are those of every record', () => {
    const users = [{ workspace: 'main', userId: 'user-1', userName: 'Leaver', wasLocked: false }];
    const access = [{ ...pool({ id: 'user-1', name: 'leaver.old' }), removal: 'verified' as const }];
    expect(recordedNames(closed({ users, access }))).toEqual(['leaver', 'Leaver', 'leaver.old']);
  });
});
