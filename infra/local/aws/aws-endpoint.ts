import type { IncomingMessage } from 'node:http';
import { type Handler, type Listener, listen } from '../listen.ts';
import { AwsError, notImplemented, sendError, sendJson } from './aws-service.ts';

export type AwsEndpoint = Listener & {
  /** Serves requests signed for a service's credential scope, such as `sqs` or `secretsmanager`. */
  serve: (scopes: string[], handler: Handler) => void;
  /** Serves `POST {url}/__local/{action}/{name}`, unsigned: what exists only here. */
  serveLocal: (action: string, act: (name: string) => Promise<unknown>) => void;
  /** Serves `GET {url}/__local/{what}`, unsigned: what is to be seen only here. */
  showLocal: (what: string, show: () => unknown) => void;
};

/** Starts the one endpoint in front of every local AWS service; `AWS_ENDPOINT_URL` of every function. */
export async function startAwsEndpoint(): Promise<AwsEndpoint> {
  const services = new Map<string, Handler>();
  const actions = new Map<string, (name: string) => unknown>();

  const route: Handler = async (request, response) => {
    const [, prefix, action = '', name = ''] = (request.url ?? '').split('/');
    if (prefix === '__local') {
      const act = actions.get(`${request.method} ${action}`);
      if (!act) throw new AwsError('NotFound', `There is no ${request.method} /__local/${action}.`, 404);
      return sendJson(response, 200, await act(decodeURIComponent(name)));
    }
    const scope = scopeOf(request);
    const service = services.get(scope);
    if (!service) throw notImplemented(`service ${scope}`);
    return service(request, response);
  };

  const listener = await listen(async (request, response) => {
    try {
      await route(request, response);
    } catch (error) {
      sendError(response, error);
    }
  });
  return {
    ...listener,
    serve: (scopes, handler) => {
      for (const scope of scopes) services.set(scope, handler);
    },
    serveLocal: (action, act) => void actions.set(`POST ${action}`, act),
    showLocal: (what, show) => void actions.set(`GET ${what}`, show),
  };
}

/** The service in the signature's `Credential=<key>/<date>/<region>/<service>/aws4_request`, in a header or, presigned, in the URL. */
function scopeOf(request: IncomingMessage): string {
  const signature = `${request.headers.authorization ?? ''} ${decodeURIComponent(request.url ?? '')}`;
  return /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(signature)?.[1] ?? '(unsigned request)';
}
