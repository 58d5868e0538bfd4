import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  firstBrokenLine,
  isAdmission,
  type TrailEntry,
  type TrailLine,
  withLine,
} from '../../../../../functions/shared/offboarding/case/trail.ts';
import { at, ten } from '../../../support/samples.ts';

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

  it('never goes back in time: what is written after a later line has the time of that line', () => {
    const answered = withLine(aTrail(1), { at: at(7), event: 'answered', facts: {} });
    const decided = withLine(answered, { at: at(6), event: 'decided', facts: {} });
    const closed = withLine(decided, { at: at(8), event: 'decided', facts: {} });
    expect(closed.map((line) => line.at)).toEqual([at(0), at(7), at(7), at(8)]);
    expect(firstBrokenLine(closed)).toBeUndefined();
  });

  it('has no facts that are not known', () => {
    const [line] = withLine([], { at: at(0), event: 'answered', facts: { requestId: undefined, code: 'x' } });
    expect(Object.keys(line?.facts ?? {})).toEqual(['code']);
  });

  it('can be checked by anybody: a hash is that of the line as JSON, its names in alphabetical order at every depth', () => {
    const facts = { targets: ['b', 'a'], answer: { outcome: 'done', code: null }, isLate: false };
    const [line] = withLine([], { at: ten, event: 'answered', facts });
    const json =
      `{"at":"${ten}","event":"answered",` +
      '"facts":{"answer":{"code":null,"outcome":"done"},"isLate":false,"targets":["b","a"]},' +
      `"previous":"${'0'.repeat(64)}","seq":1}`;
    expect(line?.hash).toBe(createHash('sha256').update(json).digest('hex'));
  });

  it('does not mind in which order a store keeps the names of facts', () => {
    const [line] = withLine([], { at: at(0), event: 'answered', facts: { b: { d: 1, c: 2 }, a: 3 } });
    expect(firstBrokenLine([{ ...line, facts: { a: 3, b: { c: 2, d: 1 } } } as TrailLine])).toBeUndefined();
  });

  it('breaks, too, where every hash is right by itself', () => {
    const entry: TrailEntry = { at: at(9), event: 'decided', facts: {} };
    const [first, second] = aTrail(2) as [TrailLine, TrailLine];
    const renumbered = withLine([{ ...first, seq: 6 }], entry);
    const severed = withLine([{ ...first, hash: second.hash }], entry);
    expect(firstBrokenLine([first, ...renumbered.slice(1)])).toBe(7);
    expect(firstBrokenLine([first, ...severed.slice(1)])).toBe(2);
    expect(firstBrokenLine(withLine([{ ...first, hash: '0'.repeat(64) }], entry).slice(1))).toBe(2);
    expect(firstBrokenLine(withLine([{ ...first, seq: 0 }], entry).slice(1))).toBe(1);
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

it.each<[expected: boolean, event: TrailLine['event'], verdict: string]>([
  [true, 'guard', 'go'],
  [false, 'guard', 'cap'],
  [false, 'approval', 'go'],
])('that the guards have let a case take something is %s of %s with the verdict %s', (expected, event, verdict) => {
  const [line] = withLine([], { at: ten, event, facts: { verdict } }) as [TrailLine];
  expect(isAdmission(line)).toBe(expected);
});
