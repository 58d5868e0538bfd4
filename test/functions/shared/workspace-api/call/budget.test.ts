import { setImmediate } from 'node:timers/promises';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBudget } from '../../../../../functions/shared/workspace-api/call/budget.ts';
import { createFakeClock } from '../support/fake-clock.ts';

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

  it('gives those their turns anew, a minute of calls at a time, who waited when the server said to hold back', async () => {
    const { clock, run } = createSteppedClock();
    const budget = createBudget(clock);
    const starts: number[] = [];
    const all = Array.from({ length: 400 }, async () => {
      if (await budget.take('api', 'write', Infinity)) starts.push(clock.now());
    });
    budget.pause('api', 120_000);
    await run();
    await Promise.all(all);
    expect(starts).toHaveLength(400);
    expect(mostInAMinute(starts)).toBe(100);
  });

  it('says no at once to those who would now get their turn too late', async () => {
    const { clock } = createSteppedClock();
    const budget = createBudget(clock, { writesPerMinute: 1 });
    await budget.take('api', 'write', Infinity);
    const late = budget.take('api', 'write', 70_000);
    budget.pause('api', 80_000);
    expect(await late).toBe(false);
    expect(clock.now()).toBe(0);
  });

  it('counts a call from when it started, not from when it should have', async () => {
    const clock = createFakeClock(0);
    const late = { ...clock, sleep: (ms: number) => clock.sleep(ms + 10_000) };
    const budget = createBudget(late, { writesPerMinute: 1 });
    for (let call = 0; call < 2; call++) await budget.take('api', 'write', Infinity);
    expect(clock.now()).toBe(70_500);
    expect(await budget.take('api', 'write', 130_999)).toBe(false);
  });

  it('does not wait an hour when the clock is set back by one', async () => {
    let reading = 10_000_000;
    const clock = {
      now: () => reading,
      sleep(ms: number) {
        reading += ms;
        return Promise.resolve();
      },
    };
    const budget = createBudget(clock, { writesPerMinute: 1 });
    await budget.take('api', 'write', Infinity);
    budget.pause('api', reading + 90_000);
    reading -= 3_600_000;
    const before = reading;
    await budget.take('api', 'write', Infinity);
    expect(reading - before).toBe(90_000);
  });

  it('refuses settings that allow nothing', () => {
    expect(() => createBudget(createFakeClock(), { writesPerMinute: 0 })).toThrow(RangeError);
    expect(() => createBudget(createFakeClock(), { share: 0 })).toThrow(RangeError);
    expect(() => createBudget(createFakeClock(), { writesPerMinute: Infinity })).toThrow(RangeError);
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

  it('keeps to that, and to the order of asking, whatever pauses come in between', async () => {
    const wait = fc.nat(50_000);
    const step = fc.oneof(
      fc.record({ wait, take: fc.integer({ min: 1, max: 9 }) }),
      fc.record({ wait, pause: fc.nat(150_000) }),
    );
    const property = fc.asyncProperty(
      fc.integer({ min: 1, max: 7 }),
      fc.array(step, { maxLength: 30 }),
      async (limit, steps) => {
        const { asked, started } = await play(limit, steps);
        expect(mostInAMinute(started.map(({ at }) => at))).toBeLessThanOrEqual(limit);
        expect(started.map(({ nth }) => nth)).toEqual([...Array(asked).keys()]);
      },
    );
    expect(await fc.check(property)).toMatchObject({ failed: false });
  });
});

type Step = { wait: number; take: number } | { wait: number; pause: number };

/** Which calls start, and when, that are asked for side by side. */
async function play(limit: number, steps: readonly Step[]) {
  const { clock, run } = createSteppedClock();
  const budget = createBudget(clock, { writesPerMinute: limit });
  const started: { nth: number; at: number }[] = [];
  let asked = 0;
  let at = 0;
  async function take(nth: number): Promise<void> {
    await budget.take('api', 'write', Infinity);
    started.push({ nth, at: clock.now() });
  }
  async function perform(step: Step, after: number): Promise<void> {
    await clock.sleep(after);
    if ('pause' in step) budget.pause('api', clock.now() + step.pause);
    else for (let call = 0; call < step.take; call++) void take(asked++);
  }
  for (const step of steps) {
    at += step.wait;
    void perform(step, at);
  }
  await run();
  return { asked, started };
}

function mostInAMinute(starts: readonly number[]): number {
  return Math.max(0, ...starts.map((from) => starts.filter((at) => at >= from && at < from + 60_000).length));
}

/** A clock for many sleepers at once: `run` goes from one waking to the next until nobody sleeps. */
function createSteppedClock() {
  let time = 0;
  let sleepers: { until: number; wake: () => void }[] = [];
  const clock = {
    now: () => time,
    sleep: (ms: number) => new Promise<void>((wake) => sleepers.push({ until: time + ms, wake })),
  };
  async function run(): Promise<void> {
    for (;;) {
      await setImmediate();
      if (sleepers.length === 0) return;
      time = Math.min(...sleepers.map(({ until }) => until));
      const awake = sleepers.filter(({ until }) => until <= time);
      sleepers = sleepers.filter(({ until }) => until > time);
      for (const { wake } of awake) wake();
    }
  }
  return { clock, run };
}

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
