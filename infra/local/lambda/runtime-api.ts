import type { ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Listener, listen } from '../listen.ts';
import type { InvocationResult } from './function-spec.ts';

type Invocation = { requestId: string; functionArn: string; deadlineAt: number; payload: string };

export type Deliver = (invocation: Invocation) => void;

export type RuntimeEvents = {
  /** The runtime asks for its next invocation, which `deliver` gives it. */
  next: (deliver: Deliver) => void;
  /** The runtime has answered its invocation. */
  result: (result: InvocationResult) => void;
  /** The runtime could not load the handler. */
  initError: (result: InvocationResult) => void;
};

/**
 * The Runtime API of one execution environment, which runs one invocation at a time.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export function startRuntimeApi(events: RuntimeEvents): Promise<Listener> {
  return listen(async (request, response) => {
    const path = request.url?.replace('/2018-06-01/runtime/', '') ?? '';
    if (path === 'invocation/next') return events.next((invocation) => send(response, invocation));
    const payload = await text(request);
    response.writeHead(202).end();
    if (path === 'init/error') events.initError({ functionError: 'Unhandled', payload });
    else if (path.endsWith('/response')) events.result({ payload });
    else if (path.endsWith('/error')) events.result({ functionError: 'Unhandled', payload });
  });
}

function send(response: ServerResponse, { requestId, functionArn, deadlineAt, payload }: Invocation): void {
  const traceId = `Root=1-${Math.trunc(Date.now() / 1000).toString(16)}-${requestId.replaceAll('-', '').slice(0, 24)};Sampled=0`;
  response
    .writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': requestId,
      'lambda-runtime-deadline-ms': deadlineAt,
      'lambda-runtime-invoked-function-arn': functionArn,
      'lambda-runtime-trace-id': traceId,
    })
    .end(payload);
}
