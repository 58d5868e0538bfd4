import type { Clock } from '../../functions/shared/runtime/clock.ts';
import type { Chaos } from './chaos.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import type { Trace } from './trace.ts';

/** One invocation of a function. */
export type Worker = {
  /** The function and a number, unique in the run. */
  readonly name: string;
  readonly startedAt: number;
  /** When it is killed if it has not ended, epoch milliseconds. */
  readonly endsBy: number;
  readonly clock: Clock;
  /** By which others are waited for: nobody is killed by it, and most often nobody waits until it is over. */
  readonly timer: Pick<Clock, 'sleep'>;
  isAlive(): boolean;
  /** Nothing that it began is still under way. */
  isIdle: () => boolean;
  /**
   * Goes on after that time, when it is its turn; others go on meanwhile. A worker that is killed here never goes on:
   * what it called may have had its effect or not.
   */
  step(what: string, ms: number): Promise<void>;
};

export type Ended<Result> = { how: 'done'; result: Result } | { how: 'failed'; error: unknown } | { how: 'killed' };

export type Workers = ReturnType<typeof createWorkers>;

export type WorkersParts = {
  scheduler: Scheduler;
  random: Random;
  trace: Trace;
  chaos: Chaos;
  /** What an administrator does in between. */
  act: () => void;
  onFailure: (worker: Worker, error: unknown) => void;
};

const longestStallMs = 30_000;

/** Starts the invocations, and kills some. */
export function createWorkers({ scheduler, random, trace, chaos, act, onFailure }: WorkersParts) {
  const counts = new Map<string, number>();

  function start<Result>(
    functionName: string,
    timeoutMs: number,
    work: (worker: Worker) => Promise<Result>,
  ): Promise<Ended<Result>> {
    const number = (counts.get(functionName) ?? 0) + 1;
    counts.set(functionName, number);
    return new Promise((resolve) => {
      const startedAt = scheduler.now();
      let alive = true;
      let underWay = 0;

      function end(ended: Ended<Result>): void {
        if (!alive) return;
        alive = false;
        if (ended.how === 'failed') onFailure(worker, ended.error);
        trace.note(worker.name, ended.how === 'failed' ? `failed: ${String(ended.error)}` : ended.how);
        resolve(ended);
      }

      function step(what: string, ms: number): Promise<void> {
        underWay += 1;
        const stalled = random.chance(chaos.stall) ? random.int(1_000, longestStallMs) : 0;
        return new Promise((goOn) => {
          scheduler.at(scheduler.now() + ms + stalled, () => {
            if (!alive) return;
            underWay -= 1;
            if (random.chance(chaos.kill)) end({ how: 'killed' });
            else {
              trace.note(worker.name, what);
              if (random.chance(chaos.acts)) act();
              goOn();
            }
          });
        });
      }

      const worker: Worker = {
        name: `${functionName}-${number}`,
        startedAt,
        endsBy: startedAt + timeoutMs,
        clock: { now: scheduler.now, sleep: (ms) => step('slept', ms) },
        timer: {
          sleep: (ms) =>
            new Promise((goOn) => {
              scheduler.timer(scheduler.now() + ms, () => {
                if (alive) goOn();
              });
            }),
        },
        isAlive: () => alive,
        isIdle: () => underWay === 0,
        step,
      };
      scheduler.at(worker.endsBy, () => end({ how: 'killed' }));
      work(worker).then(
        (result) => end({ how: 'done', result }),
        (error: unknown) => end({ how: 'failed', error }),
      );
    });
  }

  return { start };
}
