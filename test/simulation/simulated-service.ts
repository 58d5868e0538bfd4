import {
  type HttpRequest,
  type Transport,
  TransportError,
} from '../../functions/shared/workspace-api/call/transport.ts';
import { type Assumptions, defaultAssumptions } from '../workspace-simulator/assumptions.ts';
import { createGateway } from '../workspace-simulator/gateway/create-gateway.ts';
import { Credentials } from '../workspace-simulator/gateway/credentials.ts';
import { Firewall } from '../workspace-simulator/gateway/firewall.ts';
import type { HttpRequest as ReceivedRequest } from '../workspace-simulator/gateway/http-request.ts';
import { LaggingReads } from '../workspace-simulator/gateway/lagging-reads.ts';
import type { Call, Operation } from '../workspace-simulator/gateway/operation.ts';
import type { Outcome } from '../workspace-simulator/gateway/outcome.ts';
import { RequestLog } from '../workspace-simulator/gateway/request-log.ts';
import { publishedBudget, Throttle } from '../workspace-simulator/gateway/throttle.ts';
import { allOperations } from '../workspace-simulator/operations/all-operations.ts';
import type { Chaos } from './chaos.ts';
import { FaultsByChance } from './faults-by-chance.ts';
import { OmissionsByChance } from './omissions-by-chance.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import { WatchedWorld, type Watcher } from './watched-world.ts';
import type { Worker } from './workers.ts';

/** One call of a worker, as it goes. */
export type ServiceCall = {
  worker: string;
  sentAt: number;
  /** The operation's name in Huawei's documents, once it is carried out. */
  operation?: string;
  body?: unknown;
  /** When the worker had an answer that says plainly that all of it was taken. */
  takenAt?: number;
};

export type ServiceParts = {
  scheduler: Scheduler;
  random: Random;
  chaos: Chaos;
  lagMs: number;
  readLags: readonly ReadLag[];
  /** How the service does what no document says. */
  assumptions: Partial<Assumptions>;
  throttled: boolean;
  /** @default the main project's */
  projectId?: string;
  /** How long a call is under way and its answer, in ms. @default up to 80 and up to 300 */
  latency?: Latency;
  watcher: Watcher;
  /** Told right before a call is carried out. */
  onCall: (call: ServiceCall) => void;
};

/** A list, by its operation, and by how many ms it is behind. */
export type ReadLag = { list: string; ms: number };

/** Shortest and longest, in ms. */
export type Latency = { there: [number, number]; back: [number, number] };

export type SimulatedService = ReturnType<typeof createSimulatedService>;

export const mainProjectId = '0bec5db98280d2d02fd6c00c2de791ce';

const usualLatency: Latency = { there: [5, 80], back: [5, 300] };

/** Names the call; it becomes the gateway's user, so that it is known where it is carried out. */
const callHeader = 'x-simulated-call';

/** How long a client waits for an answer. */
const longestWaitMs = 30_000;

/**
 * The Workspace simulator without a network: its gateway, operations and world behind the real client, on the
 * simulation's clock. A call takes 60 µs this way, and nothing of the API is modelled twice.
 */
export function createSimulatedService(parts: ServiceParts) {
  const { scheduler, random, chaos, lagMs, watcher, latency = usualLatency } = parts;
  const { projectId = mainProjectId } = parts;
  const assumptions = { ...defaultAssumptions, ...parts.assumptions };
  const world = new WatchedWorld({ projectId, scheduler, assumptions, lagMs, watcher });
  const calls = new Map<string, ServiceCall>();
  const firewall = new Firewall();
  const laggingReads = new LaggingReads(allOperations);
  for (const lag of parts.readLags) laggingReads.lag(world, lag);
  const omissions = new OmissionsByChance({ random, chaos, world, laggingReads });
  const log = new RequestLog();
  let count = 0;

  const gateway = createGateway({
    projectId,
    world,
    credentials: new CallersName('ACCESSKEY', 'secret-key'),
    firewall,
    throttle: new ThrottleOfAll(parts.throttled ? publishedBudget : 'off', assumptions.throttlingWindowMs),
    faults: new FaultsByChance({
      random,
      chaos,
      writes: allOperations.filter(({ kind }) => kind === 'write').map(({ name }) => name),
      desktopIds: () => world.desktops.list().map(({ id }) => id),
    }),
    laggingReads,
    log,
    operations: allOperations.map((operation) => ({ ...operation, handle: (call) => carryOut(operation, call) })),
    closing: new AbortController().signal,
  });

  function carryOut(operation: Operation, received: Call) {
    const call = calls.get(received.user);
    if (!call) throw new Error(`Nobody sent the call ${received.user}`);
    Object.assign(call, { operation: operation.name, body: received.body });
    omissions.draw(operation.name);
    parts.onCall(call);
    const cause = { worker: call.worker, operation: operation.name, requestedAt: scheduler.now() };
    return world.by(cause, () => operation.handle(received));
  }

  /** Carries a request out, and on behalf of a caller who is dead as well. */
  async function answerTo(request: HttpRequest, call: ServiceCall): Promise<Outcome> {
    count += 1;
    const name = `call-${count}`;
    calls.set(name, call);
    try {
      return await gateway(asReceived(request, name));
    } finally {
      calls.delete(name);
    }
  }

  /** A worker's way to the service: each call is sent at one step and answered at another. */
  function transportOf(worker: () => Worker): Transport {
    return {
      async send(request) {
        const caller = worker();
        const what = `${request.method} ${request.path}`;
        const call: ServiceCall = { worker: caller.name, sentAt: scheduler.now() };
        await caller.step(`sends ${what}`, random.int(...latency.there));
        if (random.chance(chaos.api / 8)) throw new TransportError(false, 'ECONNREFUSED', 'No connection.');
        const outcome = await answerTo(request, call);
        const said = outcome.reset ? 'a reset' : outcome.status;
        await caller.step(`has ${said} of ${what}`, (outcome.delayMs ?? 0) + random.int(...latency.back));
        if (outcome.reset) throw new TransportError(true, 'UND_ERR_SOCKET', 'The connection was reset.');
        if (scheduler.now() - call.sentAt > Math.min(longestWaitMs, request.timeoutMs)) {
          throw new TransportError(true, 'ETIMEDOUT', 'No answer in time.');
        }
        if (isPlain(outcome)) call.takenAt = scheduler.now();
        return outcome;
      },
      async close() {},
    };
  }

  return { projectId, world, firewall, log, transportOf };
}

function isPlain({ status, body }: Outcome): boolean {
  if (status < 200 || status > 299) return false;
  return body === '' || (body.endsWith('}') && !/"failed_operation_list":\[\{/.test(body));
}

function asReceived({ method, path, headers, body }: HttpRequest, name: string): ReceivedRequest {
  const [location = '/', query = ''] = path.split('?');
  const lowerCase = Object.entries(headers).map(([header, value]) => [header.toLowerCase(), value]);
  return {
    method,
    path: location,
    query,
    headers: { ...Object.fromEntries(lowerCase), [callHeader]: name },
    body: Buffer.from(body),
    isTooLarge: false,
  };
}

/** Signatures have tests of their own, and cost more than all the rest of a call. */
class CallersName extends Credentials {
  override authenticate(request: ReceivedRequest): string {
    return request.headers[callHeader] ?? this.user;
  }
}

/** All calls are the same user's. */
class ThrottleOfAll extends Throttle {
  override take(_: string, api: string, kind: 'read' | 'write', now: number): number {
    return super.take('everybody', api, kind, now);
  }
}
