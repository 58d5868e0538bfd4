import { describe, expect, it } from 'vitest';
import { type IdleMark, markNight } from '../../../../functions/shared/savings/idle-marks.ts';
import type { IdleRule } from '../../../../functions/shared/savings/savings-policy.ts';

type Look = [night: string, held: IdleRule[] | undefined];

function after(...looks: Look[]): IdleMark | undefined {
  let mark: IdleMark | undefined;
  for (const [night, held] of looks) mark = markNight(mark, held, night);
  return mark;
}

describe('how long something is idle', () => {
  it('counts the nights in a row and keeps the first', () => {
    const mark = after(['2026-02-27', ['unassigned']], ['2026-02-28', ['unassigned']], ['2026-03-01', ['unassigned']]);

    expect(mark).toEqual({
      lastNight: '2026-03-01',
      rules: [{ rule: 'unassigned', nights: 3, since: '2026-02-27' }],
    });
  });

  it.each<[what: string, looks: Look[], nights: number]>([
    [
      'counts a night once, however often it is looked at',
      [
        ['2026-11-20', ['unbound']],
        ['2026-11-20', ['unbound']],
      ],
      1,
    ],
    [
      'starts anew after a single use',
      [
        ['2026-11-18', ['unbound']],
        ['2026-11-19', []],
        ['2026-11-20', ['unbound']],
      ],
      1,
    ],
    [
      'starts anew after a use that a second look of the same night finds',
      [
        ['2026-11-19', ['unbound']],
        ['2026-11-19', []],
        ['2026-11-20', ['unbound']],
      ],
      1,
    ],
    [
      'starts anew after a night without a look',
      [
        ['2026-11-18', ['unbound']],
        ['2026-11-20', ['unbound']],
      ],
      1,
    ],
    [
      'neither counts a night of which nothing is known nor starts anew',
      [
        ['2026-11-18', ['unbound']],
        ['2026-11-19', undefined],
        ['2026-11-20', ['unbound']],
      ],
      2,
    ],
    [
      'counts each rule by itself',
      [
        ['2026-11-19', ['poweredOff']],
        ['2026-11-20', ['unbound', 'poweredOff']],
      ],
      1,
    ],
  ])('%s', (_, looks, nights) => {
    expect(after(...looks)?.rules.find(({ rule }) => rule === 'unbound')?.nights).toBe(nights);
  });
});
