import { onTestFinished } from 'vitest';
import {
  startWorkspaceSimulator,
  type WorkspaceSimulator,
  type WorkspaceSimulatorOptions,
} from '../start-workspace-simulator.ts';
import { type Answer, type CallOptions, call } from './call-simulator.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';

export type Started = {
  simulator: WorkspaceSimulator;
  world: WorkspaceSimulator['world'];
  clock: ManualClock;
  get: (path: string, options?: CallOptions) => Promise<Answer>;
  post: (path: string, body: unknown, options?: CallOptions) => Promise<Answer>;
  send: (method: string, path: string, options?: CallOptions) => Promise<Answer>;
};

/** A simulator for one test, with a clock that stands still, closed when the test ends. */
export async function startForTest(options: WorkspaceSimulatorOptions = {}): Promise<Started> {
  const clock = manualClock();
  const simulator = await startWorkspaceSimulator({ clock, ...options });
  onTestFinished(() => simulator.close());
  const send: Started['send'] = (method, path, more) => call(simulator, method, path, { at: clock.now(), ...more });
  return {
    simulator,
    world: simulator.world,
    clock,
    send,
    get: (path, more) => send('GET', path, more),
    post: (path, body, more) => send('POST', path, { body, ...more }),
  };
}
