import { REQUEST_LINE_BYTES } from '../assumptions.ts';
import { describeIssues } from '../batches/issues.ts';
import type { Credentials } from '../credentials/credentials.ts';
import { encodePath, encodeQuery, hasDisputedOrder } from './encode.ts';
import type { Endpoints } from './endpoints.ts';
import { WorkspaceError } from './errors.ts';
import type { Operation, OperationInput } from './operation.ts';
import { signRequest } from './sign.ts';
import type { HttpRequest } from './transport.ts';

/** A call in the form it is sent, apart from its authentication, which is new at every attempt. */
export type PreparedRequest = {
  origin: string;
  method: string;
  path: string;
  query: string;
  /** Covered by the signature. */
  signedHeaders: Record<string, string>;
  body: string;
};

// Without a Content-Type, even where there is no body, one region answers with failures; without the language,
// messages come in Chinese.
const constantHeaders = {
  accept: 'application/json',
  'content-type': 'application/json',
  'x-language': 'en-us',
  'user-agent': 'workspace-offboarding',
};

/** What breaks a documented limit of the operation, before anything is sent. */
export function problemOfInput<Input extends OperationInput>(
  operation: Pick<Operation<Input, unknown>, 'name' | 'input'>,
  input: Input,
): WorkspaceError | undefined {
  const checked = operation.input().safeParse(input);
  if (!checked.success) return invalidInput(operation.name, describeIssues(checked.error));
  if (!hasDisputedOrder(input.query ?? {})) return undefined;
  return invalidInput(operation.name, 'values with reserved characters must be asked for one by one');
}

function invalidInput(operation: string, why: string): WorkspaceError {
  return new WorkspaceError({
    kind: 'invalid-input',
    code: 'Client.InvalidInput',
    operation,
    message: `${operation} was not called: ${why}`,
    retryable: false,
    applied: 'no',
  });
}

/** Checks the input and lays it out as it is sent; an error when it breaks a limit. */
export function prepareRequest<Input extends OperationInput, T>(
  operation: Operation<Input, T>,
  input: Input,
  target: { endpoints: Endpoints; projectId: string },
): PreparedRequest | WorkspaceError {
  const problem = problemOfInput(operation, input);
  if (problem) return problem;
  const { path = {}, query = {}, body } = input;
  const origin = target.endpoints[operation.service ?? 'workspace'];
  const signedHeaders: Record<string, string> = { host: origin.slice(origin.indexOf('//') + 2) };
  if (operation.path.includes('{project_id}')) signedHeaders['x-project-id'] = target.projectId;
  const location = {
    path: encodePath(operation.path, { ...path, project_id: target.projectId }),
    query: encodeQuery(query),
  };
  const length = location.path.length + location.query.length;
  if (length > REQUEST_LINE_BYTES) return invalidInput(operation.name, `its address would have ${length} bytes`);
  return {
    origin,
    method: operation.method,
    ...location,
    signedHeaders,
    body: body === undefined ? '' : JSON.stringify(body),
  };
}

/** Signs the request, or adds the token, or neither, as the credentials are. */
export function authenticate(
  request: PreparedRequest,
  credentials: Credentials | undefined,
  now: number,
): Omit<HttpRequest, 'timeoutMs'> {
  const { origin, method, path, query, body } = request;
  const own = authentication(request, credentials, now);
  const headers = Object.assign(own, constantHeaders);
  return { origin, method, path: query === '' ? path : `${path}?${query}`, headers, body };
}

function authentication(request: PreparedRequest, credentials: Credentials | undefined, now: number) {
  if (credentials === undefined) return { ...request.signedHeaders };
  if ('token' in credentials) return { ...request.signedHeaders, 'X-Auth-Token': credentials.token };
  return signRequest({ ...request, headers: request.signedHeaders }, credentials, now);
}
