import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, systemClock } from '../../functions/shared/runtime/clock.ts';
import { adminPrefix, createAdmin } from './admin.ts';
import { type Assumptions, defaultAssumptions } from './assumptions.ts';
import { createGateway } from './gateway/create-gateway.ts';
import { createListener } from './gateway/create-listener.ts';
import { Credentials } from './gateway/credentials.ts';
import { type Fault, Faults, type NewFault } from './gateway/faults.ts';
import { Firewall } from './gateway/firewall.ts';
import { LaggingReads, type NewLag, type Omission } from './gateway/lagging-reads.ts';
import { type LoggedRequest, RequestLog } from './gateway/request-log.ts';
import { type Budget, publishedBudget, Throttle } from './gateway/throttle.ts';
import { allOperations } from './operations/all-operations.ts';
import { iamUser } from './operations/iam.ts';
import { populateTenant, type Tenant } from './populate-tenant.ts';
import { populateWorld } from './populate-world.ts';
import { World } from './world/world.ts';
import { createWorldHandle, type WorldHandle } from './world/world-handle.ts';

export type WorkspaceSimulatorOptions = {
  /** Left out or 0: any free one. Loopback only. */
  port?: number;
  /** Calls for any other are refused, as `assumptions.wrongProject` has it. Two projects are two simulators: no id is in both. */
  projectId?: string;
  accessKey?: string;
  secretKey?: string;
  /** How many desktops to start with, with users, pools and EIPs to match; the same in every run. Left out: an empty world. */
  desktops?: number;
  /** Pools, and multi-user desktops with groups, to start with beside them. Left out: none. */
  tenant?: Tenant;
  /** Milliseconds until a detach, attach or power change has taken place; left out, at once. */
  detachLagMs?: number;
  /** Calls of each user to each API in a minute; left out, the published 100 writes and 200 reads. */
  budget?: Budget | 'off';
  /** Which lists lag behind each change from the beginning, and by how much; left out, none. */
  lags?: readonly NewLag[];
  assumptions?: Partial<Assumptions>;
  clock?: Clock;
  /** Told of every request to the API when it has been answered. */
  onRequest?: (request: LoggedRequest) => void;
};

export type WorkspaceSimulator = {
  /** `http://127.0.0.1:<port>`: the endpoint of Workspace, and of the EIP, IAM and STS APIs that go with it. */
  url: string;
  projectId: string;
  accessKey: string;
  secretKey: string;
  /** What `POST /v3/auth/tokens` accepts. */
  iam: { userName: string; password: string; domainName: string };
  world: WorldHandle;
  /** Oldest first; the latest 10,000 at least, with all they have changed by now. */
  readonly requests: readonly LoggedRequest[];
  fault(fault: NewFault): Fault;
  clearFaults(): void;
  /** From now on a list shows what was before each change: for so many ms, or to so many readings. 0 ends it. */
  lag(lag: NewLag): void;
  /** The next answer of a list that would have a desktop, or its EIP, is without. */
  leaveOut(omission: Omission): void;
  /** Lets everything pass until told otherwise; `reset` opens it again. */
  firewall: Firewall;
  /** Makes every token handed out so far worthless. */
  revokeTokens(): void;
  /** Back to the world it started with: no requests, no faults, full budgets. Keys and tokens stay good. */
  reset(): void;
  close(): Promise<void>;
};

/** A Workspace service in memory, over real HTTP, for one project. */
export async function startWorkspaceSimulator(options: WorkspaceSimulatorOptions = {}): Promise<WorkspaceSimulator> {
  const projectId = options.projectId ?? '0bec5db98280d2d02fd6c00c2de791ce';
  const accessKey = options.accessKey ?? 'SIMULATORACCESSKEY00';
  const secretKey = options.secretKey ?? 'simulator-secret-key-of-forty-characters';
  const assumptions = { ...defaultAssumptions, ...options.assumptions };
  const { clock = systemClock, detachLagMs: lagMs = 0 } = options;
  const world = new World({ projectId, clock, assumptions, lagMs });
  const credentials = new Credentials(accessKey, secretKey, assumptions.repeatedQueryValues);
  const throttle = new Throttle(options.budget ?? publishedBudget, assumptions.throttlingWindowMs);
  const faults = new Faults(allOperations.map(({ name }) => name));
  const laggingReads = new LaggingReads(allOperations);
  const firewall = new Firewall();
  const log = new RequestLog(options.onRequest);
  const closing = new AbortController();

  function reset() {
    world.clear();
    populateWorld(world, options.desktops ?? 0);
    populateTenant([world], options.tenant ?? {});
    for (const each of [faults, firewall, laggingReads, log, throttle]) each.clear();
    for (const lag of options.lags ?? []) laggingReads.lag(world, lag);
  }
  reset();

  const handle = createWorldHandle(world);
  const requestsByNow = () => {
    world.settle();
    return log.entries;
  };
  const admin = createAdmin({
    projectId,
    world: handle,
    faults,
    lag: (lag) => laggingReads.lag(world, lag),
    laggingReads,
    requestsByNow,
    log,
    reset,
  });
  const parts = { projectId, world, credentials, firewall, throttle, faults, laggingReads, log };
  const gateway = createGateway({ ...parts, operations: allOperations, closing: closing.signal });
  const server = createServer(
    createListener({ adminPrefix, admin, gateway, clock: world.clock, closing: closing.signal }),
  );
  const port = await listen(server, options.port ?? 0);

  return {
    url: `http://127.0.0.1:${port}`,
    projectId,
    accessKey,
    secretKey,
    iam: { userName: iamUser.name, password: secretKey, domainName: iamUser.domain },
    world: handle,
    get requests() {
      return requestsByNow();
    },
    fault: (fault) => faults.add(fault),
    clearFaults: () => faults.clear(),
    lag: (lag) => void laggingReads.lag(world, lag),
    leaveOut: (omission) => void laggingReads.leaveOut(omission),
    firewall,
    revokeTokens: () => credentials.revokeTokens(),
    reset,
    async close() {
      closing.abort();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}
