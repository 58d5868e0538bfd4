import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { ReportRejection } from '../shared/intake/rejection.ts';
import { HttpError } from '../shared/runtime/http-error.ts';
import { exitOfUnknownUser } from './telling-lost-exits.ts';

/** By which a change is refused that another try would not mend. */
const lost: ReadonlySet<number> = new Set([400, 413, 415]);

type Refused = {
  event: APIGatewayProxyEventV2;
  /** Epoch milliseconds. */
  now: number;
  keyId: string;
  report: ReportRejection;
};

/** Answers a request whose token is live. A change that is refused is kept and told of before: it may have been an exit. */
export async function reportingRefusals<Answer>(
  { event, now, keyId, report }: Refused,
  answer: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await answer();
  } catch (error) {
    const { method, path } = event.requestContext.http;
    if (error instanceof HttpError && method !== 'GET' && isLost(error)) {
      const { code: reason, message } = error;
      const content = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
      const problems = [{ path: '', message }];
      await report({ source: 'scim', now, keyId, reason, problems, content, beside: { method, path } });
    }
    throw error;
  }
}

/** Of a 404 or a 409 the provider makes something itself, unless somebody was to leave who is not known here. */
function isLost({ status, code }: HttpError): boolean {
  return lost.has(status) || code === exitOfUnknownUser;
}
