import { describe, expect, it } from 'vitest';
import type {
  DesktopRecord,
  OffboardingCase,
} from '../../../../../functions/shared/offboarding/case/offboarding-case.ts';
import { type TrailEntry, withLine } from '../../../../../functions/shared/offboarding/case/trail.ts';
import type { Step } from '../../../../../functions/shared/offboarding/decide/decision.ts';
import { type Made, recordDecision } from '../../../../../functions/shared/offboarding/decide/record-decision.ts';
import { beforeTheRecord } from '../../../support/ended-cases.ts';
import { aCase, anApproval, aPolicy, aPool, aRecord, at, aUserRecord, ten } from '../../../support/samples.ts';

const readAt = at(1);
const now = at(2);
const rest: Step = { do: 'rest' };
const detachOne: Step = { do: 'detach', desktops: [aRecord('one')] };

function record(before: OffboardingCase, after: Partial<OffboardingCase>, made: Partial<Made> = {}): OffboardingCase {
  const all = { step: rest, policy: aPolicy(), readAt, now, ...made, case: { ...before, ...after } };
  return recordDecision(before, all).case;
}

/** What the last line of a trail says was seen to be done. */
function seenDone(before: Partial<OffboardingCase>, after: Partial<OffboardingCase>) {
  const { trail } = record(aCase(before), after);
  return trail.filter(({ event }) => event === 'verified').map(({ at: when, facts }) => [when, facts]);
}

describe('a decision', () => {
  it('is written into the trail with its step, its reason and the mode, at the time of the run', () => {
    const decided = record(aCase(), { status: 'held', reason: 'approval' });

    expect(decided.trail).toMatchObject([{ at: now, event: 'decided' }]);
    expect(decided.trail[0]?.facts).toEqual({ status: 'held', reason: 'approval', step: 'rest', mode: 'enforce' });
    expect(decided.unsaid).toMatchObject([{ type: 'OffboardingHeld', at: now }]);
  });

  it.each<[what: string, step: Step, targets: string[] | undefined]>([
    ['desktops', { do: 'detach', desktops: [aRecord('one'), aRecord('two')] }, ['one', 'two']],
    ['users', { do: 'lock', users: [aUserRecord()] }, ['user-1']],
    ['pools', { do: 'remove-access', access: [aPool()] }, ['pool-1']],
    ['nothing', { do: 'look-again' }, undefined],
  ])('names the %s that it is about', (_, step, targets) => {
    expect(record(aCase(), {}, { step }).trail[0]?.facts['targets']).toEqual(targets);
  });

  it('names the plan that somebody is asked to agree to, and only where they are asked', () => {
    const asked = record(aCase(), { status: 'held', reason: 'approval', approval: anApproval() });
    const agreed = record(asked, { status: 'detaching', reason: undefined });

    expect(asked.trail.at(-1)?.facts['planHash']).toBe('c0ffee');
    expect(agreed.trail.at(-1)?.facts).toEqual({ status: 'detaching', step: 'rest', mode: 'enforce' });
  });

  it('passes its step on as it is', () => {
    const made = { case: aCase(), step: detachOne, policy: aPolicy(), readAt, now };

    expect(recordDecision(aCase(), made).step).toBe(detachOne);
  });
});

describe('the same decision again', () => {
  const first = record(aCase(), { status: 'detaching' }, { step: detachOne });

  it.each<[what: string, entry: TrailEntry | undefined]>([
    ['nothing has happened', undefined],
    ['its call was answered', { at: now, event: 'answered', facts: { step: 'detach' } }],
    ['something was seen done', { at: now, event: 'verified', facts: { detached: ['two'] } }],
    ['the SLA was told', { at: now, event: 'sla', facts: { mark: 'half' } }],
    ['the guards let it', { at: now, event: 'guard', facts: { verdict: 'go' } }],
  ])('is not written again where %s since', (_, entry) => {
    const before = { ...first, trail: entry ? withLine(first.trail, entry) : first.trail };

    expect(record(before, {}, { step: detachOne }).trail).toEqual(before.trail);
  });

  it.each<[what: string, entry: TrailEntry]>([
    ['the guards held it back', { at: now, event: 'guard', facts: { status: 'held' } }],
    ['somebody has agreed', { at: now, event: 'approval', facts: { verdict: 'approved' } }],
    ['a notice came', { at: now, event: 'received', facts: { kind: 'exit' } }],
    ['somebody gave a command', { at: now, event: 'command', facts: { command: 'undo' } }],
  ])('is written again where %s since', (_, entry) => {
    const before = { ...first, trail: withLine(first.trail, entry) };

    expect(record(before, {}, { step: detachOne }).trail.at(-1)).toMatchObject({ seq: 3, event: 'decided' });
  });

  it.each<[what: string, after: Partial<OffboardingCase>, made: Partial<Made>]>([
    ['status', { status: 'unbinding' }, {}],
    ['reason', { reason: 'cap' }, {}],
    ['step', {}, { step: rest }],
    ['target', {}, { step: { do: 'detach', desktops: [aRecord('two')] } }],
    ['mode', {}, { policy: aPolicy({ mode: 'dry-run' }) }],
  ])('is another one with another %s', (_, after, made) => {
    expect(record(first, after, { step: detachOne, ...made }).trail).toHaveLength(2);
  });
});

describe('what a reading shows to be done', () => {
  it.each<[what: string, was: Partial<DesktopRecord>, is: Partial<DesktopRecord>]>([
    ['detached', { detach: 'requested' }, { detach: 'verified' }],
    ['shutDown', { shutdown: 'requested' }, { shutdown: 'verified' }],
    ['unbound', { unbind: 'requested' }, { unbind: 'verified' }],
    ['restored', { restore: 'requested' }, { restore: 'verified' }],
    ['rebound', { restoreEip: 'requested' }, { restoreEip: 'verified' }],
    ['started', { restorePower: 'requested' }, { restorePower: 'verified' }],
  ])('is written down as %s with the desktop, at the time of the reading, and once', (what, was, is) => {
    const other = aRecord('other', was);

    expect(seenDone({ desktops: [aRecord('one', was), other] }, { desktops: [aRecord('one', is), other] })).toEqual([
      [readAt, { [what]: ['one'] }],
    ]);
    expect(seenDone({ desktops: [aRecord('one', is)] }, { desktops: [aRecord('one', is)] })).toEqual([]);
    expect(seenDone({ desktops: [aRecord('one', is)] }, { desktops: [aRecord('one', was)] })).toEqual([]);
  });

  it.each([
    ['locked', { lock: 'requested' }, { lock: 'verified' }],
    ['unlocked', { restore: 'requested' }, { restore: 'verified' }],
  ] as const)('is written down as %s with the user, and once', (what, was, is) => {
    const other = aUserRecord({ userId: 'other', ...was });
    const [before, after] = [aUserRecord({ lock: undefined, ...was }), aUserRecord({ lock: undefined, ...is })];

    expect(seenDone({ users: [before, other] }, { users: [after, other] })).toEqual([[readAt, { [what]: ['user-1'] }]]);
    expect(seenDone({ users: [after] }, { users: [after] })).toEqual([]);
    expect(seenDone({ users: [after] }, { users: [before] })).toEqual([]);
  });

  it('is not that a user was locked who is found so', () => {
    expect(seenDone({}, { users: [aUserRecord({ wasLocked: true, lock: 'verified' })] })).toEqual([]);
  });

  it.each([
    ['removed', { removal: 'requested' }, { removal: 'verified' }],
    ['reopened', { restore: 'requested' }, { restore: 'verified' }],
  ] as const)('is written down as %s with the pool, and once', (what, was, is) => {
    const other = aPool({ id: 'other', ...was });
    const [before, after] = [aPool(was), aPool(is)];

    expect(seenDone({ access: [before, other] }, { access: [after, other] })).toEqual([
      [readAt, { [what]: ['pool-1'] }],
    ]);
    expect(seenDone({ access: [after] }, { access: [after] })).toEqual([]);
    expect(seenDone({ access: [after] }, { access: [before] })).toEqual([]);
  });

  it('comes before the decision that follows from it', () => {
    const { trail } = record(aCase({ desktops: [aRecord('one'), aRecord('two')] }), {
      status: 'closed',
      desktops: [aRecord('one', { detach: 'verified' }), aRecord('two', { detach: 'verified' })],
    });

    expect(beforeTheRecord(trail).map(({ event }) => event)).toEqual(['verified', 'decided']);
    expect(trail[0]?.facts).toEqual({ detached: ['one', 'two'] });
  });
});

describe('a case that is decided', () => {
  it('could not act before it was let go', () => {
    const held = aCase({ status: 'held', releasedAt: ten });

    expect(record(held, { status: 'detaching' }).releasedAt).toBe(now);
    expect(record(held, { status: 'held' }).releasedAt).toBe(ten);
    expect(record(aCase(), { status: 'detaching' }).releasedAt).toBeUndefined();
  });

  it.each([
    ['the SLA has something to say before', at(60), at(30)],
    ['it is due before that', at(29), at(29)],
    ['it has ended', undefined, undefined],
  ])('wakes in time where %s', (_, dueAt, wakesAt) => {
    const policy = aPolicy({ slaHours: 1 });

    expect(record(aCase(), { dueAt, sla: { dueAt: at(60) } }, { policy }).dueAt).toBe(wakesAt);
  });

  it('wakes when it is due where the SLA has said all', () => {
    expect(record(aCase(), { dueAt: at(60), sla: undefined }).dueAt).toBe(at(60));
  });
});
