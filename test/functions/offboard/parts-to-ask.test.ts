import { describe, expect, it } from 'vitest';
import { partsToAsk } from '../../../functions/offboard/parts-to-ask.ts';

const problem = { code: 'Http.403', message: 'It was refused.' };

describe('what is asked for together', () => {
  it('is all of it, the first time', () => {
    expect(namesOf([wanted('a'), wanted('b'), wanted('c')])).toEqual([['a', 'b', 'c']]);
    expect(namesOf([])).toEqual([]);
  });

  it('is not what was refused before, which comes last', () => {
    expect(namesOf([wanted('a', { problem }), wanted('b'), wanted('c')])).toEqual([['b', 'c'], ['a']]);
  });

  it('is a quarter of what is in doubt', () => {
    const inDoubt = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => wanted(name, { timesAsked: 1 }));
    expect(namesOf([...inDoubt, wanted('z')])).toEqual([['z'], ['a', 'b'], ['c', 'd'], ['e', 'f'], ['g', 'h']]);
  });

  it('is whatever concerns one desktop, but where that was refused', () => {
    const ann = wanted('ann', { key: 'shared' });
    const ben = (given: { problem?: typeof problem }) => wanted('ben', { key: 'shared', ...given });
    expect(namesOf([ann, ben({}), wanted('cas')])).toEqual([['ann', 'ben', 'cas']]);
    expect(namesOf([ann, ben({ problem }), wanted('cas')])).toEqual([['cas'], ['ann'], ['ben']]);
  });
});

function wanted(name: string, given: { key?: string; timesAsked?: number; problem?: typeof problem } = {}) {
  const { key = name, timesAsked = 0, problem: why } = given;
  return { key, timesAsked, record: { name, problem: why } };
}

function namesOf(list: readonly ReturnType<typeof wanted>[]): string[][] {
  return partsToAsk(list).map((part) => part.map(({ name }) => name));
}
