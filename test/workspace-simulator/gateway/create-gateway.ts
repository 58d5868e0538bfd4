import type { Assumptions } from '../assumptions.ts';
import type { World } from '../world/world.ts';
import { outcomeAfter, outcomeInstead } from './apply-fault.ts';
import type { Credentials } from './credentials.ts';
import type { Fault, Faults } from './faults.ts';
import type { HttpRequest } from './http-request.ts';
import type { Call, Operation } from './operation.ts';
import { answer, type Outcome, refuse } from './outcome.ts';
import { badRequest, gatewayRefusal, Refusal, serviceRefusal } from './refusal.ts';
import { desktopIdsIn, type LoggedRequest, type RequestLog } from './request-log.ts';
import { createRouter } from './router.ts';
import { type Throttle, throttled } from './throttle.ts';

export type GatewayParts = {
  projectId: string;
  world: World;
  credentials: Credentials;
  throttle: Throttle;
  faults: Faults;
  log: RequestLog;
  operations: readonly Operation[];
  /** Ends waits when the simulator closes. */
  closing: AbortSignal;
};

/** Answers requests to the API, in the order the real gateway checks: API, caller, budget; then the service. */
export function createGateway(parts: GatewayParts): (request: HttpRequest) => Promise<Outcome> {
  const { world, log } = parts;
  const route = createRouter(parts.operations);

  return async function respond(request) {
    const { method, path, query } = request;
    const requestId = world.newId('request').replaceAll('-', '');
    const entry: LoggedRequest = {
      at: world.now(),
      operation: 'unknown',
      method,
      path,
      query,
      status: null,
      requestId,
      changed: [],
    };
    const outcome = await attempt(request, entry).catch((error: unknown) => refuse(asRefusal(error), requestId));
    if (!outcome.reset) entry.status = outcome.status;
    if (outcome.errorCode) entry.errorCode = outcome.errorCode;
    log.add(entry);
    const date = new Date(world.now()).toUTCString();
    return { ...outcome, headers: { server: 'CloudWAF', date, 'x-request-id': requestId, ...outcome.headers } };
  };

  async function attempt(request: HttpRequest, entry: LoggedRequest): Promise<Outcome> {
    const match = route(request.method, request.path);
    if (!match) throw gatewayRefusal(404, 'APIGW.0101', 'The API does not exist or has not been published');
    const { operation, params } = match;
    entry.operation = operation.name;
    const user = operation.open ? 'anybody' : admit(request, operation);
    const fault = parts.faults.take(operation.name);
    if (fault) entry.fault = fault.kind;
    const instead = outcomeInstead(fault, entry.requestId);
    if (instead) return instead;
    if (fault?.kind === 'slow') await world.clock.sleep(fault.ms ?? 1000, parts.closing);
    world.settle();
    const outcome = carryOut(operation, callOf(request, { operation, params, user, fault, entry }), entry);
    return outcomeAfter(fault, outcome, entry.requestId);
  }

  function admit(request: HttpRequest, { name, kind }: Operation): string {
    const now = world.now();
    const user = parts.credentials.authenticate(request, now);
    const waitMs = parts.throttle.take(user, name, kind, now);
    if (waitMs === 0) return user;
    throw throttled(parts.throttle.limit(kind), world.assumptions.retryAfterOn429 ? waitMs : undefined);
  }

  function carryOut(operation: Operation, call: Call, entry: LoggedRequest): Outcome {
    entry.desktopIds = desktopIdsIn(call.params, call.body);
    try {
      const { result, changed } = world.record(() => operation.handle(call));
      entry.changed = changed;
      return answer(result);
    } catch (error) {
      return refuse(asRefusal(error), entry.requestId);
    }
  }

  type CallParts = {
    operation: Operation;
    params: Call['params'];
    user: string;
    fault: Fault | undefined;
    entry: LoggedRequest;
  };

  function callOf(request: HttpRequest, { operation, params, user, fault, entry }: CallParts): Call {
    const { projectId, credentials } = parts;
    checkProject(params['project_id'], projectId, world.assumptions);
    checkContentType(request, operation, world.assumptions);
    const query = new URLSearchParams(request.query);
    const warn = (text: string) => void (entry.warnings ??= []).push(text);
    for (const name of new Set(query.keys())) {
      if (!operation.query?.includes(name)) warn(`unknown query parameter ${name}`);
    }
    const concerns = (id: string, kind: Fault['kind']) =>
      fault?.kind === kind && (fault.desktopIds === undefined || fault.desktopIds.includes(id));
    const failure = { code: fault?.code ?? 'WKS.00000003', message: fault?.message ?? 'Internal service error.' };
    return {
      world,
      credentials,
      projectId,
      user,
      params,
      query,
      body: parseBody(request.body),
      orderedFailure: (id) => (concerns(id, 'partial-failure') ? failure : undefined),
      failsLate: (id) => concerns(id, 'late-failure'),
      warn,
    };
  }
}

function checkProject(given: string | undefined, projectId: string, { wrongProject }: Assumptions): void {
  if (given === undefined || given === projectId) return;
  throw serviceRefusal(wrongProject.status, wrongProject.code, `The tenant of project ${given} does not exist.`);
}

function checkContentType({ method, headers }: HttpRequest, { path }: Operation, assumptions: Assumptions): void {
  const { contentTypeRequired: required } = assumptions;
  const isRequired = path.startsWith('/v2/') && (required === 'always' || (required === 'writes' && method !== 'GET'));
  if (!isRequired || /^application\/json(;\s*charset=utf-8)?$/i.test(headers['content-type'] ?? '')) return;
  throw badRequest('The request body is empty.', 'Content-Type: application/json is missing');
}

function parseBody(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch {
    throw badRequest('The request body is not JSON.');
  }
}

/** Anything but a refusal is a defect of the simulator, and is to be seen as one. */
function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof URIError) return badRequest('The path is not encoded as a URL must be.');
  return serviceRefusal(500, 'SIM.Defect', error instanceof Error ? (error.stack ?? error.message) : String(error));
}
