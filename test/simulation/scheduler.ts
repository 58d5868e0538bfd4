import type { Clock } from '../../functions/shared/runtime/clock.ts';
import type { Random } from './random.ts';

export type Scheduler = {
  now: () => number;
  /** Does it at that time. Of what is due at the same time, the draw says what comes first. */
  at: (time: number, run: () => void) => void;
  /** The same before all else that is due at that time, without a draw: what never comes to pass changes nothing of the rest. */
  timer: (time: number, run: () => void) => void;
  /** A clock of nobody who could be killed: the service's. */
  clock: Clock;
  /** Lets everything happen that is to happen until then, one thing at a time, unless it is stopped. */
  runUntil: (end: number) => Promise<void>;
  stop: () => void;
};

type Appointment = { time: number; draw: number; run: () => void };

/**
 * The only clock and the only source of order in a simulation. Tasks go on one at a time: between two appointments all
 * that follows from the first has run to its next one, so that the same draws are the same run, to the last step.
 */
export function createScheduler(random: Random, startsAt: number): Scheduler {
  const appointments: Appointment[] = [];
  const state = { now: startsAt, stopped: false };
  const now = () => state.now;

  function at(time: number, run: () => void): void {
    push(appointments, { time: Math.max(time, now()), draw: random.bits(), run });
  }

  return {
    now,
    at,
    timer: (time, run) => push(appointments, { time: Math.max(time, now()), draw: -1, run }),
    clock: { now, sleep: (ms) => new Promise((resolve) => at(now() + ms, resolve)) },
    async runUntil(end) {
      while (!state.stopped) {
        const first = appointments[0];
        if (!first || first.time > end) break;
        pop(appointments);
        state.now = first.time;
        first.run();
        await everythingThatFollows();
      }
      state.now = Math.max(now(), end);
    },
    stop() {
      state.stopped = true;
    },
  };
}

/** Promises settle before the event loop turns, and nothing in a simulation waits for anything else. */
function everythingThatFollows(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function isBefore(a: Appointment, b: Appointment): boolean {
  return a.time < b.time || (a.time === b.time && a.draw < b.draw);
}

/** A binary heap: a long run has hundreds of appointments at any time. */
function push(heap: Appointment[], item: Appointment): void {
  let index = heap.length;
  while (index > 0) {
    const parent = heap[(index - 1) >> 1];
    if (!parent || !isBefore(item, parent)) break;
    heap[index] = parent;
    index = (index - 1) >> 1;
  }
  heap[index] = item;
}

function pop(heap: Appointment[]): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  let index = 0;
  for (;;) {
    const [left, right] = [heap[2 * index + 1], heap[2 * index + 2]];
    const smaller = right && left && isBefore(right, left) ? right : left;
    if (!smaller || !isBefore(smaller, last)) break;
    heap[index] = smaller;
    index = 2 * index + (smaller === left ? 1 : 2);
  }
  heap[index] = last;
}
