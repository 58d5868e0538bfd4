import type { World } from '../world/world.ts';
import { outcomeAfter, outcomeInstead } from './apply-fault.ts';
import type { Credentials } from './credentials.ts';
import type { Faults } from './faults.ts';
import type { Firewall } from './firewall.ts';
import type { HttpRequest } from './http-request.ts';
import type { LaggingReads } from './lagging-reads.ts';
import type { Call, Operation } from './operation.ts';
import { answer, type Outcome, refuse } from './outcome.ts';
import { prepareCall } from './prepare-call.ts';
import { badRequest, gatewayRefusal, Refusal, serviceRefusal } from './refusal.ts';
import { desktopIdsIn, type LoggedRequest, type RequestLog } from './request-log.ts';
import { createRouter } from './router.ts';
import { type Throttle, throttled } from './throttle.ts';

export type GatewayParts = {
  projectId: string;
  world: World;
  credentials: Credentials;
  firewall: Firewall;
  throttle: Throttle;
  faults: Faults;
  laggingReads: LaggingReads;
  log: RequestLog;
  operations: readonly Operation[];
  /** Ends waits when the simulator closes. */
  closing: AbortSignal;
};

/** Answers requests to the API, in the order the real one checks: API, firewall, caller, budget; then the service. */
export function createGateway(parts: GatewayParts): (request: HttpRequest) => Promise<Outcome> {
  const { projectId, world, credentials, firewall, throttle, faults, laggingReads, log } = parts;
  const route = createRouter(parts.operations);

  return async function respond(request) {
    const entry = newEntry(request, world);
    const outcome = await attempt(request, entry).catch((error: unknown) => refuse(asRefusal(error), entry.requestId));
    if (!outcome.reset) entry.status = outcome.status;
    if (outcome.errorCode) entry.errorCode = outcome.errorCode;
    log.add(entry);
    const date = new Date(world.now()).toUTCString();
    return { ...outcome, headers: { server: 'CloudWAF', date, 'x-request-id': entry.requestId, ...outcome.headers } };
  };

  async function attempt(request: HttpRequest, entry: LoggedRequest): Promise<Outcome> {
    if (request.isTooLarge) throw gatewayRefusal(413, 'APIGW.0201', 'Request entity too large');
    const match = route(request.method, request.path);
    if (!match) throw gatewayRefusal(404, 'APIGW.0101', 'The API does not exist or has not been published');
    const { operation, params } = match;
    entry.operation = operation.name;
    entry.desktopIds = desktopIdsIn(params, request.body);
    const blocked = firewall.outcomeInstead(request);
    if (blocked) return blocked;
    const user = operation.open ? 'anybody' : admit(request, operation);
    const fault = faults.take(operation.name, request.path);
    if (fault) entry.fault = fault.kind;
    const instead = outcomeInstead(fault, entry.requestId);
    if (instead) return instead;
    if (fault?.kind === 'slow') await world.clock.sleep(fault.ms ?? 1000, parts.closing);

    const warn = (text: string) => void (entry.warnings ??= []).push(text);
    const call = prepareCall(request, { operation, fault, world, credentials, projectId, params, user, warn });
    return outcomeAfter(fault, carryOut(operation, call, entry), entry.requestId);
  }

  function admit(request: HttpRequest, { name, kind }: Operation): string {
    const now = world.now();
    const user = credentials.authenticate(request, now);
    const waitMs = throttle.take(user, name, kind, now);
    if (waitMs === 0) return user;
    throw throttled(throttle.limit(kind), world.assumptions.retryAfterOn429 ? waitMs : undefined);
  }

  function carryOut(operation: Operation, call: Call, entry: LoggedRequest): Outcome {
    world.settle();
    try {
      const shown = { ...call, world: laggingReads.shownTo(operation, world) };
      const reply = world.record(entry, () => operation.handle(shown));
      return answer(laggingReads.withoutOmitted(operation, reply));
    } catch (error) {
      return refuse(asRefusal(error), entry.requestId);
    }
  }
}

function newEntry({ method, path, query }: HttpRequest, world: World): LoggedRequest {
  const requestId = world.newId('request').replaceAll('-', '');
  return {
    at: world.now(),
    operation: 'unknown',
    method,
    path,
    query,
    status: null,
    requestId,
    changed: [],
    later: [],
  };
}

/** Anything but a refusal is a defect of the simulator, and is to be seen as one. */
function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof URIError) return badRequest('The path is not encoded as a URL must be.');
  return serviceRefusal(500, 'SIM.Defect', error instanceof Error ? (error.stack ?? error.message) : String(error));
}
