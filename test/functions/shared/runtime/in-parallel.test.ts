import { setImmediate as turn } from 'node:timers/promises';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inParallel } from '../../../../functions/shared/runtime/in-parallel.ts';

describe('working in parallel', () => {
  it('gives the results in the items’ order and never has more under way than allowed', async () => {
    const scenario = fc.record({
      turns: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 25 }),
      atOnce: fc.integer({ min: 1, max: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(scenario, async ({ turns, atOnce }) => {
        let underWay = 0;
        let most = 0;

        const results = await inParallel(turns, atOnce, async (count) => {
          underWay += 1;
          most = Math.max(most, underWay);
          for (let passed = 0; passed < count; passed++) await turn();
          underWay -= 1;
          return count * 10;
        });

        expect(results).toEqual(turns.map((count) => count * 10));
        expect(most).toBeLessThanOrEqual(atOnce);
        expect(most).toBe(Math.min(atOnce, turns.length));
      }),
      { numRuns: 50 },
    );
  });

  it('rejects with the first failure once what was under way has settled, and begins nothing after it', async () => {
    const settled: number[] = [];

    const working = inParallel([1, 2, 3, 4, 5], 2, async (item) => {
      if (item === 1) throw new Error('first');
      await turn();
      settled.push(item);
      if (item === 2) throw new Error('second');
    });

    await expect(working).rejects.toThrow('first');
    expect(settled).toEqual([2]);
  });

  it('does nothing for nothing', async () => {
    expect(await inParallel([], 5, () => Promise.reject(new Error('called')))).toEqual([]);
  });
});
