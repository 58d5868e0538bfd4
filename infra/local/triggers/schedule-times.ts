import { Cron } from 'croner';

/** The properties of a schedule that say when it fires. */
export type ScheduleTimes = { ScheduleExpression: string; ScheduleExpressionTimezone: string };

const unitMs: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * The first time after `after` at which a schedule fires, in epoch milliseconds; undefined when there is none.
 *
 * `rate` counts from `createdAt`. `cron` has AWS's six fields: no seconds, a year, Sunday is 1.
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function nextTime(times: ScheduleTimes, createdAt: number, after: number): number | undefined {
  const { ScheduleExpression: expression, ScheduleExpressionTimezone: timezone } = times;
  const [, kind, argument = ''] = /^(rate|cron|at)\((.+)\)$/.exec(expression) ?? [];
  if (kind === 'rate') {
    const [, count, unit = ''] = /^(\d+) (minute|hour|day)s?$/.exec(argument) ?? [];
    const periodMs = Number(count) * (unitMs[unit] ?? NaN);
    const next = createdAt + (Math.floor((after - createdAt) / periodMs) + 1) * periodMs;
    if (next > after) return next;
  } else if (kind === 'cron') {
    // One of the day fields is "?", "no matter": for croner that is "*".
    const pattern = `0 ${argument.replaceAll('?', '*')}`;
    const cron = new Cron(pattern, { mode: '7-part', alternativeWeekdays: true, sloppyRanges: true, timezone });
    return cron.nextRun(new Date(after))?.getTime();
  } else if (kind === 'at') {
    return new Cron(argument, { timezone }).nextRun(new Date(after))?.getTime();
  }
  throw new Error(`The schedule expression ${expression} is not understood.`);
}
