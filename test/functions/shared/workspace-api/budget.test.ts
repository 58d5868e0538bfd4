import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBudget } from '../../../../functions/shared/workspace-api/budget.ts';
import { createFakeClock } from './support/fake-clock.ts';

describe('the budget', () => {
  it('lets as many calls of an API through at once as its minute allows, and the next a minute later', async () => {
    const clock = createFakeClock(0);
    const budget = createBudget(clock, { writesPerMinute: 2, readsPerMinute: 3 });
    const starts: number[] = [];
    for (let call = 0; call < 3; call++) {
      await budget.take('BatchDetachInstances', 'write', Infinity);
      starts.push(clock.now());
    }
    expect(starts).toEqual([0, 0, 60_500]);
  });

  it('counts each API by itself', async () => {
    const clock = createFakeClock(0);
    const budget = createBudget(clock, { writesPerMinute: 1 });
    await budget.take('BatchDetachInstances', 'write', Infinity);
    await budget.take('BatchDisassociateDesktopsEip', 'write', Infinity);
    expect(clock.now()).toBe(0);
  });

  it('takes only its share of what several workers have together, but never less than one call', async () => {
    const clock = createFakeClock(0);
    const budget = createBudget(clock, { writesPerMinute: 5, readsPerMinute: 1, share: 2 });
    for (let call = 0; call < 3; call++) await budget.take('write', 'write', Infinity);
    expect(clock.now()).toBe(60_500);
    await budget.take('read', 'read', Infinity);
    expect(clock.now()).toBe(60_500);
  });

  it('says no at once, and takes nothing, when the turn would come too late', async () => {
    const clock = createFakeClock(0);
    const budget = createBudget(clock, { writesPerMinute: 1 });
    await budget.take('api', 'write', Infinity);
    expect(await budget.take('api', 'write', 60_000)).toBe(false);
    expect(clock.now()).toBe(0);
    expect(await budget.take('api', 'write', 60_500)).toBe(true);
  });

  it('holds an API back for as long as the server has asked', async () => {
    const clock = createFakeClock(0);
    const budget = createBudget(clock);
    await budget.take('api', 'read', Infinity);
    budget.pause('api', 12_000);
    await budget.take('api', 'read', Infinity);
    expect(clock.now()).toBe(12_000);
  });

  it('holds those back as well who are waiting for their turn already', async () => {
    const clock = createFakeClock(0);
    const budget = createBudget(
      {
        now: () => clock.now(),
        async sleep(ms) {
          await clock.sleep(ms);
          if (clock.now() < 90_000) budget.pause('api', 90_000);
        },
      },
      { writesPerMinute: 1 },
    );
    await budget.take('api', 'write', Infinity);
    await budget.take('api', 'write', Infinity);
    expect(clock.now()).toBe(90_000);
  });

  it('refuses settings that allow nothing', () => {
    expect(() => createBudget(createFakeClock(), { writesPerMinute: 0 })).toThrow(RangeError);
    expect(() => createBudget(createFakeClock(), { share: 0 })).toThrow(RangeError);
  });

  it('never lets more calls start in any minute than are allowed, whenever they ask', async () => {
    const limits = fc.integer({ min: 1, max: 7 });
    const gaps = fc.array(fc.nat(40_000), { maxLength: 60 });
    const property = fc.asyncProperty(limits, gaps, async (limit, pauses) => {
      const starts = await startsOf(limit, pauses);
      return starts.every((start, index) => start - (starts[index - limit] ?? -Infinity) >= 60_000);
    });
    expect(await fc.check(property)).toMatchObject({ failed: false });
  });
});

/** When calls start that are asked for after these pauses. */
async function startsOf(limit: number, pauses: number[]): Promise<number[]> {
  const clock = createFakeClock(0);
  const budget = createBudget(clock, { writesPerMinute: limit });
  const starts: number[] = [];
  for (const pause of pauses) {
    clock.advance(pause);
    await budget.take('api', 'write', Infinity);
    starts.push(clock.now());
  }
  return starts;
}
