import { describe, expect, test } from 'vitest';
import { accessTimingOf } from '../../../../../functions/shared/offboarding/evidence/access-timing.ts';
import { aClosedCase } from '../../../support/ended-cases.ts';
import { aPool, aRecord, at, ten } from '../../../support/samples.ts';

const due = (minutes: number) => ({ sla: { dueAt: at(minutes) } });
const pool = aPool({ removal: 'verified' });

describe('the timing of a closed case', () => {
  test('counts from the date where the notice came before it, to the last desktop seen detached', () => {
    expect(accessTimingOf(aClosedCase())).toMatchObject({
      receivedAt: at(-60),
      startsAt: ten,
      accessGoneAt: at(2),
      elapsedMs: 2 * 60_000,
      verdict: 'within-sla',
    });
  });

  test('counts from the notice where it came after the date', () => {
    const late = accessTimingOf(aClosedCase({ receivedAt: at(1), exitSince: undefined }));
    expect(late).toMatchObject({ startsAt: at(1), elapsedMs: 60_000 });
  });

  test('ends with the last of the desktops, in whatever order they stand', () => {
    const [one, other] = aClosedCase().desktops.map((record, index) => ({
      ...record,
      detachVerifiedAt: at(3 + index),
    }));
    if (!one || !other) throw new TypeError('The sample has two desktops');
    for (const desktops of [
      [one, other],
      [other, one],
    ]) {
      expect(accessTimingOf(aClosedCase({ desktops }))).toMatchObject({ accessGoneAt: at(4), elapsedMs: 4 * 60_000 });
    }
  });

  test('takes the end of the case where a desktop does not say when it was seen detached', () => {
    const desktops = aClosedCase().desktops.map((record) => ({ ...record, detachVerifiedAt: undefined }));
    expect(accessTimingOf(aClosedCase({ desktops, endedAt: at(9) }))).toMatchObject({ accessGoneAt: at(9) });
  });

  test('is never less than nothing: somebody else may have detached before the date', () => {
    expect(accessTimingOf(aClosedCase({ actAt: at(5), exitSince: undefined }))).toMatchObject({ elapsedMs: 0 });
  });

  test.each([
    { until: 'a second too late', minutes: 2 - 1 / 60, verdict: 'breached' },
    { until: 'just in time', minutes: 2, verdict: 'within-sla' },
  ])('is judged to the instant: $until', ({ minutes, verdict }) => {
    expect(accessTimingOf(aClosedCase(due(minutes)))).toMatchObject({ dueAt: at(minutes), verdict });
  });

  test('has no deadline where the case has none', () => {
    const timing = accessTimingOf(aClosedCase({ sla: undefined }));
    expect(timing).toMatchObject({ verdict: 'gone', accessGoneAt: at(2) });
    expect(timing.dueAt).toBeUndefined();
  });

  test('takes the end of the case where pools or groups gave access, and where nothing was found', () => {
    const endedAt = at(9);
    expect(accessTimingOf(aClosedCase({ endedAt, access: [pool] }))).toMatchObject({ accessGoneAt: endedAt });
    expect(accessTimingOf(aClosedCase({ endedAt, desktops: [] }))).toMatchObject({ accessGoneAt: endedAt });
  });

  test('says that access is not gone while any of it is left, whatever the case says of itself', () => {
    const desktops = [...aClosedCase().desktops, aRecord('desktop-3', { detach: 'requested' })];
    for (const left of [{ desktops }, { access: [{ ...pool, removal: 'reported' as const }] }]) {
      const timing = accessTimingOf(aClosedCase(left));
      expect(timing.verdict).toBe('not-gone');
      expect(timing).not.toHaveProperty('elapsedMs');
    }
  });
});

test('a case that failed has not shown access gone, though each desktop was', () => {
  expect(accessTimingOf(aClosedCase({ status: 'failed' }))).toMatchObject({ verdict: 'not-gone' });
});

test('an undo is not asked whether access is gone', () => {
  expect(accessTimingOf(aClosedCase({ status: 'failed', undoes: 'case-2' }))).toMatchObject({ verdict: 'not-asked' });
});

test.each(['cancelled', 'dry-run', 'restored'] as const)('of a case that ended as %s nothing was asked', (status) => {
  expect(accessTimingOf(aClosedCase({ status }))).toMatchObject({ verdict: 'not-asked' });
});
