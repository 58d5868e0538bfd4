import { describe, expect, it } from 'vitest';
import { splitTrail } from '../../../../functions/shared/ledger/split-trail.ts';
import { type TrailLine, withLine } from '../../../../functions/shared/offboarding/case/trail.ts';
import { at } from '../../support/samples.ts';

/** A trail of so many lines, each with so many letters in it. */
function trailOf(lines: number, letters: number): TrailLine[] {
  let trail: TrailLine[] = [];
  for (let minute = 0; minute < lines; minute += 1) {
    trail = withLine(trail, { at: at(minute), event: 'answered', facts: { said: 'é'.repeat(letters) } });
  }
  return trail;
}

describe('the trail of a case', () => {
  it('stays with it as long as it has at most 100 KB', () => {
    const trail = trailOf(200, 50);
    expect(splitTrail(trail)).toEqual({ kept: trail, spilled: [] });
    expect(splitTrail([])).toEqual({ kept: [], spilled: [] });
  });

  it('is split where it has more, by bytes and not by lines: the newer half stays', () => {
    const trail = trailOf(12, 5_000);
    const { kept, spilled } = splitTrail(trail);
    expect([...spilled.flat(), ...kept]).toEqual(trail);
    expect([...spilled, kept].map(({ length }) => length)).toEqual([8, 4]);
  });

  it('is kept apart in pieces that each have room in an item', () => {
    const trail = trailOf(30, 5_000);
    const { kept, spilled } = splitTrail(trail);
    expect([...spilled.flat(), ...kept]).toEqual(trail);
    expect([...spilled, kept].map(({ length }) => length)).toEqual([9, 9, 8, 4]);
  });

  it('keeps its last line, however long', () => {
    const trail = trailOf(2, 60_000);
    const [first, last] = trail;
    expect(splitTrail(trail)).toEqual({ kept: [last], spilled: [[first]] });
    expect(splitTrail(trailOf(1, 60_000)).spilled).toEqual([]);
  });
});
