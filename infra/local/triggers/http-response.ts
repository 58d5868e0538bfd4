import type { ServerResponse } from 'node:http';
import * as z from 'zod';
import type { InvocationResult } from '../lambda/function-spec.ts';

const responseSchema = z.object({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).nullish(),
  cookies: z.array(z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/**
 * Answers with what a function returned. Without a `statusCode` the result is the body of a 200 answer in JSON; an error
 * of the function, and a response that is not well-formed, is a 500 that says nothing of the cause.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function sendHttpResponse(response: ServerResponse, { payload, functionError }: InvocationResult): void {
  const result = JSON.parse(payload) as { statusCode?: unknown } | string | null;
  if (functionError) return sendMessage(response, 500, 'Internal Server Error');
  if (typeof result !== 'object' || result?.statusCode === undefined) {
    const body = typeof result === 'string' ? result : payload;
    return void response.writeHead(200, { 'content-type': 'application/json' }).end(body);
  }
  const parsed = responseSchema.safeParse(result);
  if (!parsed.success) return sendMessage(response, 500, 'Internal Server Error');
  const { statusCode, headers, cookies, body, isBase64Encoded } = parsed.data;
  response.setHeader('content-type', 'text/plain;charset=UTF-8');
  for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value);
  if (cookies?.length) response.setHeader('set-cookie', cookies);
  response.writeHead(statusCode).end(Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8'));
}

/** An answer of the API's own, such as `{"message":"Not Found"}`. */
export function sendMessage(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ message }));
}
