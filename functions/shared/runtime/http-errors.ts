import type { Logger } from '@aws-lambda-powertools/logger';
import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { HttpError } from './http-error.ts';

/**
 * Middleware: answers errors in the one shape `{ "error": { "code", "message", "details" } }`.
 *
 * An `HttpError` is answered as it says. Anything else is ours, not the sender's: it is logged and answered 503 with
 * `Retry-After`, because to an HR system a 5xx means "send it again" and a 4xx "never".
 */
export function httpErrors(logger: Logger): MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2> {
  return {
    onError(request) {
      const { error } = request;
      const known = error instanceof HttpError ? error : unexpected(error);
      logger.warn('Refused a request', {
        status: known.status,
        code: known.code,
        ...(known.cause instanceof Error && { cause: `${known.cause.name}: ${known.cause.message}` }),
      });
      request.response = jsonAnswer(
        known.status,
        { error: { code: known.code, message: known.message, details: known.details } },
        known.headers,
      );
    },
  };
}

/** A JSON answer in the shape API Gateway's payload format 2.0 takes. */
export function jsonAnswer(
  statusCode: number,
  body: unknown,
  headers: Record<string, string> = {},
): APIGatewayProxyStructuredResultV2 {
  return { statusCode, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

function unexpected(cause: unknown): HttpError {
  return new HttpError(503, 'try-again', 'Send the same request again shortly: it is not known to be safe yet', {
    headers: { 'retry-after': '30' },
    cause,
  });
}
