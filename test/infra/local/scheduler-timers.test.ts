import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Deliver, type Schedule, Scheduler } from '../../../infra/local/triggers/scheduler.ts';

let scheduler: Scheduler | undefined;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-21T10:00:00Z') });
});

afterEach(() => {
  scheduler?.close();
  vi.useRealTimers();
});

function schedule(name: string, expression: string, State: 'ENABLED' | 'DISABLED' = 'ENABLED'): Schedule {
  const Target = {
    Arn: 'arn:aws:lambda:f',
    Input: `"${name}"`,
    RetryPolicy: { MaximumRetryAttempts: 1 },
    RoleArn: 'r',
  };
  const properties = { ScheduleExpression: expression, ScheduleExpressionTimezone: 'UTC', State, Target };
  return { name, ref: name, arn: `arn:${name}`, properties };
}

/** Starts schedules and gives what they deliver, as it happens. */
function start(...schedules: Schedule[]): string[] {
  const delivered: string[] = [];
  const deliver: Deliver = async (_arn, input) => {
    delivered.push(`${new Date().toISOString().slice(11, 19)} ${input}`);
    return { payload: 'null' };
  };
  scheduler = new Scheduler(schedules, deliver, async () => {});
  return delivered;
}

test('schedules fire when they are due, again and again, and disabled ones never', async () => {
  const delivered = start(
    schedule('minutely', 'rate(1 minute)'),
    schedule('two past', 'cron(2 10 * * ? *)'),
    schedule('never', 'rate(1 minute)', 'DISABLED'),
  );
  await vi.advanceTimersByTimeAsync(150_000);
  expect(delivered.toSorted()).toEqual(['10:01:00 "minutely"', '10:02:00 "minutely"', '10:02:00 "two past"']);
});

test('a schedule further off than a timer can wait still fires, once', async () => {
  const delivered = start(schedule('yearly', 'cron(0 0 1 1 ? *)'));
  await vi.advanceTimersByTimeAsync(60 * 86_400_000);
  expect(delivered).toEqual(['00:00:00 "yearly"']);
});

test('nothing fires once it is closed', async () => {
  const delivered = start(schedule('minutely', 'rate(1 minute)'));
  scheduler?.close();
  await vi.advanceTimersByTimeAsync(150_000);
  expect(delivered).toEqual([]);
});

test('a delivery that fails is tried again', async () => {
  vi.useRealTimers();
  const attempts: string[] = [];
  scheduler = new Scheduler(
    [schedule('flaky', 'rate(1 day)')],
    async (_arn, input) => {
      attempts.push(input);
      if (attempts.length === 1) throw new Error('not now');
      return { payload: '"taken"' };
    },
    async () => {},
  );
  expect(await scheduler.fire('flaky')).toEqual({ payload: '"taken"' });
  expect(attempts).toHaveLength(2);
});
