import type { SQSRecord } from 'aws-lambda';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import type { SimulatedQueue } from './simulated-queue.ts';
import type { Ended } from './workers.ts';

export type ConsumerParts = {
  scheduler: Scheduler;
  queue: SimulatedQueue;
  /** Invocations at once. */
  concurrency: number;
  batchSize: number;
  windowMs: number;
  /** Resolves to the ids of the messages that are to be delivered again. */
  work: (records: SQSRecord[]) => Promise<Ended<string[]>>;
};

/** A queue as the event source of a function: what succeeded is deleted, all else comes again when its time has passed. */
export function consume({ scheduler, queue, concurrency, batchSize, windowMs, work }: ConsumerParts): void {
  let running = 0;
  let polling = false;

  function poll(): void {
    if (polling || running >= concurrency || queue.visibleCount() === 0) return;
    polling = true;
    scheduler.at(scheduler.now() + windowMs, () => {
      polling = false;
      const records = queue.receive(batchSize);
      if (records.length > 0) void invoke(records);
      poll();
    });
  }

  async function invoke(records: SQSRecord[]): Promise<void> {
    running += 1;
    const ended = await work(records);
    running -= 1;
    if (ended.how === 'done') {
      const again = new Set(ended.result);
      queue.remove(records.map(({ messageId }) => messageId).filter((id) => !again.has(id)));
    }
    poll();
  }

  queue.whenVisible(poll);
}

const minuteMs = 60_000;

export type MinuteParts = {
  scheduler: Scheduler;
  random: Random;
  nextDueAt: () => number;
  fire: () => Promise<unknown>;
};

/**
 * The schedule of every minute. A minute in which nothing is due would change nothing and is passed over. Tell it
 * whenever something may have become due earlier.
 */
export function everyMinute({ scheduler, random, nextDueAt, fire }: MinuteParts): () => void {
  let plannedAt = Infinity;

  function plan(): void {
    const next = minuteAfter(Math.max(scheduler.now(), nextDueAt()));
    if (next >= plannedAt) return;
    plannedAt = next;
    scheduler.at(next, () => {
      if (plannedAt !== next) return;
      plannedAt = Infinity;
      void fire().then(plan);
      if (random.chance(0.01)) void fire();
    });
  }

  return plan;
}

function minuteAfter(time: number): number {
  return time === Infinity ? Infinity : (Math.floor(time / minuteMs) + 1) * minuteMs;
}
