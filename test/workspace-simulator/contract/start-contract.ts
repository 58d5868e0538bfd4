import { onTestFinished } from 'vitest';
import type { Clock } from '../../../functions/shared/runtime/clock.ts';
import { startWorkspaceSimulator, type WorkspaceSimulatorOptions } from '../start-workspace-simulator.ts';
import { type ManualClock, manualClock } from '../test/manual-clock.ts';
import { clientCaller } from './client-caller.ts';
import { plainCaller } from './plain-caller.ts';

/** Who asks the service: each case runs for both. */
export const callers = [
  ['plain signed HTTP', plainCaller],
  ["the product's client", clientCaller],
] as const;

type CreateCaller = (typeof callers)[number][1];

/** A simulator for one case, and one of the callers. `skewMs` is how far the caller's clock is ahead of the simulator's. */
export async function startContract(
  createCaller: CreateCaller,
  { skewMs = 0, ...options }: WorkspaceSimulatorOptions & { skewMs?: number } = {},
) {
  const clock = manualClock();
  const simulator = await startWorkspaceSimulator({ clock, ...options });
  onTestFinished(() => simulator.close());
  const { world } = simulator;
  const userOf = (name: string) => ({ id: world.user(name)?.id ?? '', name });
  /** A desktop as it is, whatever a list shows of it. */
  const desktopNow = (id: string) => ({ ...world.desktop(id), users: world.attachedTo(id) });
  return { simulator, world, clock, userOf, desktopNow, service: createCaller(simulator, ahead(clock, skewMs)) };
}

function ahead(clock: ManualClock, skewMs: number): Pick<ManualClock, 'advance'> & Pick<Clock, 'now'> {
  return { now: () => clock.now() + skewMs, advance: (ms) => clock.advance(ms) };
}
