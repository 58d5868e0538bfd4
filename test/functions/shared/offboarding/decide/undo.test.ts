import { describe, expect, it } from 'vitest';
import type {
  DesktopRecord,
  OffboardingCase,
} from '../../../../../functions/shared/offboarding/case/offboarding-case.ts';
import { isOvertaken, openUndo, withdrawn } from '../../../../../functions/shared/offboarding/decide/undo.ts';
import { undoCaseId } from '../../../../../functions/shared/offboarding/decide/undo-case-id.ts';
import { aClosedCase, aTrail, beforeTheRecord } from '../../../support/ended-cases.ts';
import { aCase, anUndo, aPool, aRecord, at, aUserRecord, ten } from '../../../support/samples.ts';

const asked = { by: 'ann', reason: 'wrong person', at: at(30) };
const original = aClosedCase();
const undoId = undoCaseId(original);
const problem = { code: 'WKS.1', message: 'refused' };

/** What of a desktop an undo gives back; undefined where it is left as it is. */
function givenBack(desktop: Partial<DesktopRecord>): DesktopRecord | undefined {
  // The other one has something to give back, so that there is an undo in any case.
  const desktops = [aRecord('one', desktop), aRecord('two', { detachRequestedAt: ten })];
  return opened(aClosedCase({ desktops })).undo?.desktops.find(({ desktopId }) => desktopId === 'one');
}

function opened(one: OffboardingCase, earlier?: OffboardingCase) {
  const undo = openUndo(one, asked, earlier);
  if (typeof undo === 'string') throw new Error(`It cannot be undone: ${undo}`);
  return undo;
}

describe('an undo', () => {
  it('is a case of its own about the same person, due at once, and each names the other', () => {
    const { undo, original: marked } = opened(original);

    expect(undo).toMatchObject({
      caseId: undoId,
      version: 0,
      status: 'restoring',
      person: original.person,
      undoes: original.caseId,
      source: 'standard-webhooks',
      revokeNow: false,
      attempts: 0,
      notices: [],
      unsaid: [],
    });
    for (const instant of ['actAt', 'dueAt', 'receivedAt', 'openedAt', 'updatedAt', 'lastSentAt'] as const) {
      expect(undo?.[instant]).toBe(asked.at);
    }
    expect(marked).toMatchObject({ status: 'closed', undoneBy: undoId, unsaid: original.unsaid });
  });

  it('is in both trails, with who asked for it and why', () => {
    const { undo, original: marked } = opened(original);
    const command = { command: 'undo', by: 'ann', reason: 'wrong person' };

    const [line] = undo?.trail ?? [];
    expect(line).toMatchObject({ at: asked.at, event: 'command', facts: { ...command, undoes: original.caseId } });
    expect(marked?.trail).toHaveLength(original.trail.length + 1);
    expect(marked?.trail.at(-1)).toMatchObject({
      at: asked.at,
      event: 'command',
      facts: { ...command, undoneBy: undoId },
    });
  });

  it.each<[what: string, desktop: Partial<DesktopRecord>, parts: Partial<DesktopRecord> | undefined]>([
    ['an attachment that was taken away', { detachRequestedAt: ten }, { restore: 'planned' }],
    [
      'no attachment that somebody else took away, though the case had begun',
      { admittedAt: ten, detach: 'verified', eip: { eipId: 'eip-1' } },
      undefined,
    ],
    [
      'an EIP that was unbound',
      { unbindRequestedAt: ten, eip: { eipId: 'eip-1' }, powerState: 'ACTIVE' },
      { restoreEip: 'planned' },
    ],
    ['no EIP that is not on record', { unbindRequestedAt: ten }, undefined],
    [
      'the power of a desktop that was on',
      { detachRequestedAt: ten, powerState: 'ACTIVE' },
      { restore: 'planned', restorePower: 'planned' },
    ],
    ['no power to a desktop that was off', { detachRequestedAt: ten, powerState: 'SHUTOFF' }, { restore: 'planned' }],
  ])('gives back %s', (_, desktop, parts) => {
    const back = givenBack(desktop);
    const { restore, restoreEip, restorePower } = back ?? {};

    expect(back && { restore, restoreEip, restorePower }).toEqual(parts);
  });

  it('begins without the problems of the original, and is not counted against the caps as it was', () => {
    const desktop = givenBack({ admittedAt: ten, detachRequestedAt: ten, problem });

    expect(desktop).not.toHaveProperty('problem');
    expect(desktop).not.toHaveProperty('admittedAt');
  });

  it('unlocks whom it has locked, and nobody who was locked before or was not asked for', () => {
    const users = [
      aUserRecord({ userId: 'locked', lockRequestedAt: ten, problem }),
      aUserRecord({ userId: 'was-locked', wasLocked: true, lockRequestedAt: ten }),
      aUserRecord({ userId: 'not-asked' }),
    ];

    expect(opened(aClosedCase({ users })).undo?.users).toEqual([
      aUserRecord({ userId: 'locked', lockRequestedAt: ten, restore: 'planned' }),
    ]);
  });

  it('opens the pools and groups again that it has closed', () => {
    const access = [
      aPool({ id: 'closed', removalRequestedAt: ten, problem }),
      aPool({ id: 'reported', removal: 'reported' }),
    ];

    expect(opened(aClosedCase({ access })).undo?.access).toEqual([
      aPool({ id: 'closed', removalRequestedAt: ten, restore: 'planned' }),
    ]);
  });

  it('goes by the latest episode in which something was taken away', () => {
    const { openedAt, users, access, desktops } = original;
    const source = 'okta';
    const since = aClosedCase({
      status: 'cancelled',
      openedAt: at(10),
      desktops: [],
      trail: [],
      taken: { openedAt, source, users, access, desktops },
    });

    expect(opened(since).undoId).toBe(undoId);
    expect(opened(since).undo?.source).toBe(source);
    expect(opened(since).undo?.desktops.map(({ desktopId }) => desktopId)).toEqual(['d-5c1e90', 'd-77a2f3']);
  });
});

describe('an undo is refused', () => {
  it.each([
    ['not-ended', 'is still open', aClosedCase({ status: 'unbinding' })],
    ['nothing-was-done', 'has taken nothing away', aCase({ status: 'cancelled', desktops: [aRecord()] })],
    ['nothing-was-done', 'is an undo itself', aClosedCase({ status: 'restored', undoes: 'case-1' })],
  ])('as %s where the case %s', (reason, _, one) => {
    expect(openUndo(one, asked)).toBe(reason);
  });

  it.each([
    ['while it is under way', anUndo({ caseId: undoId })],
    ['once everything is back', anUndo({ caseId: undoId, status: 'restored', reason: 'restored' })],
  ])('%s', (_, earlier) => {
    expect(openUndo({ ...original, undoneBy: undoId }, asked, earlier)).toBe('already-undone');
  });
});

describe('an undo that is asked for again', () => {
  const marked = { ...original, undoneBy: undoId };

  it('only marks the original where a crash came in between', () => {
    for (const earlier of [anUndo(), anUndo({ status: 'restored', reason: 'restored' })]) {
      const again = opened(original, earlier);

      expect(again.undo).toBeUndefined();
      expect(again.original?.undoneBy).toBe(undoId);
    }
  });

  it.each([
    ['failed', 'restore-not-verified'],
    ['restored', 'restored-in-part'],
  ] as const)('begins anew after it %s as %s, on the trail of the earlier one', (status, reason) => {
    const trail = aTrail([{ at: ten, event: 'command', facts: { command: 'undo' } }]);
    const unsaid = [{ id: 'x', type: 'OffboardingUndone', at: ten } as const];
    const earlier = anUndo({ caseId: undoId, version: 4, status, reason, trail, unsaid });

    const again = opened(marked, earlier);

    expect(again.original).toBeUndefined();
    expect(again.undo).toMatchObject({ status: 'restoring', version: 4, dueAt: asked.at, unsaid });
    expect(again.undo?.trail.map(({ seq, at: when }) => [seq, when])).toEqual([
      [1, ten],
      [2, asked.at],
    ]);
  });

  it('is saved once more where it is not there, though the original says so', () => {
    expect(opened(marked).undo?.caseId).toBe(undoId);
  });
});

describe('the id of an undo', () => {
  it('is that of the episode: the same whenever it is asked for, from release to release', () => {
    expect(undoId).toBe('case-c33730f5d3176fe6a028');
    expect(undoCaseId({ ...original, status: 'failed', endedAt: at(900) })).toBe(undoId);
  });

  it.each([{ caseId: 'case-9' }, { openedAt: at(-10) }])('is another one for %j', (given) => {
    expect(undoCaseId({ ...original, ...given })).not.toBe(undoId);
  });
});

describe('an undo whose exit', () => {
  const undo = anUndo({ caseId: undoId, undoes: original.caseId, undoesEpisode: original.openedAt });
  const { openedAt, desktops, users, access } = original;
  const taken = { openedAt, desktops, users, access };

  it.each<[what: string, isOvertaken: boolean, exit: OffboardingCase | undefined]>([
    ['is over as it was', false, original],
    ['is not found', false, undefined],
    ['is that of another case', false, aCase({ caseId: 'case-9' })],
    ['is taken up again', true, { ...original, status: 'scheduled' }],
    [
      'was taken up again and has taken something away since',
      true,
      { ...original, openedAt: at(10), desktops: [aRecord('one', { detachRequestedAt: at(11) })] },
    ],
    [
      'was taken up again and is over because it found nothing to take',
      true,
      { ...original, openedAt: at(10), desktops: [], users: [], access: [], taken },
    ],
    [
      'was taken up again and cancelled before it took anything',
      false,
      { ...original, status: 'cancelled', openedAt: at(10), desktops: [], taken },
    ],
  ])('%s: that it is overtaken is %s', (_, expected, exit) => {
    expect(isOvertaken(undo, exit)).toBe(expected);
  });

  it('was taken up again ends for it, and says so', () => {
    const after = withdrawn(undo, at(40));

    expect(after).toMatchObject({ status: 'cancelled', reason: 'exit-taken-up-again', endedAt: at(40) });
    expect(after.dueAt).toBeUndefined();
    expect(beforeTheRecord(after.trail)).toMatchObject([
      { at: at(40), event: 'command', facts: { status: 'cancelled', reason: 'exit-taken-up-again' } },
    ]);
    expect(after.unsaid).toMatchObject([{ type: 'OffboardingCancelled' }]);
  });
});
