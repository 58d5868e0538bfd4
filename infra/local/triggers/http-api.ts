import type { ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { AwsError } from '../aws/aws-service.ts';
import type { Resource, Resources } from '../aws/describe-resources.ts';
import { nameInArn } from '../aws/local-account.ts';
import type { FindFunction, LambdaFunction } from '../lambda/lambda-function.ts';
import type { Handler } from '../listen.ts';
import { httpEvent, type RouteMatch, splitUrl } from './http-event.ts';
import { sendHttpResponse, sendMessage } from './http-response.ts';

type Match = RouteMatch & { target: LambdaFunction };
type Route = { routeKey: string; method: string; pattern: RegExp; rank: number; target: LambdaFunction };

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
    try {
      const match = findRoute(routes, request.method ?? '', splitUrl(request)[0]);
      if (!match) return sendMessage(response, 404, 'Not Found');
      const event = JSON.stringify(httpEvent(request, await buffer(request), apis[0]?.ref ?? '', match));
      sendHttpResponse(response, await match.target.invoke(event));
    } catch (error) {
      sendFailure(response, error);
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

/** @throws {URIError} when a path parameter is not well encoded */
function findRoute(routes: Route[], method: string, path: string): Match | undefined {
  for (const { routeKey, method: wanted, pattern, target } of routes) {
    const match = wanted === 'ANY' || wanted === method ? pattern.exec(path) : null;
    if (!match) continue;
    const parameters = Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]);
    return { routeKey, target, pathParameters: Object.fromEntries(parameters) };
  }
  return undefined;
}

function sendFailure(response: ServerResponse, error: unknown): void {
  if (error instanceof URIError) sendMessage(response, 400, 'Bad Request');
  else if (isTooLarge(error)) sendMessage(response, 413, 'Request Entity Too Large');
  else sendMessage(response, 503, 'Service Unavailable');
}

const isTooLarge = (error: unknown): boolean => error instanceof AwsError && error.status === 413;
