import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstBrokenLine } from '../../../../../functions/shared/offboarding/case/trail.ts';
import {
  admit,
  clearQuarantine,
  emptyGuardState,
  type GuardState,
  guardState,
  needsFleet,
  quarantine,
} from '../../../../../functions/shared/offboarding/guards/caps.ts';
import { at, ten } from '../../../support/samples.ts';

const caps = { count: 10, percentOfFleet: 20, percentFloor: 4, windowMinutes: 60 };
const nothingTaken = emptyGuardState('exits');
const byAndWhy = { by: 'eve', reason: 'looked at it' };
const eve = { ...byAndWhy, at: at(1) };

describe('an admission', () => {
  it.each<[desktops: number, fleet: number | undefined, verdict: string]>([
    [4, undefined, 'go'],
    [10, 50, 'go'],
    [11, 1_000, 'cap'],
    [11, undefined, 'cap'],
    [5, 20, 'cap'],
    [5, 25, 'go'],
    [4, 1, 'go'],
    [5, 1, 'cap'],
    [0, 0, 'go'],
  ])('of %i desktops in a fleet of %s is %s', (desktops, fleet, verdict) => {
    expect(admit(nothingTaken, { desktops, fleet, now: ten }, caps).verdict).toBe(verdict);
  });

  it('counts what was taken within the window, and nothing before it', () => {
    const first = admit(nothingTaken, { desktops: 3, fleet: 20, now: ten }, caps).state;

    expect(admit(first, { desktops: 2, fleet: 20, now: at(59) }, caps).verdict).toBe('cap');
    expect(admit(first, { desktops: 1, fleet: 20, now: at(59) }, caps).verdict).toBe('go');
    expect(admit(first, { desktops: 2, fleet: 20, now: at(60.9) }, caps).verdict).toBe('cap');
    expect(admit(first, { desktops: 4, fleet: 20, now: at(61) }, caps).verdict).toBe('go');
  });

  it('is counted in its minute, beside what was admitted in that minute and in others', () => {
    const counts: [minute: number, desktops: number][] = [
      [0, 1],
      [1, 2],
      [1.5, 3],
    ];
    const admissions = counts.map(([minute, desktops]) => ({ desktops, fleet: 50, now: at(minute) }));

    const state = admissions.reduce((before, wanted) => admit(before, wanted, caps).state, nothingTaken);

    expect(state.taken).toEqual([
      { minute: ten, count: 1 },
      { minute: at(1), count: 5 },
    ]);
  });

  it('over the cap takes nothing and stops everything, saying how many it would have been', () => {
    const { verdict, state } = admit(nothingTaken, { desktops: 11, fleet: 100, now: ten }, caps);

    expect(verdict).toBe('cap');
    expect(state.taken).toEqual([]);
    expect(state.quarantine).toMatchObject({ since: ten, by: 'caps' });
    expect(state.quarantine?.reason).toContain('would make 11 within 60 minutes; the cap is 10');
    expect(state.unsaid).toMatchObject([{ type: 'QuarantineSet', by: 'caps' }]);
    expect(admit(state, { desktops: 0, fleet: undefined, now: at(999) }, caps).verdict).toBe('quarantined');
  });

  it('changes nothing where nothing is wanted', () => {
    expect(admit(nothingTaken, { desktops: 0, fleet: undefined, now: ten }, caps).state).toBe(nothingTaken);
  });

  it('needs the size of the fleet only beyond the floor', () => {
    const some = admit(nothingTaken, { desktops: 2, fleet: undefined, now: ten }, caps).state;

    expect(needsFleet(some, 2, caps, at(1))).toBe(false);
    expect(needsFleet(some, 3, caps, at(1))).toBe(true);
    expect(needsFleet(some, 3, caps, at(61))).toBe(false);
    expect(needsFleet(some, 0, { ...caps, percentFloor: 0 }, at(1))).toBe(false);
    expect(needsFleet(some, 3, { ...caps, count: 4, percentFloor: 100 }, at(1))).toBe(true);
  });

  it('never lets more than the cap through in any window, whatever is asked for when', () => {
    const minutes = fc.nat({ max: 3_000 }).map((tenths) => tenths / 10);
    const asks = fc.array(fc.record({ desktops: fc.nat({ max: 6 }), minute: minutes }), { maxLength: 40 });
    fc.assert(
      fc.property(asks, (asked) => {
        let state: GuardState = nothingTaken;
        const taken: { minute: number; desktops: number }[] = [];
        for (const { desktops, minute } of asked.toSorted((a, b) => a.minute - b.minute)) {
          const admission = admit(state, { desktops, fleet: 1_000, now: at(minute) }, caps);
          if (admission.verdict === 'go') taken.push({ minute, desktops });
          state = admission.state.quarantine ? state : admission.state;
        }
        for (const { minute: end } of taken) {
          const inWindow = taken.filter(({ minute }) => minute <= end && minute > end - caps.windowMinutes);
          expect(inWindow.reduce((sum, { desktops }) => sum + desktops, 0)).toBeLessThanOrEqual(caps.count);
        }
        expect(guardState.safeParse(state).success).toBe(true);
      }),
    );
  });
});

describe('a quarantine', () => {
  const stopped = quarantine(nothingTaken, { by: 'caps', reason: 'too many', at: ten });

  it('keeps who set it first, and writes down whoever sets it again', () => {
    const again = quarantine(stopped, eve);

    expect(again.quarantine).toEqual({ since: ten, by: 'caps', reason: 'too many' });
    expect(again.trail.map(({ facts }) => facts['by'])).toEqual(['caps', 'eve']);
    expect(firstBrokenLine(again.trail)).toBeUndefined();
    expect(again.unsaid.map(({ id }) => id)).toEqual(['guard-exits#1#QuarantineSet', 'guard-exits#2#QuarantineSet']);
  });

  it('is cleared by a person, and what was counted within the window stays counted', () => {
    const full = admit(nothingTaken, { desktops: 10, fleet: 50, now: ten }, caps).state;

    const cleared = clearQuarantine(quarantine(full, eve), eve, 0, caps);

    expect(cleared.quarantine).toBeUndefined();
    expect(cleared.taken).toEqual([{ minute: ten, count: 10 }]);
    expect(cleared.unsaid.at(-1)).toMatchObject({
      type: 'QuarantineCleared',
      flow: 'exits',
      by: 'eve',
      reason: eve.reason,
    });
    expect(cleared.trail.at(-1)?.facts).toMatchObject({ allow: 0 });
    expect(admit(cleared, { desktops: 1, fleet: 50, now: at(2) }, caps).verdict).toBe('cap');
    expect(admit(cleared, { desktops: 10, fleet: 50, now: at(61) }, caps).verdict).toBe('go');
  });

  it('lets exactly as many more through as the person allows, where the cap is full', () => {
    const full = admit(nothingTaken, { desktops: 10, fleet: 50, now: ten }, caps).state;

    const cleared = clearQuarantine(quarantine(full, eve), eve, 3, caps);

    expect(admit(cleared, { desktops: 3, fleet: 50, now: at(2) }, caps).verdict).toBe('go');
    expect(admit(cleared, { desktops: 4, fleet: 50, now: at(2) }, caps).verdict).toBe('cap');
  });

  it('of one flow is told apart from that of the other', () => {
    const savings = quarantine(emptyGuardState('savings'), eve);

    expect(savings.unsaid).toMatchObject([{ id: 'guard-savings#1#QuarantineSet', flow: 'savings' }]);
  });

  it('lets through as many beyond the cap as the person allows, for one window', () => {
    const cleared = clearQuarantine(stopped, eve, 5, caps);

    expect(cleared.allowance).toEqual({ desktops: 5, until: at(61) });
    expect(admit(cleared, { desktops: 15, fleet: 50, now: at(60) }, caps).verdict).toBe('go');
    expect(admit(cleared, { desktops: 16, fleet: 50, now: at(60) }, caps).verdict).toBe('cap');
    expect(admit(cleared, { desktops: 15, fleet: 50, now: at(61) }, caps).verdict).toBe('cap');
  });

  it('is on a trail of which the last two hundred lines are kept, and the chain holds', () => {
    let state = stopped;
    for (let time = 0; time < 200; time += 1) state = quarantine(state, eve);

    expect(state.trail.map(({ seq }) => seq)).toEqual(Array.from({ length: 200 }, (_, index) => index + 2));
    expect(state.trail.at(-1)).toMatchObject({ event: 'guard', facts: { type: 'QuarantineSet', ...byAndWhy } });
    expect(state.unsaid.at(-1)?.id).toBe('guard-exits#201#QuarantineSet');
  });

  it('forgets an earlier allowance', () => {
    expect(clearQuarantine(clearQuarantine(stopped, eve, 5, caps), eve, 0, caps).allowance).toBeUndefined();
  });
});

describe('what a person has allowed', () => {
  const fifty = { ...caps, count: 50, percentFloor: 50 };
  const stopped = admit(nothingTaken, ofLargeFleet(60, 0), fifty).state;
  const allowed = clearQuarantine(stopped, { ...byAndWhy, at: at(5) }, 60, fifty);

  it('does not count against the cap afterwards', () => {
    const taken = admit(allowed, ofLargeFleet(60, 50), fifty);

    expect(taken).toMatchObject({ verdict: 'go', state: { taken: [] } });
    expect(taken.state.allowance).toBeUndefined();
    expect(admit(taken.state, ofLargeFleet(50, 70), fifty).verdict).toBe('go');
    expect(admit(taken.state, ofLargeFleet(51, 70), fifty).verdict).toBe('cap');
  });

  it('is used up first, and what is left of it stays', () => {
    const some = admit(allowed, ofLargeFleet(20, 10), fifty).state;

    expect(some).toMatchObject({ taken: [], allowance: { desktops: 40 } });
    expect(admit(some, ofLargeFleet(90, 11), fifty)).toMatchObject({
      verdict: 'go',
      state: { taken: [{ count: 50 }] },
    });
    expect(needsFleet(some, 40, fifty, at(11))).toBe(false);
  });

  it('does not stop anybody who wants nothing more', () => {
    const full = admit(admit(allowed, ofLargeFleet(110, 10), fifty).state, ofLargeFleet(0, 11), fifty);

    expect(full.verdict).toBe('go');
  });
});

/** Of a fleet that is large. */
function ofLargeFleet(desktops: number, minute: number) {
  return { desktops, fleet: 50_000, now: at(minute) };
}
