import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstRead, nextRead, offsetOf } from '../../../../../functions/shared/workspace-api/lists/next-read.ts';

type Answer = { got: number; total: number | undefined };

/** Where reading begins each time, given what is answered each time, and how it ends. */
function play(answerOf: (nth: number, offset: number) => Answer, pageSize = 10) {
  const offsets: number[] = [];
  let reading = firstRead;
  for (;;) {
    const offset = offsetOf(reading);
    offsets.push(offset);
    const next = nextRead(reading, answerOf(offsets.length, offset), pageSize);
    if (typeof next === 'string') return { offsets, end: next };
    reading = next;
  }
}

/** A list that is as long as `total` says at each read. */
const listOf =
  (total: (nth: number) => number, pageSize = 10) =>
  (nth: number, offset: number): Answer => ({
    got: Math.max(0, Math.min(pageSize, total(nth) - offset)),
    total: total(nth),
  });

describe('where to read next', () => {
  it('is a little before where the last page ended, until the total is reached', () => {
    expect(play(listOf(() => 25))).toEqual({ offsets: [0, 9, 18], end: 'complete' });
  });

  it('is, after the list has shrunk, as much earlier, and then a little earlier each time', () => {
    expect(play(listOf((nth) => 60 - 2 * (nth - 1)))).toEqual({
      offsets: [0, 9, 4, 10, 16, 22, 28, 34, 40],
      end: 'complete',
    });
  });

  it('is nowhere when all that is left has been read', () => {
    expect(play(listOf((nth) => (nth === 1 ? 30 : 0)))).toEqual({ offsets: [0, 9], end: 'complete' });
  });

  it('stays a bounded matter when the total flips between two values', () => {
    const { offsets, end } = play((nth) => ({ got: 10, total: nth % 2 ? 200 : 100 }));
    expect(end).toBe('complete');
    expect(offsets.length).toBeLessThan(20 + 2 * 10 * 10);
  });

  it('is nowhere, as an error, when the list grows for ever', () => {
    expect(play((nth) => ({ got: 10, total: 100 * nth })).end).toBe('endless');
    expect(play(() => ({ got: 10, total: undefined })).end).toBe('endless');
  });

  it('comes to an end whatever the totals and pages are', () => {
    const total = fc.option(fc.integer({ min: -50, max: 5_000 }), { nil: undefined });
    const answers = fc.array(fc.record({ got: fc.nat(40), total }), { minLength: 1, maxLength: 30 });
    const property = fc.property(answers, fc.integer({ min: 1, max: 40 }), (all, pageSize) => {
      const { end } = play((nth) => all[nth % all.length] ?? { got: 0, total: 0 }, pageSize);
      expect(['complete', 'endless']).toContain(end);
    });
    expect(fc.check(property, { interruptAfterTimeLimit: 20_000 })).toMatchObject({ failed: false });
  });

  it('leaves nothing out of a list from which any rows disappear meanwhile, as long as none are added', () => {
    const removals = fc.array(fc.array(fc.nat(200), { maxLength: 4 }), { maxLength: 8 });
    const property = fc.property(fc.nat(120), removals, (length, removed) => {
      let list = [...Array(length).keys()];
      const read = new Set<number>();
      play((nth, offset) => {
        const gone = new Set((removed[nth - 2] ?? []).map((row) => list[row % Math.max(1, list.length)]));
        list = list.filter((row) => !gone.has(row));
        const page = list.slice(offset, offset + 10);
        for (const row of page) read.add(row);
        return { got: page.length, total: list.length };
      });
      expect(list.filter((row) => !read.has(row))).toEqual([]);
    });
    expect(fc.check(property)).toMatchObject({ failed: false });
  });
});
