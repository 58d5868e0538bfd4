import { describe, expect, it } from 'vitest';
import type { OffboardingCase } from '../../../../../functions/shared/offboarding/case/offboarding-case.ts';
import type { ExitNotice } from '../../../../../functions/shared/offboarding/notices/exit-notice.ts';
import { isLeftToUndo } from '../../../../../functions/shared/offboarding/notices/left-to-undo.ts';
import { apply, applyAll } from '../../../support/apply-all.ts';
import { aNotice, aPool, aRecord, at, aUserRecord } from '../../../support/samples.ts';

const taken = aRecord('d', { admittedAt: at(11), detach: 'verified', detachRequestedAt: at(11) });

/** An exit that BambooHR has sent at ten for ten past, and that has ended two minutes after that. */
function ended(given: Partial<OffboardingCase> = {}): OffboardingCase {
  const { case: opened } = apply(undefined, aNotice({ source: 'bamboohr', effectiveAt: at(10) }));
  const end = { status: 'closed', reason: 'access-gone', dueAt: undefined, endedAt: at(12) } as const;
  return { ...opened, ...end, desktops: [taken], ...given };
}

function stays(given: Partial<ExitNotice> = {}): ExitNotice {
  return aNotice({ kind: 'rehired', source: 'bamboohr', sentAt: at(20), ...given });
}

function toldOf({ unsaid }: OffboardingCase) {
  return unsaid.filter(({ type }) => type === 'OffboardingContradicted');
}

describe('somebody stays whose exit is over', () => {
  it.each(['rehired', 'cancelled'] as const)('is told, with the command that gives back what it took: %s', (kind) => {
    const { case: after } = apply(ended(), stays({ kind, source: 'okta' }));

    expect(after.unsaid).toEqual([
      {
        id: `${after.caseId}#${after.trail.at(-1)?.seq}#OffboardingContradicted`,
        type: 'OffboardingContradicted',
        at: at(20),
        caseId: after.caseId,
        status: 'closed',
        reason: `${kind}-after-end`,
        source: 'bamboohr',
        by: 'okta',
        desktops: 1,
        undo: `undo ${after.caseId} --reason "stays after all"`,
      },
    ]);
    expect(after.status).toBe('closed');
  });

  it.each<[what: string, given: Partial<OffboardingCase>]>([
    ['an exit that failed half-way', { status: 'failed', reason: 'detach-not-verified' }],
    ['a locked user', { desktops: [], users: [aUserRecord({ lockRequestedAt: at(11) })] }],
    ['a pool', { desktops: [], access: [aPool({ removalRequestedAt: at(11) })] }],
    ['an EIP', { desktops: [aRecord('d', { wasGone: true, unbindRequestedAt: at(11) })] }],
    [
      'what an earlier episode took',
      { desktops: [], taken: { openedAt: at(0), desktops: [taken], users: [], access: [] } },
    ],
  ])('is told of %s', (_, given) => {
    expect(toldOf(apply(ended(given), stays()).case)).toHaveLength(1);
  });

  it.each<[what: string, given: Partial<OffboardingCase>]>([
    ['nothing was taken', { desktops: [] }],
    ['somebody else had taken it', { desktops: [aRecord('d', { wasGone: true, detach: 'verified' })] }],
    [
      'the user was locked before',
      { desktops: [], users: [aUserRecord({ wasLocked: true, lockRequestedAt: at(11) })] },
    ],
    ['it was a dry run', { status: 'dry-run', desktops: [aRecord('d', { detach: 'would-detach' })] }],
    ['it is undone', { undoneBy: 'case-2' }],
  ])('is no news where %s', (_, given) => {
    const { case: after } = apply(ended(given), stays());

    expect(toldOf(after)).toEqual([]);
    expect(isLeftToUndo(after)).toBe(false);
  });

  it('is told once, whoever says so again, and however often', () => {
    const first = stays();
    const { case: after } = applyAll(
      [first, first, stays({ sentAt: at(21) }), stays({ source: 'okta', sentAt: at(22) })],
      ended(),
    );

    expect(toldOf(after)).toHaveLength(1);
  });

  it('is told anew of the next exit', () => {
    const { case: again } = applyAll([stays(), aNotice({ source: 'bamboohr', sentAt: at(30) })], ended());
    const over: OffboardingCase = {
      ...again,
      status: 'closed',
      dueAt: undefined,
      endedAt: at(31),
      desktops: [taken],
      unsaid: [],
    };

    expect(again.status).toBe('scheduled');
    expect(toldOf(apply(over, stays({ sentAt: at(40) })).case)).toHaveLength(1);
  });

  it('is told where it was sent before the exit was to be, and came late', () => {
    const late = stays({ kind: 'cancelled', sentAt: at(5), receivedAt: at(20) });

    expect(toldOf(apply(ended(), late).case)).toHaveLength(1);
  });

  it('is not told where it was sent before the exit was', () => {
    const late = stays({ kind: 'cancelled', sentAt: at(-5), receivedAt: at(20) });

    const { case: after, effect } = apply(ended(), late);

    expect(effect).toBe('ignored-older');
    expect(toldOf(after)).toEqual([]);
    expect(isLeftToUndo(after)).toBe(false);
  });

  it('is told of a source that takes back only its own, unless another lets them go', () => {
    const own = stays({ onlyOwn: true });
    const announcedTwice = apply(
      { ...ended(), status: 'detaching', endedAt: undefined },
      aNotice({ source: 'okta', sentAt: at(11) }),
    ).case;

    expect(toldOf(apply(ended(), own).case)).toHaveLength(1);
    expect(toldOf(apply(ended(), { ...own, source: 'okta' }).case)).toEqual([]);
    expect(toldOf(apply({ ...announcedTwice, status: 'closed', endedAt: at(12) }, own).case)).toEqual([]);
  });
});

it('a source that takes back what it has opened again says nothing of what another took before', () => {
  const byHand = aNotice({ source: 'operator', kind: 'revoke-now', sentAt: at(13) });
  const over = apply(ended(), byHand).case;
  const closed: OffboardingCase = { ...over, status: 'closed', dueAt: undefined, endedAt: at(14), desktops: [taken] };

  const { case: after } = applyAll(
    [
      aNotice({ source: 'scim', onlyOwn: true, sentAt: at(20) }),
      stays({ source: 'scim', onlyOwn: true, sentAt: at(30) }),
    ],
    { ...closed, unsaid: [] },
  );

  expect(after.taken).toBeDefined();
  expect(isLeftToUndo(after)).toBe(false);
  expect(after.unsaid.filter(({ undo }) => undo !== undefined)).toEqual([]);
});

describe('a case that is called off while it is worked on', () => {
  it('is told with what gives back what it took until then', () => {
    const atWork = ended({ status: 'detaching', reason: undefined, endedAt: undefined });

    const { case: after } = apply(atWork, stays());

    const undo = `undo ${after.caseId} --reason "stays after all"`;
    expect(after.unsaid).toMatchObject([{ type: 'OffboardingCancelled', reason: 'rehired-after-start', undo }]);
    expect(toldOf(apply(after, stays({ sentAt: at(30) })).case)).toEqual([]);
  });

  it('before it took anything leaves nothing to give back', () => {
    const { case: after } = applyAll([
      aNotice({ source: 'bamboohr', effectiveAt: at(9000) }),
      stays({ kind: 'cancelled' }),
      stays(),
    ]);

    expect(after.unsaid).toMatchObject([{ type: 'OffboardingCancelled' }]);
    expect(after.unsaid[0]).not.toHaveProperty('undo');
  });
});

it('a return of somebody who never left is no news', () => {
  const { case: after, effect } = apply(undefined, stays());

  expect(effect).toBe('ignored-nothing-to-cancel');
  expect(after.unsaid).toEqual([]);
  expect(apply(after, stays({ sentAt: at(30) })).case.unsaid).toEqual([]);
});
