import type { Random } from './random.ts';

/** How much goes wrong; each is a chance, each time. */
export type Chaos = {
  /** A worker is killed at a step: before or after each call, each save, each pause. */
  kill: number;
  /** A worker stands still at a step for up to half a minute. */
  stall: number;
  /** A call of Workspace meets a fault. */
  api: number;
  /** A list of Workspace leaves a desktop out once. */
  omits: number;
  /** A read or write of the store fails, before or after it took place. */
  store: number;
  /** A message is delivered late or twice, or sending fails. */
  queue: number;
  /** An administrator does something right when a worker is at a step. */
  acts: number;
};

export const calm: Chaos = { kill: 0, stall: 0, api: 0, omits: 0, store: 0, queue: 0, acts: 0 };

/** From nothing at all, which must work without a superfluous call, to more than any week brings. */
export function drawChaos(random: Random): Chaos {
  if (random.chance(0.15)) return { ...calm };
  const draw = (...chances: number[]) => random.pick([0, ...chances]);
  return {
    kill: draw(0.001, 0.005, 0.02),
    stall: draw(0.002, 0.02),
    api: draw(0.02, 0.1, 0.3),
    // Drawn by the scenario, so that all else stays as it was drawn without.
    omits: 0,
    store: draw(0.005, 0.03),
    queue: draw(0.02, 0.2),
    acts: draw(0.01, 0.05),
  };
}
