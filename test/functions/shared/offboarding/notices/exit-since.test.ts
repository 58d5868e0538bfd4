import { describe, expect, test } from 'vitest';
import type { OffboardingCase } from '../../../../../functions/shared/offboarding/case/offboarding-case.ts';
import { withSlaClock } from '../../../../../functions/shared/offboarding/case/sla.ts';
import { reopenForDrift } from '../../../../../functions/shared/offboarding/drift/reopen-for-drift.ts';
import { accessTimingOf } from '../../../../../functions/shared/offboarding/evidence/access-timing.ts';
import type { ExitNotice } from '../../../../../functions/shared/offboarding/notices/exit-notice.ts';
import { clockStartOf } from '../../../../../functions/shared/offboarding/notices/exit-since.ts';
import { apply, applyAll } from '../../../support/apply-all.ts';
import { aNotice, aRecord, at } from '../../../support/samples.ts';

const hours = (many: number) => at(many * 60);
const sla = { slaHours: 24 };

/** A notice that is sent and received so many hours after ten. */
function said(hour: number, given: Partial<ExitNotice> = {}): ExitNotice {
  return aNotice({ sentAt: hours(hour), ...given });
}

function startOf(notices: readonly ExitNotice[], from?: OffboardingCase): string {
  return new Date(clockStartOf(applyAll(notices, from).case)).toISOString();
}

describe('the time in which access is to go counts from', () => {
  test.each<[what: string, notices: ExitNotice[], start: string]>([
    ['the first notice', [said(0)], hours(0)],
    ['the first of several', [said(0), said(25, { source: 'operator', kind: 'revoke-now' })], hours(0)],
    ['the first of two systems', [said(0), said(20, { source: 'hibob' })], hours(0)],
    ['the first, with a date that has passed', [said(0), said(20, { effectiveAt: hours(-40) })], hours(0)],
    ['the date', [said(0, { effectiveAt: hours(30) })], hours(30)],
    ['the later date', [said(0, { effectiveAt: hours(30) }), said(1, { effectiveAt: hours(60) })], hours(60)],
    ['the earlier date', [said(0, { effectiveAt: hours(60) }), said(1, { effectiveAt: hours(30) })], hours(30)],
    ['the later date, which was said late', [said(0), said(20, { effectiveAt: hours(60) })], hours(60)],
    ['what brings the date forward', [said(0, { effectiveAt: hours(60) }), said(2, { kind: 'revoke-now' })], hours(2)],
    ['the date that had come', [said(0, { effectiveAt: hours(3) }), said(9, { kind: 'revoke-now' })], hours(3)],
    ['the exit after a rehire', [said(0), said(5, { kind: 'rehired' }), said(9)], hours(9)],
    ['the exit after a cancellation', [said(0), said(5, { kind: 'cancelled' }), said(9)], hours(9)],
    [
      'the exit after a rehire that comes late',
      [said(0), said(9, { source: 'hibob' }), said(5, { kind: 'rehired', receivedAt: hours(10) })],
      hours(9),
    ],
    [
      'the other system, where the first takes its word back',
      [said(0, { source: 'lark' }), said(9), said(10, { source: 'lark', kind: 'cancelled', onlyOwn: true })],
      hours(9),
    ],
    [
      'the first, where another system takes its own word back',
      [said(0), said(9, { source: 'lark' }), said(10, { source: 'lark', kind: 'cancelled', onlyOwn: true })],
      hours(0),
    ],
    ['the first, where an older one comes late', [said(2), said(1, { receivedAt: hours(8) })], hours(2)],
  ])('%s', (_, notices, start) => {
    expect(startOf(notices)).toBe(start);
  });

  test('the first notice also once the case has failed, because access stayed', () => {
    const failed: OffboardingCase = {
      ...applyAll([said(0)]).case,
      status: 'failed',
      endedAt: hours(48),
      dueAt: undefined,
    };
    expect(startOf([said(50, { source: 'operator' })], failed)).toBe(hours(0));
  });

  test.each(['closed', 'dry-run', 'cancelled'] as const)('the next notice once the case has ended as %s', (status) => {
    const ended: OffboardingCase = { ...applyAll([said(0)]).case, status, endedAt: hours(1), dueAt: undefined };
    expect(startOf([said(50)], ended)).toBe(hours(50));
  });

  test('when access was seen to be back, also where somebody offboards by hand then', () => {
    const desktops = [aRecord('one', { detach: 'verified', detachVerifiedAt: hours(1) })];
    const closed: OffboardingCase = {
      ...applyAll([said(0)]).case,
      status: 'closed',
      endedAt: hours(1),
      dueAt: undefined,
      desktops,
    };
    const { case: back, effect } = reopenForDrift(closed, { userName: 'leaver', at: hours(40) });
    expect(effect).toBe('reopened');
    expect(startOf([said(65, { source: 'operator', kind: 'revoke-now' })], back)).toBe(hours(40));
  });
});

describe('that a case was late', () => {
  const late = withSlaClock(applyAll([said(0)]).case, sla, hours(25));

  test.each<[what: string, notice: ExitNotice]>([
    ['is said once more', said(26, { source: 'operator', kind: 'revoke-now' })],
    ['is moved to a later date', said(26, { effectiveAt: hours(90) })],
    ['was interrupted, as is known later', said(-1, { kind: 'rehired', receivedAt: hours(26) })],
  ])('stays where the exit %s, and is not said again', (_, notice) => {
    const { case: moved } = apply(late, notice);
    const looked = withSlaClock(moved, sla, hours(27));
    expect(looked.sla?.breachedAt).toBe(hours(25));
    expect(looked.unsaid.filter(({ type }) => type === 'OffboardingSlaBreached')).toHaveLength(1);
    const ended: OffboardingCase = { ...looked, status: 'closed', endedAt: hours(90) };
    expect(accessTimingOf(ended)).toMatchObject({ verdict: 'breached', breachedAt: hours(25) });
  });

  test('stays on record where the exit is called off', () => {
    const { case: called } = apply(late, said(26, { kind: 'rehired' }));
    expect(accessTimingOf(called)).toMatchObject({ verdict: 'not-asked', breachedAt: hours(25) });
  });

  test('is forgotten with the exit that was called off', () => {
    const { case: again } = apply(apply(late, said(26, { kind: 'rehired' })).case, said(30));
    expect(withSlaClock(again, sla, hours(31)).sla).toEqual({ dueAt: hours(54) });
  });

  test('warns once more where the date was moved before', () => {
    const warned = withSlaClock(applyAll([said(0)]).case, sla, hours(13));
    const { case: moved } = apply(warned, said(14, { effectiveAt: hours(90) }));
    expect(withSlaClock(moved, sla, hours(103)).sla).toEqual({ dueAt: hours(114), warnedAt: hours(103) });
  });
});
