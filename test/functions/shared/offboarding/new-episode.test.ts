import { describe, expect, it } from 'vitest';
import { newEpisode, takenBefore } from '../../../../functions/shared/offboarding/new-episode.ts';
import type { OffboardingCase } from '../../../../functions/shared/offboarding/offboarding-case.ts';
import { aClosedCase, aTrail } from '../../support/ended-cases.ts';
import { aCase, aPool, aRecord, aSaying, at, aUserRecord, ten } from '../../support/samples.ts';

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

    expect(takenBefore(one)).toEqual({ taken: { openedAt, source: 'okta', desktops, users, access } });
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
