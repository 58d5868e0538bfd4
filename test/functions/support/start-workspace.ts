import { onTestFinished } from 'vitest';
import {
  createWorkspaceClient,
  type WorkspaceClient,
  type WorkspaceClientOptions,
} from '../../../functions/shared/workspace-api/create-workspace-client.ts';
import { staticCredentials } from '../../../functions/shared/workspace-api/credentials/credentials.ts';
import {
  startWorkspaceSimulator,
  type WorkspaceSimulator,
  type WorkspaceSimulatorOptions,
} from '../../workspace-simulator/start-workspace-simulator.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';

export type Workspace = {
  simulator: WorkspaceSimulator;
  world: WorkspaceSimulator['world'];
  /** The simulator's and the client's. */
  clock: FakeClock;
  client: WorkspaceClient;
  /** Another client of the same project, for example with a deadline. */
  connect: (options?: Partial<WorkspaceClientOptions>) => WorkspaceClient;
  /** How often an operation was called since the start. */
  calls: (operation: string) => number;
};

/** The simulator and the real client, in this process, on one clock that stands still until somebody sleeps. */
export async function startWorkspace(options: WorkspaceSimulatorOptions = {}): Promise<Workspace> {
  const clock = createFakeClock();
  const simulator = await startWorkspaceSimulator({ clock, budget: 'off', ...options });
  onTestFinished(() => simulator.close());
  const connect: Workspace['connect'] = (more = {}) =>
    createWorkspaceClient({
      endpoint: simulator.url,
      projectId: simulator.projectId,
      credentials: staticCredentials({ accessKey: simulator.accessKey, secretKey: simulator.secretKey }),
      budget: { writesPerMinute: 1_000_000, readsPerMinute: 1_000_000 },
      clock,
      random: () => 0.5,
      ...more,
    });
  return {
    simulator,
    world: simulator.world,
    clock,
    client: connect(),
    connect,
    calls: (operation) => simulator.requests.filter((request) => request.operation === operation).length,
  };
}
