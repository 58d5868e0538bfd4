import { buffer } from 'node:stream/consumers';
import type { Resource, Resources } from './describe-resources.ts';
import { httpEvent, type RouteMatch } from './http-event.ts';
import { sendHttpResponse, sendMessage } from './http-response.ts';
import type { FindFunction, LambdaFunction } from './lambda-function.ts';
import type { Handler } from './listen.ts';
import { nameInArn } from './local-account.ts';

type Route = { routeKey: string; method: string; pattern: RegExp; rank: number; target: LambdaFunction };

const eventLimit = 6 * 1024 * 1024;

/** The HTTP API of the stacks, in front of the functions of its routes. */
export function httpApi(resources: Resources, find: FindFunction): Handler {
  const apis = resources.ofType('AWS::ApiGatewayV2::Api');
  if (apis.length > 1) throw new Error('The local runner serves one HTTP API, and the stacks have several.');
  const integrations = new Map(resources.ofType('AWS::ApiGatewayV2::Integration').map((item) => [item.ref, item]));
  const routes = resources
    .ofType('AWS::ApiGatewayV2::Route')
    .map((route) =>
      toRoute(route, find(integrations.get(nameInArn(route.properties.Target))?.properties.IntegrationUri ?? '')),
    )
    .toSorted((a, b) => a.rank - b.rank);

  return async (request, response) => {
    const match = findRoute(routes, request.method ?? '', new URL(request.url ?? '/', 'http://local').pathname);
    if (!match) return sendMessage(response, 404, 'Not Found');
    const payload = JSON.stringify(httpEvent(request, await buffer(request), apis[0]?.ref ?? '', match));
    if (Buffer.byteLength(payload) > eventLimit) return sendMessage(response, 413, 'Request Entity Too Large');
    try {
      sendHttpResponse(response, await match.target.invoke(payload));
    } catch {
      sendMessage(response, 503, 'Service Unavailable');
    }
  };
}

/** `ANY /hr/{source}`, `GET /files/{path+}` or `$default`. */
function toRoute(
  { properties: { RouteKey: routeKey } }: Resource<'AWS::ApiGatewayV2::Route'>,
  target: LambdaFunction,
): Route {
  if (routeKey === '$default') return { routeKey, method: 'ANY', pattern: /^/, rank: 3, target };
  const [method = '', path = ''] = routeKey.split(' ');
  const rank = path.includes('+}') ? 2 : Number(path.includes('{'));
  const source = path
    .replaceAll(/[.*?^$()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/\{(\w+)\+\}/g, '(?<$1>.+)')
    .replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  return { routeKey, method, pattern: new RegExp(`^${source}$`), rank, target };
}

function findRoute(
  routes: Route[],
  method: string,
  path: string,
): (RouteMatch & { target: LambdaFunction }) | undefined {
  for (const { routeKey, method: wanted, pattern, target } of routes) {
    const match = wanted === 'ANY' || wanted === method ? pattern.exec(path) : null;
    if (!match) continue;
    const parameters = Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]);
    return { routeKey, target, pathParameters: Object.fromEntries(parameters) };
  }
  return undefined;
}
