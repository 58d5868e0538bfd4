import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { describe, expect, it, vi } from 'vitest';
import { HttpError } from '../../../../functions/shared/runtime/http-error.ts';
import { httpErrors, jsonAnswer } from '../../../../functions/shared/runtime/http-errors.ts';
import { silentLog } from '../../support/silent-log.ts';

describe('a request that is refused on purpose', () => {
  it('is answered in the one shape, with the headers that go with it', async () => {
    const refusal = new HttpError(405, 'method-not-allowed', 'Only POST', {
      details: [{ path: 'x' }],
      headers: { allow: 'POST' },
    });

    const answer = await answerTo(() => Promise.reject(refusal));

    expect(answer).toEqual({
      statusCode: 405,
      headers: { 'content-type': 'application/json', allow: 'POST' },
      body: '{"error":{"code":"method-not-allowed","message":"Only POST","details":[{"path":"x"}]}}',
    });
  });

  it('has empty details where there are none', async () => {
    const { body = '' } = await answerTo(() => Promise.reject(new HttpError(404, 'unknown', 'No')));

    expect(JSON.parse(body)).toEqual({ error: { code: 'unknown', message: 'No', details: [] } });
  });
});

describe('a failure of ours', () => {
  it.each([new Error('table ledger-7 is gone'), new TypeError('x is undefined'), 'a thrown text', undefined])(
    'is answered 503 with a time to try again, and gives nothing away: %s',
    async (error) => {
      const answer = await answerTo(async () => {
        throw error;
      });

      expect(answer).toMatchObject({ statusCode: 503, headers: { 'retry-after': '30' } });
      expect(JSON.parse(answer.body ?? '')).toEqual({
        error: {
          code: 'try-again',
          message: 'Send the same request again shortly: it is not known to be safe yet',
          details: [],
        },
      });
    },
  );

  it('is logged with its cause', async () => {
    const warn = vi.spyOn(silentLog, 'warn');

    await answerTo(() => Promise.reject(new Error('table ledger-7 is gone')));

    expect(warn).toHaveBeenCalledWith('Refused a request', {
      status: 503,
      code: 'try-again',
      cause: 'Error: table ledger-7 is gone',
    });
  });
});

describe('an answer', () => {
  it('passes as it is', async () => {
    const answer = jsonAnswer(202, { cases: [] }, { 'x-more': 'yes' });

    expect(await answerTo(() => Promise.resolve(answer))).toEqual({
      statusCode: 202,
      headers: { 'content-type': 'application/json', 'x-more': 'yes' },
      body: '{"cases":[]}',
    });
  });
});

function answerTo(work: () => Promise<APIGatewayProxyStructuredResultV2>): Promise<APIGatewayProxyStructuredResultV2> {
  const handler = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use(httpErrors(silentLog))
    .handler(work);
  return handler({} as APIGatewayProxyEventV2, {} as Context);
}
