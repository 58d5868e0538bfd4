import { describe, expect, it } from 'vitest';
import {
  type OffboardingCase,
  offboardingCase,
} from '../../../../../functions/shared/offboarding/case/offboarding-case.ts';
import { firstBrokenLine } from '../../../../../functions/shared/offboarding/case/trail.ts';
import { reopenForDrift } from '../../../../../functions/shared/offboarding/drift/reopen-for-drift.ts';
import { aCase, aRecord, at, ten } from '../../../support/samples.ts';

const seen = { userName: 'leaver', at: at(60) };

function closed(given: Partial<OffboardingCase> = {}): OffboardingCase {
  const { dueAt: _, ...one } = aCase({ status: 'closed', reason: 'access-gone', endedAt: ten, attempts: 3 });
  const sla = { dueAt: at(60), warnedAt: at(30) };
  return { ...one, desktops: [aRecord('desktop-1', { detach: 'verified' })], sla, ...given };
}

describe('a closed case whose person has access again', () => {
  it('begins anew: due at once, with a clock and a before-image of its own', () => {
    const { case: one, effect } = reopenForDrift(closed(), seen);
    expect(effect).toBe('reopened');
    expect(one).toMatchObject({
      status: 'scheduled',
      reason: 'access-again',
      actAt: at(60),
      dueAt: at(60),
      openedAt: at(60),
      receivedAt: at(60),
      attempts: 0,
      desktops: [],
    });
    expect(one).toMatchObject({ sla: undefined, endedAt: undefined });
    expect(offboardingCase.safeParse(one).success).toBe(true);
  });

  it('keeps what the exit has taken so far, which an undo of it gives back as well', () => {
    const desktops = [aRecord('desktop-1', { detach: 'verified', detachRequestedAt: ten })];

    const { case: one } = reopenForDrift(closed({ desktops }), seen);

    expect(one.taken).toMatchObject({ desktops, ofThisExit: true });
  });

  it('is about the Workspace user that was seen, whatever the mapping says by now', () => {
    expect(reopenForDrift(closed(), { ...seen, userName: 'old.name' }).case.workspaceUserName).toBe('old.name');
  });

  it('says so in its trail and to subscribers, once', () => {
    const { case: one } = reopenForDrift(closed(), seen);
    const facts = { source: 'reconcile', kind: 'drift', effect: 'reopened', actAt: at(60) };
    expect(one.trail).toMatchObject([{ event: 'received', at: at(60), facts }]);
    expect(firstBrokenLine(one.trail)).toBeUndefined();
    expect(one.unsaid).toMatchObject([{ type: 'OffboardingDrift', id: 'case-1#1#OffboardingDrift', at: at(60) }]);
  });

  it('has no second effect when it is told twice', () => {
    const { case: once } = reopenForDrift(closed(), seen);
    expect(reopenForDrift(once, seen)).toEqual({ case: once, effect: 'ignored-not-closed' });
  });

  it.each([
    { effect: 'ignored-undone', given: { undoneBy: 'case-2' } },
    { effect: 'ignored-not-closed', given: { status: 'failed' as const } },
    { effect: 'ignored-closed-since', given: { endedAt: at(61) } },
  ])('is left as it is: $effect', ({ effect, given }) => {
    const one = closed(given);
    expect(reopenForDrift(one, seen)).toEqual({ case: one, effect });
  });
});
