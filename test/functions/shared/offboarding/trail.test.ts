import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstBrokenLine, type TrailLine, withLine } from '../../../../functions/shared/offboarding/trail.ts';
import { at } from '../../support/samples.ts';

function aTrail(length: number): TrailLine[] {
  let trail: TrailLine[] = [];
  for (let minute = 0; minute < length; minute += 1) {
    trail = withLine(trail, { at: at(minute), event: 'decided', facts: { step: `step ${minute}` } });
  }
  return trail;
}

describe('a trail', () => {
  it('holds as it was written, and as it comes back from storage', () => {
    const trail = withLine(aTrail(3), { at: at(3), event: 'answered', facts: { requestId: undefined, code: 'x' } });
    expect(trail.map((line) => line.seq)).toEqual([1, 2, 3, 4]);
    expect(firstBrokenLine(trail)).toBeUndefined();
    expect(firstBrokenLine(JSON.parse(JSON.stringify(trail)) as TrailLine[])).toBeUndefined();
  });

  it('does not mind in which order a store keeps the names of facts', () => {
    const [line] = withLine([], { at: at(0), event: 'answered', facts: { b: { d: 1, c: 2 }, a: 3 } });
    expect(firstBrokenLine([{ ...line, facts: { a: 3, b: { c: 2, d: 1 } } } as TrailLine])).toBeUndefined();
  });

  it('breaks at the line that was changed, left out, or put in', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 8 }), fc.nat(), (length, pick) => {
        const trail = aTrail(length);
        const index = pick % (length - 1);
        const seq = index + 1;
        const [line] = trail.slice(index, seq) as [TrailLine];
        expect(firstBrokenLine(trail.with(index, { ...line, facts: { step: 'another' } }))).toBe(seq);
        expect(firstBrokenLine(trail.with(index, { ...line, at: at(99) }))).toBe(seq);
        expect(firstBrokenLine(trail.toSpliced(index, 1))).toBe(seq + 1);
        expect(firstBrokenLine(trail.toSpliced(index, 0, line))).not.toBeUndefined();
      }),
    );
  });
});
