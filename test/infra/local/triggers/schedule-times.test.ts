import { describe, expect, test } from 'vitest';
import { nextTime } from '../../../../infra/local/triggers/schedule-times.ts';

const at = Date.parse;

/** When a schedule fires next, as an ISO instant; created and asked at `now`, a Saturday. */
function next(expression: string, timezone = 'UTC', now = '2026-11-21T10:00:00Z'): string | undefined {
  const time = nextTime({ ScheduleExpression: expression, ScheduleExpressionTimezone: timezone }, at(now), at(now));
  return time === undefined ? undefined : new Date(time).toISOString();
}

describe('cron', () => {
  test.each([
    ['cron(30 2 * * ? *)', 'UTC', '2026-11-22T02:30:00.000Z'],
    ['cron(30 2 * * ? *)', 'Asia/Kuala_Lumpur', '2026-11-21T18:30:00.000Z'],
    ['cron(0 3 * * ? *)', 'Europe/Berlin', '2026-11-22T02:00:00.000Z'],
    ['cron(0 9 ? * 2 *)', 'UTC', '2026-11-23T09:00:00.000Z'], // 2 is Monday: AWS counts from Sunday, which is 1
    ['cron(0 9 ? * MON-FRI *)', 'UTC', '2026-11-23T09:00:00.000Z'],
    ['cron(0 0 L * ? *)', 'UTC', '2026-11-30T00:00:00.000Z'],
    ['cron(0 0 1 1 ? 2028)', 'UTC', '2028-01-01T00:00:00.000Z'],
    ['cron(0/15 10 * * ? *)', 'UTC', '2026-11-21T10:15:00.000Z'],
    ['cron(5/20 10 * * ? *)', 'UTC', '2026-11-21T10:05:00.000Z'],
  ])('%s in %s fires at %s', (expression, timezone, expected) => {
    expect(next(expression, timezone)).toBe(expected);
  });

  test('fires once in the night in which the clocks show its time twice', () => {
    const first = next('cron(30 2 * * ? *)', 'Europe/Berlin', '2026-10-24T12:00:00Z');
    const second = next('cron(30 2 * * ? *)', 'Europe/Berlin', first);

    expect(first).toMatch(/^2026-10-25T0[01]:30:00.000Z$/);
    expect(second).toBe('2026-10-26T01:30:00.000Z');
  });

  test('that is over never fires', () => {
    expect(next('cron(0 0 1 1 ? 2025)')).toBeUndefined();
  });
});

describe('rate', () => {
  test('counts from when the schedule was made', () => {
    const times = { ScheduleExpression: 'rate(5 minutes)', ScheduleExpressionTimezone: 'UTC' };
    const created = at('2026-11-21T10:02:00Z');
    expect(nextTime(times, created, created)).toBe(at('2026-11-21T10:07:00Z'));
    expect(nextTime(times, created, at('2026-11-21T10:07:00Z'))).toBe(at('2026-11-21T10:12:00Z'));
  });

  test.each([
    ['rate(1 minute)', '2026-11-21T10:01:00.000Z'],
    ['rate(2 hours)', '2026-11-21T12:00:00.000Z'],
    ['rate(1 day)', '2026-11-22T10:00:00.000Z'],
  ])('%s fires at %s', (expression, expected) => {
    expect(next(expression)).toBe(expected);
  });
});

test('at fires once, in its time zone', () => {
  expect(next('at(2026-11-21T20:00:00)', 'Asia/Singapore')).toBe('2026-11-21T12:00:00.000Z');
  expect(next('at(2026-11-20T20:00:00)')).toBeUndefined();
});

test.each(['every minute', 'rate(5 fortnights)', 'rate(soon)'])('%s is refused', (expression) => {
  expect(() => next(expression)).toThrow(`The schedule expression ${expression} is not understood`);
});
