import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { AwsError } from '../aws/aws-service.ts';
import type { Resource } from '../aws/describe-resources.ts';
import type { SendMessage } from '../aws/queues.ts';
import { failure, type InvocationResult } from '../lambda/function-spec.ts';
import { nextTime } from './schedule-times.ts';

export type Schedule = Resource<'AWS::Scheduler::Schedule'>;

/** Hands an input to a target. Throws when the target does not take it. */
export type Deliver = (targetArn: string, input: string) => Promise<InvocationResult>;

/** One run of a schedule, which may take several attempts. */
type Execution = { id: string; at: string; attempt: number };

const longestTimerMs = 86_400_000;

/**
 * EventBridge Scheduler: fires schedules when they are due, and when asked to. A delivery that fails is tried again by the
 * schedule's retry policy and then put in its dead-letter queue. A function that takes its event and fails is not a failed
 * delivery: it is invoked asynchronously, so Scheduler learns nothing of its errors.
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html
 */
export class Scheduler {
  readonly schedules: Schedule[];
  readonly #deliver: Deliver;
  readonly #send: SendMessage;
  readonly #createdAt = Date.now();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #closing = new AbortController();

  constructor(schedules: Schedule[], deliver: Deliver, send: SendMessage) {
    this.schedules = schedules;
    this.#deliver = deliver;
    this.#send = send;
    for (const schedule of schedules) {
      if (schedule.properties.State === 'ENABLED') this.#arm(schedule, this.#createdAt);
    }
  }

  /** @throws {AwsError} when there is no such schedule */
  find(name: string): Schedule {
    const schedule = this.schedules.find((candidate) => candidate.name === name);
    if (!schedule) throw new AwsError('ResourceNotFoundException', `Schedule ${name} does not exist.`, 404);
    return schedule;
  }

  /** Fires a schedule, also a disabled one. Gives what the target answered, or the error of the last attempt to reach it. */
  async fire(name: string, at = Date.now()): Promise<InvocationResult> {
    const schedule = this.find(name);
    const { Arn, Input, RetryPolicy: retries } = schedule.properties.Target;
    const execution = { id: randomUUID(), at: new Date(at).toISOString(), attempt: 0 };
    for (;;) {
      try {
        return await this.#deliver(Arn, fillIn(Input, schedule, execution));
      } catch (error) {
        if (execution.attempt >= retries.MaximumRetryAttempts) return this.#giveUp(schedule, execution, error as Error);
        await delay(Math.min(1000 * 2 ** execution.attempt, 60_000), undefined, { signal: this.#closing.signal });
        execution.attempt += 1;
      }
    }
  }

  close(): void {
    this.#closing.abort();
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  #arm(schedule: Schedule, after: number): void {
    const at = nextTime(schedule.properties, this.#createdAt, after);
    if (at === undefined) return;
    const wake = () => {
      const due = Date.now() >= at;
      if (due) void this.fire(schedule.name, at).catch(() => undefined);
      this.#arm(schedule, due ? at : after);
    };
    this.#timers.set(schedule.name, setTimeout(wake, Math.min(at - Date.now(), longestTimerMs)));
  }

  async #giveUp(
    { arn, properties }: Schedule,
    { id, at, attempt }: Execution,
    error: Error,
  ): Promise<InvocationResult> {
    const { Arn, DeadLetterConfig, Input } = properties.Target;
    if (DeadLetterConfig) {
      await this.#send(DeadLetterConfig.Arn, Input, {
        ERROR_CODE: error.name,
        ERROR_MESSAGE: error.message,
        EXECUTION_ID: id,
        EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
        RETRY_ATTEMPTS: String(attempt),
        SCHEDULED_TIME: at,
        SCHEDULE_ARN: arn,
        TARGET_ARN: Arn,
      });
    }
    return failure(error.name, error.message);
  }
}

/** The keywords that Scheduler replaces in a target's input. */
function fillIn(input: string, { arn }: Schedule, { id, at, attempt }: Execution): string {
  return input
    .replaceAll('<aws.scheduler.schedule-arn>', arn)
    .replaceAll('<aws.scheduler.scheduled-time>', at)
    .replaceAll('<aws.scheduler.execution-id>', id)
    .replaceAll('<aws.scheduler.attempt-number>', String(attempt + 1));
}
