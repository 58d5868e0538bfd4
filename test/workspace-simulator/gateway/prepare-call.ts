import type { Assumptions } from '../assumptions.ts';
import type { Fault } from './faults.ts';
import type { HttpRequest } from './http-request.ts';
import type { Call, Operation } from './operation.ts';
import { badRequest, serviceRefusal } from './refusal.ts';

export type Admitted = Pick<Call, 'world' | 'credentials' | 'projectId' | 'params' | 'user' | 'warn'> & {
  operation: Operation;
  fault: Fault | undefined;
};

/** What the service itself checks of every call, and the call made ready for its operation. */
export function prepareCall(request: HttpRequest, { operation, fault, ...admitted }: Admitted): Call {
  const { world, params, projectId, warn } = admitted;
  checkProject(params['project_id'], projectId, world.assumptions);
  checkContentType(request, operation, world.assumptions);
  const query = new URLSearchParams(request.query);
  for (const name of new Set(query.keys())) {
    if (!operation.query?.includes(name)) warn(`unknown query parameter ${name}`);
  }
  return { ...admitted, query, body: parseBody(request.body), ...orders(fault) };
}

function orders(fault: Fault | undefined): Pick<Call, 'orderedFailure' | 'failsLate'> {
  const concerns = (id: string) => fault?.desktopIds === undefined || fault.desktopIds.includes(id);
  const failure = { code: fault?.code ?? 'WKS.00000003', message: fault?.message ?? 'Internal service error.' };
  return {
    orderedFailure: (id) => (fault?.kind === 'partial-failure' && concerns(id) ? failure : undefined),
    failsLate: (id) => fault?.kind === 'late-failure' && concerns(id),
  };
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
