import { describe, expect, it } from 'vitest';
import { inTimeForSla, withSlaClock } from '../../../../../functions/shared/offboarding/case/sla.ts';
import { aCase, at, ten } from '../../../support/samples.ts';

const policy = { slaHours: 4 };
const hours = (count: number) => at(count * 60);

describe('the SLA clock of a case', () => {
  it('runs from the date, or from when it was known where that was later', () => {
    expect(withSlaClock(aCase(), policy, ten).sla).toEqual({ dueAt: hours(4) });
    expect(withSlaClock(aCase({ receivedAt: hours(2) }), policy, hours(2)).sla).toEqual({ dueAt: hours(6) });
    expect(withSlaClock(aCase({ actAt: hours(3) }), policy, hours(3)).sla).toEqual({ dueAt: hours(7) });
  });

  it('follows a policy that has changed', () => {
    expect(withSlaClock(aCase({ sla: { dueAt: hours(4) } }), { slaHours: 8 }, ten).sla?.dueAt).toBe(hours(8));
  });

  it('warns once at half, and alarms once at the end', () => {
    const before = withSlaClock(aCase(), policy, at(119));
    const half = withSlaClock(before, policy, hours(2));
    const again = withSlaClock(half, policy, hours(3));
    const late = withSlaClock(again, policy, hours(4));
    const later = withSlaClock(late, policy, hours(9));

    expect(before.unsaid).toEqual([]);
    expect(half.sla).toEqual({ dueAt: hours(4), warnedAt: hours(2) });
    expect(half.unsaid).toMatchObject([{ type: 'OffboardingSlaWarning', at: hours(2), slaDueAt: hours(4) }]);
    expect(again).toEqual(half);
    expect(late.sla).toEqual({ dueAt: hours(4), warnedAt: hours(2), breachedAt: hours(4) });
    expect(late.unsaid.map(({ type }) => type)).toEqual(['OffboardingSlaWarning', 'OffboardingSlaBreached']);
    expect(later).toEqual(late);
    expect(late.trail.map(({ event, facts }) => [event, facts['mark']])).toEqual([
      ['sla', 'half'],
      ['sla', 'breached'],
    ]);
  });

  it('does not warn of what is over already', () => {
    const late = withSlaClock(aCase(), policy, hours(5));

    expect(late.unsaid.map(({ type }) => type)).toEqual(['OffboardingSlaBreached']);
    expect(withSlaClock(late, policy, hours(6)).unsaid).toHaveLength(1);
  });

  it('has the case looked at in time for what it says next, and sooner where it is due sooner', () => {
    const running = withSlaClock(aCase(), policy, ten);
    const warned = withSlaClock(running, policy, hours(2));

    const far = hours(99);
    expect(inTimeForSla(far, aCase(), policy)).toBe(far);
    expect(inTimeForSla(far, running, policy)).toBe(hours(2));
    expect(inTimeForSla(far, warned, policy)).toBe(hours(4));
    expect(inTimeForSla(far, withSlaClock(warned, policy, hours(4)), policy)).toBe(far);
    expect(inTimeForSla(hours(1), running, policy)).toBe(hours(1));
  });

  it('stays within the years that can be written', () => {
    const never = aCase({ actAt: '9999-12-31T23:59:59.000Z' });

    expect(withSlaClock(never, policy, ten).sla?.dueAt).toBe('9999-12-31T23:59:59.000Z');
  });
});
