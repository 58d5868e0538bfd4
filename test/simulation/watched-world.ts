import type { Assumptions } from '../workspace-simulator/assumptions.ts';
import type { Entity } from '../workspace-simulator/world/entities.ts';
import { World } from '../workspace-simulator/world/world.ts';
import type { Scheduler } from './scheduler.ts';

/** Who made a change: a worker by its call, or an administrator of the company. */
export type Cause = { worker: string; operation: string; requestedAt: number } | 'administrator';

export type Watcher = (entity: Entity, before: Entity, cause: Cause) => void;

export type WatchedWorldOptions = {
  projectId: string;
  scheduler: Scheduler;
  assumptions: Assumptions;
  lagMs: number;
  watcher: Watcher;
};

/** The simulator's world, told who changes it and telling of each change, also of those that take their time. */
export class WatchedWorld extends World {
  readonly #scheduler: Scheduler;
  readonly #watcher: Watcher;
  #cause: Cause = 'administrator';

  constructor({ scheduler, watcher, ...options }: WatchedWorldOptions) {
    super({ ...options, clock: scheduler.clock });
    this.#scheduler = scheduler;
    this.#watcher = watcher;
  }

  by<Result>(cause: Cause, run: () => Result): Result {
    const before = this.#cause;
    this.#cause = cause;
    try {
      return run();
    } finally {
      this.#cause = before;
    }
  }

  override later(ms: number, run: (at: number) => void): void {
    const cause = this.#cause;
    super.later(ms, (at) => this.by(cause, () => run(at)));
    if (ms > 0) this.#scheduler.at(this.now() + ms, () => this.settle());
  }

  override change<T extends Entity>(entity: T, patch: Partial<T>): void {
    const before = { ...entity };
    super.change(entity, patch);
    this.#watcher(entity, before, this.#cause);
  }
}
