import { describe, expect, it } from 'vitest';
import { newEpisode, takenBefore, takenInAll } from '../../../../../functions/shared/offboarding/case/new-episode.ts';
import type {
  DesktopRecord,
  OffboardingCase,
} from '../../../../../functions/shared/offboarding/case/offboarding-case.ts';
import { undoCaseId } from '../../../../../functions/shared/offboarding/decide/undo-case-id.ts';
import { aClosedCase, aTrail } from '../../../support/ended-cases.ts';
import { aCase, aPool, aRecord, aSaying, at, aUserRecord, ten } from '../../../support/samples.ts';

describe('a case that starts once more', () => {
  it('keeps of the earlier episode who it is about, what was said and the trail, and nothing that was decided', () => {
    const earlier = aClosedCase({
      attempts: 3,
      problem: { code: 'X', message: 'x' },
      workspaceUserName: 'leaver',
      workspaceUserIds: [{ workspace: 'main', userId: 'user-1' }],
      releasedAt: ten,
      users: [aUserRecord()],
      access: [aPool()],
      approval: { reasons: [], planHash: 'h', requestedAt: ten, expiresAt: at(9), people: 1, approvedBy: [] },
      undoneBy: 'case-2',
    });

    const again: OffboardingCase = { ...earlier, ...newEpisode(at(600), at(60)) };

    const { caseId, person, notices, trail, effectiveAt } = earlier;
    expect(JSON.parse(JSON.stringify(again))).toEqual(
      aCase({
        caseId,
        person,
        notices,
        trail,
        effectiveAt,
        actAt: at(600),
        dueAt: at(600),
        receivedAt: at(60),
        openedAt: at(60),
        updatedAt: earlier.updatedAt,
      }),
    );
  });
});

describe('what an earlier episode has taken away', () => {
  const admission = aTrail([{ at: ten, event: 'guard', facts: { verdict: 'go' } }]);

  it.each<[what: string, given: Partial<OffboardingCase>]>([
    ['a desktop', { desktops: [aRecord('one', { detachRequestedAt: ten })] }],
    ['a desktop, the answer not being on record', { desktops: [aRecord('one', { admittedAt: ten })] }],
    ['a lock', { users: [aUserRecord(), aUserRecord({ lockRequestedAt: at(1) })] }],
    ['a pool', { access: [aPool(), aPool({ removalRequestedAt: at(1) })] }],
    ['something, as the guards have let it', { trail: admission }],
  ])('is kept with the time and the source of the episode where it was %s', (_, given) => {
    const notices = [aSaying({ source: 'okta' })];
    const one = aCase({ notices, desktops: [aRecord()], users: [aUserRecord()], access: [aPool()], ...given });
    const { openedAt, desktops, users, access } = one;

    expect(takenBefore(one)).toEqual({
      taken: { openedAt, source: 'okta', desktops, users, access },
      overtakes: { undo: undoCaseId(one) },
    });
  });

  it.each<[what: string, given: Partial<OffboardingCase>]>([
    ['nothing was asked for', {}],
    ['the guards let only an earlier episode', { trail: admission, openedAt: at(1) }],
    ['the guards held it back', { trail: aTrail([{ at: ten, event: 'guard', facts: { reason: 'cap' } }]) }],
  ])('is nothing where %s', (_, given) => {
    expect(takenBefore(aCase({ desktops: [aRecord()], users: [aUserRecord()], access: [aPool()], ...given }))).toEqual(
      {},
    );
  });
});

describe('what all episodes of an exit have taken', () => {
  const latest = aCase({
    desktops: [
      aRecord('both', { detachRequestedAt: at(61) }),
      aRecord('seen-again'),
      aRecord('eip-again'),
      aRecord('new', { detachRequestedAt: at(61) }),
    ],
    users: [aUserRecord({ wasLocked: true })],
    access: [aPool({ id: 'pool-1' }), aPool({ id: 'pool-2', removalRequestedAt: at(61) })],
  });
  const earlier = {
    openedAt: ten,
    desktops: [
      aRecord('both', { detachRequestedAt: at(1) }),
      aRecord('seen-again', { detachRequestedAt: at(1) }),
      aRecord('eip-again', { unbindRequestedAt: at(1) }),
      aRecord('old'),
    ],
    users: [aUserRecord({ lockRequestedAt: at(1) })],
    access: [aPool({ id: 'pool-1', removalRequestedAt: at(1) }), aPool({ id: 'pool-2', removalRequestedAt: at(1) })],
  };
  const ofThisExit = { ...latest, taken: { ...earlier, ofThisExit: true as const } };

  it('is, of each record, what the first took, and else what the latest did', () => {
    const { desktops, users, access } = takenInAll(ofThisExit);

    expect(
      Object.fromEntries(desktops.map((one) => [one.desktopId, one.detachRequestedAt ?? one.unbindRequestedAt])),
    ).toEqual({ both: at(1), 'eip-again': at(1), new: at(61), old: undefined, 'seen-again': at(1) });
    expect(users).toEqual(earlier.users);
    expect(access.map(({ id, removalRequestedAt }) => [id, removalRequestedAt])).toEqual([
      ['pool-1', at(1)],
      ['pool-2', at(1)],
    ]);
  });

  it.each([
    { first: { unbindRequestedAt: at(1) }, second: { detachRequestedAt: at(61) }, gives: ['second', 'first'] },
    { first: { detachRequestedAt: at(1) }, second: { unbindRequestedAt: at(61) }, gives: ['first', 'second'] },
    { first: { detachRequestedAt: at(1) }, second: { detachRequestedAt: at(61) }, gives: ['first', 'first'] },
    { first: {}, second: { detachRequestedAt: at(61), unbindRequestedAt: at(61) }, gives: ['second', 'second'] },
    { first: {}, second: {}, gives: ['first', 'first'] },
  ])('gives the attachment and the EIP back each as whoever took it first found it: %j', ({ first, second, gives }) => {
    const episodes = {
      ofThisExit: true as const,
      openedAt: ten,
      users: [],
      access: [],
      desktops: [named('first', first)],
    };

    const { desktops } = takenInAll(aCase({ desktops: [named('second', second)], taken: episodes }));

    expect(desktops.map(({ attachment, eip }) => [attachment.userName, eip?.eipId])).toEqual([gives]);
    expect(desktops).toMatchObject([{ ...second, ...first }]);
  });

  it('has nothing of another exit', () => {
    const { desktops, users, access } = latest;

    expect(takenInAll({ ...latest, taken: earlier })).toEqual({ desktops, users, access });
  });

  it('ends with the exit also where an episode of it was called off before it began', () => {
    const calledOff = aCase({ status: 'cancelled', taken: ofThisExit.taken });

    expect(takenBefore(calledOff).taken).toEqual({ ...earlier, ofThisExit: undefined });
    expect(takenBefore(calledOff, { goesOn: true })).toEqual({ overtakes: { undo: undoCaseId(calledOff) } });
    expect(takenBefore(aCase())).toEqual({});
  });

  it('leaves what an undo may still give back to be awaited', () => {
    const overtakes = { awaits: ['attach one'], until: at(90) };

    expect(takenBefore(aCase({ overtakes, taken: ofThisExit.taken })).overtakes).toMatchObject(overtakes);
  });

  it('goes on where the next episode is of the same exit, and ends where it is not', () => {
    const all = takenInAll(ofThisExit);

    expect(takenBefore(ofThisExit, { goesOn: true }).taken).toMatchObject({ ...all, ofThisExit: true });
    expect(takenBefore(ofThisExit).taken).toMatchObject(all);
    expect(takenBefore(ofThisExit).taken).not.toHaveProperty('ofThisExit');
  });
});

function named(name: string, given: Partial<DesktopRecord>): DesktopRecord {
  return aRecord('one', { ...given, attachment: { userName: name }, eip: { eipId: name } });
}
