import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Handler } from '../listen.ts';

/** An error as an AWS service answers it; `code` is what the SDK makes its error's name. */
export class AwsError extends Error {
  override readonly name: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = code;
    this.status = status;
  }
}

/** What the local endpoint has no answer for: 501, so that a new call fails loudly and not half. */
export function notImplemented(what: string): AwsError {
  return new AwsError('NotImplementedException', `The local AWS endpoint has no ${what}.`, 501);
}

export function sendJson(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', ...headers }).end(JSON.stringify(body));
}

export function sendError(response: ServerResponse, error: unknown): void {
  const { name, status, message } =
    error instanceof AwsError ? error : new AwsError('InternalFailure', String(error), 500);
  sendJson(response, status, { __type: name, message }, { 'x-amzn-errortype': name });
}

/** The operation that a request in the AWS JSON protocol calls: `GetSecretValue` in `secretsmanager.GetSecretValue`. */
export function operationOf(request: IncomingMessage): string {
  return String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
}

/** Serves a service's operations over the AWS JSON protocol. */
export function jsonService(service: string, operations: Record<string, (input: object) => unknown>): Handler {
  return async (request, response) => {
    const name = operationOf(request);
    const operation = operations[name];
    if (!operation) throw notImplemented(`${service} ${name}`);
    sendJson(response, 200, operation(JSON.parse(await text(request)) as object));
  };
}
