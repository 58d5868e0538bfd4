import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { HttpError } from '../shared/runtime/http-error.ts';
import type { HrSource, SourceRequest } from './source.ts';

const largestBody = 256 * 1024;

/** What a request must be before anything of it is trusted: a known source, the right method, size and type. */
export function admit(
  event: APIGatewayProxyEventV2,
  sources: ReadonlyMap<string, HrSource>,
  secretIds: Readonly<Record<string, string>>,
  now: number,
): { source: HrSource; secretId: string; request: SourceRequest } {
  const name = event.pathParameters?.['source'] ?? '';
  const source = sources.get(name);
  const secretId = Object.hasOwn(secretIds, name) ? secretIds[name] : undefined;
  if (!source || !secretId) {
    const known = [...sources.keys()].filter((key) => Object.hasOwn(secretIds, key));
    throw new HttpError(404, 'unknown-source', 'No such source is configured here', { details: { sources: known } });
  }
  const { methods = ['POST'] } = source;
  const method = methods.find((one) => one === event.requestContext.http.method);
  if (!method) {
    const allow = methods.join(', ');
    throw new HttpError(405, 'method-not-allowed', `Understood here: ${allow}`, { headers: { allow } });
  }
  const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (body.length > largestBody) throw new HttpError(413, 'too-large', `The body is over ${largestBody} bytes`);
  const type = event.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (method === 'POST' && !source.contentTypes.includes(type)) {
    throw new HttpError(415, 'wrong-content-type', `Content-Type must be ${source.contentTypes.join(' or ')}`);
  }
  const query = event.queryStringParameters ?? {};
  return { source, secretId, request: { method, headers: event.headers, query, body, now } };
}
