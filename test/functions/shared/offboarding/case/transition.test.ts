import { describe, expect, it } from 'vitest';
import type { OffboardingCase } from '../../../../../functions/shared/offboarding/case/offboarding-case.ts';
import { announce, sourceOf, transition } from '../../../../../functions/shared/offboarding/case/transition.ts';
import { aCase, anUndo, aRecord, aSaying, at, ten } from '../../../support/samples.ts';

const entry = { at: at(5), event: 'decided', facts: { step: 'rest' } } as const;

function told(before: Partial<OffboardingCase> | undefined, after: Partial<OffboardingCase>): string[] {
  return transition(before && aCase(before), aCase(after), entry).unsaid.map(({ type }) => type);
}

describe('a change of a case', () => {
  it('writes each of its lines into the trail, in their order', () => {
    const one = transition(aCase(), aCase(), entry, { ...entry, at: at(6), event: 'sla' });

    expect(one.trail.map(({ seq, at: when, event }) => [seq, when, event])).toEqual([
      [1, at(5), 'decided'],
      [2, at(6), 'sla'],
    ]);
  });

  it.each([
    ['held', 'OffboardingHeld'],
    ['closed', 'OffboardingCompleted'],
    ['failed', 'OffboardingFailed'],
    ['cancelled', 'OffboardingCancelled'],
    ['dry-run', 'OffboardingDryRun'],
    ['restored', 'OffboardingUndone'],
  ] as const)('to %s is told as %s, at the time of its last line', (status, type) => {
    const { unsaid } = transition(aCase(), aCase({ status }), { ...entry, at: ten }, entry);

    expect(unsaid).toMatchObject([{ type, status, at: at(5), id: `case-1#2#${type}` }]);
  });

  it.each(['scheduled', 'detaching', 'unbinding', 'restoring'] as const)('to %s is not told', (status) => {
    expect(told({ status: 'held' }, { status })).toEqual([]);
  });

  it('that begins a case is told, unless it begins as cancelled: nobody was told of what is off', () => {
    expect(told(undefined, { status: 'held' })).toEqual(['OffboardingHeld']);
    expect(told(undefined, { status: 'cancelled' })).toEqual([]);
  });

  it('that leaves a case as it was is not told again; another reason is', () => {
    const held = { status: 'held', reason: 'approval' } as const;

    expect(told(held, held)).toEqual([]);
    expect(told(held, { ...held, reason: 'cap' })).toEqual(['OffboardingHeld']);
  });

  it('to another plan is told where somebody is asked about it', () => {
    const [one, other] = ['c0ffee', 'decaf'].map((planHash) => ({
      approval: { reasons: [], planHash, requestedAt: ten, expiresAt: at(60), people: 1, approvedBy: [] },
    }));
    const asked = { status: 'held', reason: 'approval' } as const;
    const stopped = { status: 'held', reason: 'cap' } as const;

    expect(told({ ...asked, ...one }, { ...asked, ...other })).toEqual(['OffboardingHeld']);
    expect(told({ ...asked, ...one }, { ...asked, ...one })).toEqual([]);
    expect(told({ ...stopped, ...one }, { ...stopped, ...other })).toEqual([]);
  });

  it('without a line is not told: nothing happened', () => {
    expect(transition(aCase(), aCase({ status: 'held' }))).toEqual(aCase({ status: 'held' }));
  });
});

describe('what subscribers are told', () => {
  it('says which case, why, by whose notice, how many desktops and until when, and never who', () => {
    const one = aCase({
      status: 'held',
      reason: 'cap',
      desktops: [aRecord('one'), aRecord('two')],
      notices: [aSaying({ source: 'hibob' })],
      sla: { dueAt: at(60) },
    });

    expect(announce(one, 'OffboardingHeld', at(1)).unsaid).toEqual([
      {
        id: 'case-1#0#OffboardingHeld',
        type: 'OffboardingHeld',
        at: at(1),
        caseId: 'case-1',
        status: 'held',
        reason: 'cap',
        source: 'hibob',
        desktops: 2,
        slaDueAt: at(60),
      },
    ]);
  });

  it('leaves out what is not known, and follows what is still unsaid', () => {
    const first = announce(aCase(), 'OffboardingStarted', at(1));

    const { unsaid } = announce(first, 'OffboardingSlaWarning', at(2));

    const about = { caseId: 'case-1', status: 'scheduled', desktops: 0 };
    expect(unsaid).toStrictEqual([
      { id: 'case-1#0#OffboardingStarted', type: 'OffboardingStarted', at: at(1), ...about },
      { id: 'case-1#0#OffboardingSlaWarning', type: 'OffboardingSlaWarning', at: at(2), ...about },
    ]);
  });
});

describe('the source of a case', () => {
  const exit = aSaying({ source: 'hibob' });

  it.each<[what: string, source: string | undefined, one: Pick<OffboardingCase, 'notices' | 'source'>]>([
    [
      'that of the notice that stands',
      'hibob',
      { notices: [exit, aSaying({ ...exit, source: 'okta', kind: 'exit', sentAt: at(-9) })] },
    ],
    [
      'that of what came once work had begun, where nothing else is left',
      'okta',
      { notices: [aSaying({ source: 'okta', effect: 'ignored-already-started' })] },
    ],
    ['nobody’s, where nothing was said', undefined, { notices: [] }],
    ['that of what is undone, for an undo', 'okta', anUndo({ source: 'okta' })],
  ])('is %s', (_, source, one) => {
    expect(sourceOf({ receivedAt: ten, ...one })).toBe(source);
  });
});
