import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { parseJson } from '../shared/intake/parse-json.ts';
import { HttpError } from '../shared/runtime/http-error.ts';

const largestBody = 256 * 1024;
const contentTypes = ['application/scim+json', 'application/json'];

export type ScimRequest = {
  method: string;
  /** What the path says after `/scim/v2`: a type of resource, and the id of one. */
  resource: string;
  id: string | undefined;
  query: URLSearchParams;
  /** Where `/scim/v2` is, as the caller sees it. */
  baseUrl: string;
  /** @throws {HttpError} 413, 415, or 400 for what is not JSON */
  json: () => unknown;
};

export function scimRequest(event: APIGatewayProxyEventV2): ScimRequest {
  const { path, query } = targetOf(event);
  const [resource = '', id, ...rest] = segmentsOf(path);
  if (rest.length > 0) throw notFound();
  const { http, domainName } = event.requestContext;
  return {
    method: http.method,
    resource,
    id,
    query: queryOf(query),
    baseUrl: `https://${domainName}/scim/v2`,
    json: () => jsonOf(event),
  };
}

export function notFound(): HttpError {
  return new HttpError(404, 'unknown-resource', 'There is no such resource here');
}

/**
 * A base URL that ends in a query, as Entra's may (`/scim/v2?aadOptscim062020`), has the rest of the path put behind it by clients
 * that only join the two.
 */
function targetOf({ pathParameters, rawQueryString: raw }: APIGatewayProxyEventV2): { path: string; query: string } {
  const path = pathParameters?.['proxy'] ?? '';
  const [, joined, query = ''] = (path === '' && /^[\w.-]*((?:\/|%2f)[^?&]*)[?&]?(.*)$/is.exec(raw)) || [];
  return joined === undefined ? { path, query: raw } : { path: joined.replaceAll(/%2f/gi, '/'), query };
}

/** However the base URL was entered at the identity provider: with a slash at its end, or with the path that it adds itself. */
function segmentsOf(path: string): string[] {
  const segments = path.split('/').filter((segment) => segment !== '');
  return segments[0] === 'scim' && segments[1] === 'v2' ? segments.slice(2) : segments;
}

/**
 * Not as API Gateway splits it: here a comma is part of a value, and "+" a blank. Whoever writes blanks as %20 means a "+" as
 * it stands.
 */
function queryOf(raw: string): URLSearchParams {
  return new URLSearchParams(raw.includes('%20') ? raw.replaceAll('+', '%2B') : raw);
}

function jsonOf({ headers, body = '', isBase64Encoded }: APIGatewayProxyEventV2): unknown {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!contentTypes.includes(type)) {
    throw new HttpError(415, 'wrong-content-type', `Content-Type must be ${contentTypes.join(' or ')}`);
  }
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > largestBody) throw new HttpError(413, 'too-large', `The body is over ${largestBody} bytes`);
  return parseJson(bytes);
}
