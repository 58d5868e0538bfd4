import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { SourceRequest } from '../shared/intake/source.ts';
import { HttpError } from '../shared/runtime/http-error.ts';
import type { OpenSource } from './open-sources.ts';

/** Above any batch that is known: several senders do not send again what is refused, and all of it would be lost. */
const largestBody = 1024 * 1024;

/**
 * What a request must be before anything of it is trusted: a known source, the right method and size. A wrong type is for
 * whoever knows who sent it: a sender that is set up wrongly would be refused for ever, and nobody would hear of it.
 */
export function admit(
  event: APIGatewayProxyEventV2,
  sources: ReadonlyMap<string, OpenSource>,
  now: number,
): OpenSource & { request: SourceRequest; refusal: HttpError | undefined } {
  const open = sources.get(event.pathParameters?.['source'] ?? '');
  if (!open) {
    const details = { sources: [...sources.keys()] };
    throw new HttpError(404, 'unknown-source', 'No such source is configured here', { details });
  }
  const { source } = open;
  const { methods = ['POST'] } = source;
  const method = methods.find((one) => one === event.requestContext.http.method);
  if (!method) {
    const allow = methods.join(', ');
    throw new HttpError(405, 'method-not-allowed', `Understood here: ${allow}`, { headers: { allow } });
  }
  const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (body.length > largestBody) throw new HttpError(413, 'too-large', `The body is over ${largestBody} bytes`);
  const type = event.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  const isOfType = method !== 'POST' || source.contentTypes.includes(type);
  const refusal = isOfType
    ? undefined
    : new HttpError(415, 'wrong-content-type', `Content-Type must be ${source.contentTypes.join(' or ')}`);
  const query = event.queryStringParameters ?? {};
  return { ...open, refusal, request: { method, headers: event.headers, query, body, now } };
}
