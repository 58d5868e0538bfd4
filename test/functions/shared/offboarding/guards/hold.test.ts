import { describe, expect, it } from 'vitest';
import type { OffboardingCase } from '../../../../../functions/shared/offboarding/case/offboarding-case.ts';
import { withSlaClock } from '../../../../../functions/shared/offboarding/case/sla.ts';
import { admitted, countToAdmit, heldBack, hold } from '../../../../../functions/shared/offboarding/guards/hold.ts';
import { aTrail } from '../../../support/ended-cases.ts';
import { aCase, aPolicy, aRecord, aSaying, at, ten } from '../../../support/samples.ts';

const hour = 60;

describe('a case that waits for somebody', () => {
  it('says for what, and looks again by itself when the policy says', () => {
    const one = aCase({ attempts: 2 });

    const held = hold(one, 'unknown-workspace-user', aPolicy({ recheckHeldAfterHours: 6 }), at(1));

    expect(held).toEqual({ ...one, status: 'held', reason: 'unknown-workspace-user', dueAt: at(1 + 6 * hour) });
  });
});

describe('a case that a cap or the quarantine holds back', () => {
  const policy = aPolicy({ slaHours: 24 });
  const decided = aCase({ status: 'detaching', version: 2, desktops: [aRecord()] });

  it('looks again within the hour, with what it has decided, and subscribers are told', () => {
    const held = heldBack(decided, 'cap', aCase(), { policy, now: at(1) });

    expect(held).toMatchObject({ status: 'held', reason: 'cap', dueAt: at(1 + hour), desktops: decided.desktops });
    expect(held.trail).toMatchObject([{ at: at(1), event: 'guard', facts: { status: 'held', reason: 'cap' } }]);
    expect(held.unsaid).toMatchObject([{ type: 'OffboardingHeld', reason: 'cap', at: at(1) }]);
  });

  it('looks again sooner where the SLA has something to say before', () => {
    const clocked = withSlaClock(decided, policy, ten);
    const now = at(11 * hour + 30);

    expect(heldBack(clocked, 'cap', aCase(), { policy, now }).dueAt).toBe(at(12 * hour));
    expect(heldBack(clocked, 'cap', aCase(), { policy, now: at(11 * hour - 1) }).dueAt).toBe(at(12 * hour - 1));
  });

  it('goes by the SLA of its own source', () => {
    const own = aPolicy({ slaHours: 24, sources: { hibob: { slaHours: 1 } } });
    const clocked = withSlaClock({ ...decided, notices: [aSaying({ source: 'hibob' })] }, { slaHours: 1 }, ten);

    expect(heldBack(clocked, 'cap', aCase(), { policy: own, now: at(1) }).dueAt).toBe(at(30));
  });

  it('has nothing new to say where it was held back for the same already', () => {
    const before = heldBack(decided, 'quarantined', aCase(), { policy, now: ten });

    const again = heldBack({ ...before, status: 'detaching', version: 9 }, 'quarantined', before, {
      policy,
      now: at(hour),
    });

    expect(again).toEqual({ ...before, dueAt: at(2 * hour) });
  });

  it.each<[what: string, before: Partial<OffboardingCase>]>([
    ['it was held for something else', { status: 'held', reason: 'cap' }],
    ['it had gone on meanwhile', { status: 'detaching', reason: 'quarantined' }],
  ])('says it anew where %s', (_, given) => {
    const held = heldBack(decided, 'quarantined', aCase(given), { policy, now: at(1) });

    expect(held.unsaid).toMatchObject([{ type: 'OffboardingHeld', reason: 'quarantined' }]);
    expect(held.trail).toHaveLength(1);
  });

  it('is late all the same: what the SLA says meanwhile is told, and the holding only once', () => {
    const before = heldBack(withSlaClock(decided, policy, ten), 'cap', aCase(), { policy, now: at(1) });
    const late = withSlaClock(before, policy, at(12 * hour));

    const again = heldBack({ ...late, status: 'detaching' }, 'cap', before, { policy, now: at(12 * hour) });

    expect(again).toMatchObject({
      status: 'held',
      reason: 'cap',
      dueAt: at(13 * hour),
      sla: { warnedAt: at(12 * hour) },
    });
    expect(again.unsaid.map(({ type }) => type)).toEqual(['OffboardingHeld', 'OffboardingSlaWarning']);
  });
});

describe('a case that the guards let through', () => {
  it('counts each desktop once, and none that is protected', () => {
    const desktops = [aRecord('new'), aRecord('kept', { protected: 'desktop' }), aRecord('old', { admittedAt: ten })];

    const one = admitted(aCase({ desktops }), at(1));

    expect(one.desktops.map(({ admittedAt }) => admittedAt)).toEqual([at(1), undefined, ten]);
    expect(one.trail).toMatchObject([{ at: at(1), event: 'guard', facts: { verdict: 'go', desktops: 1 } }]);
  });

  it('starts, and subscribers are told so', () => {
    const { unsaid } = admitted(aCase({ desktops: [aRecord()] }), at(1));

    expect(unsaid).toMatchObject([{ type: 'OffboardingStarted', at: at(1), id: 'case-1#1#OffboardingStarted' }]);
  });

  it('starts once, though desktops are found later', () => {
    const first = admitted(aCase({ desktops: [aRecord('one')] }), ten);

    const next = admitted({ ...first, desktops: [...first.desktops, aRecord('two')] }, at(1));

    expect(next.desktops.map(({ admittedAt }) => admittedAt)).toEqual([ten, at(1)]);
    expect(next.trail).toEqual(first.trail);
    expect(next.unsaid).toEqual(first.unsaid);
  });

  it('starts again in the next episode', () => {
    const trail = aTrail([{ at: ten, event: 'guard', facts: { verdict: 'go' } }]);

    const again = admitted(aCase({ trail, openedAt: at(1), desktops: [aRecord()] }), at(2));

    expect(again.trail).toHaveLength(2);
    expect(again.unsaid).toMatchObject([{ type: 'OffboardingStarted' }]);
  });

  it('has not started by being held back', () => {
    const trail = aTrail([{ at: ten, event: 'guard', facts: { status: 'held', reason: 'cap' } }]);

    expect(admitted(aCase({ trail, desktops: [aRecord()] }), at(1)).unsaid).toHaveLength(1);
  });
});

describe('a case that asks the guards to let it', () => {
  const begun = aTrail([{ at: ten, event: 'guard', facts: { verdict: 'go' } }]);
  const settled = [aRecord('kept', { protected: 'desktop' }), aRecord('old', { admittedAt: ten })];

  it.each<[counts: number, what: string, given: Partial<OffboardingCase>]>([
    [2, 'those of its desktops that are new', { desktops: [aRecord('one'), aRecord('two'), ...settled] }],
    [2, 'those that are new, though others were let before', { trail: begun, desktops: [aRecord('1'), aRecord('2')] }],
    [0, 'nothing once it has begun and no desktop is new', { desktops: settled }],
    [0, 'nothing once it has begun with none', { trail: begun }],
    [1, 'one person who has no desktop', {}],
    [1, 'one person whose desktops stay', { desktops: settled.slice(0, 1) }],
  ])('counts for %i: %s', (counts, _, given) => {
    expect(countToAdmit(aCase(given))).toBe(counts);
  });
});
