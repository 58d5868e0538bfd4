import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { HrSource } from '../shared/intake/source.ts';
import { HttpError } from '../shared/runtime/http-error.ts';
import { jsonAnswer } from '../shared/runtime/http-errors.ts';
import type { Received } from './receive.ts';

/**
 * What the sender of a request that was taken is told: what its source needs, else the ids of the cases.
 *
 * @param cases the id of the case of each notice
 * @throws {HttpError} 503 where a part of it is only taken when it comes again
 */
export function answerTo(
  { ignored, rejected, answer, unread }: Omit<Received, 'notices' | 'verified'>,
  cases: readonly string[],
  { takenStatus = 202 }: Pick<HrSource, 'takenStatus'>,
): APIGatewayProxyStructuredResultV2 {
  if (unread?.isToBeSentAgain) {
    const headers = { 'retry-after': '60' };
    throw new HttpError(503, 'hr-api-unread', "The HR system's API cannot be read; send the same again", { headers });
  }
  if (answer) {
    return { statusCode: answer.status, headers: { 'content-type': answer.contentType }, body: answer.body };
  }
  return jsonAnswer(takenStatus, { cases, ...(ignored && { ignored }), ...(rejected && { rejected }) });
}
