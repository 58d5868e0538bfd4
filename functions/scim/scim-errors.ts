import type { Logger } from '@aws-lambda-powertools/logger';
import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { HttpError } from '../shared/runtime/http-error.ts';
import { type Answer, scimAnswer } from './scim-answer.ts';

/** RFC 7644, 3.12: the words for what is wrong with a request. Our own codes that mean the same beside them. */
const scimTypes: Record<string, string> = {
  invalidFilter: 'invalidFilter',
  invalidPath: 'invalidPath',
  invalidSyntax: 'invalidSyntax',
  invalidValue: 'invalidValue',
  mutability: 'mutability',
  noTarget: 'noTarget',
  uniqueness: 'uniqueness',
  'malformed-json': 'invalidSyntax',
};

/**
 * Middleware: answers errors as SCIM has them. What is not the caller's fault is logged and answered 503: nothing was taken,
 * or what was taken is done with the next request for the same user.
 */
export function scimErrors(logger: Logger): MiddlewareObj<APIGatewayProxyEventV2, Answer> {
  return {
    onError(request) {
      const { error } = request;
      const known = error instanceof HttpError ? error : unexpected(error);
      const { status, code, message, headers, cause } = known;
      logger.warn('Refused a request', {
        status,
        code,
        ...(cause instanceof Error && { cause: `${cause.name}: ${cause.message}` }),
      });
      const scimType = scimTypes[code];
      request.response = scimAnswer(
        status,
        {
          schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
          status: String(status),
          ...(scimType && { scimType }),
          detail: message,
        },
        headers,
      );
    },
  };
}

function unexpected(cause: unknown): HttpError {
  return new HttpError(503, 'try-again', 'Send the same request again shortly', {
    headers: { 'retry-after': '30' },
    cause,
  });
}
