import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { caseIdsOf } from '../shared/offboarding/person.ts';
import { jsonAnswer } from '../shared/runtime/http-errors.ts';
import type { Received } from './receive.ts';
import type { HrSource } from './source.ts';

/** What the sender of a request that was taken is told: what its source needs, else the ids of the cases. */
export function answerTo(
  { notices, ignored, rejected, answer }: Received,
  { takenStatus = 202 }: Pick<HrSource, 'takenStatus'>,
): APIGatewayProxyStructuredResultV2 {
  if (answer) {
    return { statusCode: answer.status, headers: { 'content-type': answer.contentType }, body: answer.body };
  }
  const cases = notices.map((notice) => caseIdsOf(notice.person)[0]);
  return jsonAnswer(takenStatus, { cases, ...(ignored && { ignored }), ...(rejected && { rejected }) });
}
