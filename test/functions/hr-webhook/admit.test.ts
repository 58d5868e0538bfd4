import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { admit } from '../../../functions/hr-webhook/admit.ts';
import type { OpenSource } from '../../../functions/hr-webhook/open-sources.ts';
import { standardWebhooks } from '../../../functions/hr-webhook/sources/standard-webhooks.ts';

const open: OpenSource = { source: standardWebhooks, secretId: 'secret-id', options: {} };
const doors = new Map([['standard-webhooks', open]]);
const now = 1_795_168_800_000;

describe('a request at the door', () => {
  it('is let in with its exact bytes, its headers and the time', () => {
    const admitted = admit(requestOf({ body: '{"ü":1}', query: { a: 'b' } }), doors, now);

    expect(admitted).toMatchObject({ ...open, request: { method: 'POST', query: { a: 'b' }, now } });
    expect(admitted.request.body).toEqual(Buffer.from('{"ü":1}'));
  });

  it('is let in with the bytes that base64 stands for', () => {
    const bytes = Buffer.from([0, 255, 128, 10]);

    const admitted = admit(requestOf({ body: bytes.toString('base64'), isBase64Encoded: true }), doors, now);

    expect(admitted.request.body).toEqual(bytes);
  });

  it.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON ;charset=UTF-8'])(
    'may say its content type as %s',
    (type) => {
      expect(admit(requestOf({ type }), doors, now).refusal).toBeUndefined();
    },
  );

  it.each(['text/plain', 'application/jsonp', 'text/html;application/json', '', undefined])(
    'is to be refused with 415 for the content type %s, once it is known who sent it',
    (type) => {
      const { refusal } = admit(requestOf({ type }), doors, now);
      expect(refusal).toMatchObject({ status: 415, code: 'wrong-content-type' });
    },
  );

  it.each(['nowhere', '', '__proto__', 'constructor', undefined])('is refused with 404 at the door %s', (source) => {
    expect(refusalOf({ source })).toMatchObject({
      status: 404,
      code: 'unknown-source',
      details: { sources: ['standard-webhooks'] },
    });
  });

  it.each(['GET', 'PUT', 'DELETE', 'OPTIONS', 'post'])(
    'is refused with 405 as %s, and told what is allowed',
    (method) => {
      expect(refusalOf({ method })).toMatchObject({ status: 405, headers: { allow: 'POST' } });
    },
  );

  it('is refused with 413 over 1 MB, counted in bytes after base64', () => {
    const [largest, tooLarge] = [1024 * 1024, 1024 * 1024 + 1].map((size) => Buffer.alloc(size, 32).toString('base64'));
    const umlauts = 'ü'.repeat(512 * 1024 + 1);

    expect(() => admit(requestOf({ body: largest, isBase64Encoded: true }), doors, now)).not.toThrow();
    expect(refusalOf({ body: tooLarge, isBase64Encoded: true })).toMatchObject({ status: 413 });
    expect(refusalOf({ body: umlauts })).toMatchObject({ status: 413 });
  });

  it('has an empty body where it has none', () => {
    expect(admit(requestOf({ body: undefined }), doors, now).request.body).toHaveLength(0);
  });
});

type Given = {
  source?: string | undefined;
  method?: string;
  type?: string | undefined;
  query?: Record<string, string>;
  body?: string | undefined;
  isBase64Encoded?: boolean;
};

function requestOf(given: Given): APIGatewayProxyEventV2 {
  const { source, method, type, query, body, isBase64Encoded } = {
    source: 'standard-webhooks',
    method: 'POST',
    type: 'application/json',
    body: '{}',
    isBase64Encoded: false,
    ...given,
  };
  return {
    pathParameters: source === undefined ? undefined : { source },
    requestContext: { http: { method } },
    headers: { 'content-type': type },
    queryStringParameters: query,
    body,
    isBase64Encoded,
  } as unknown as APIGatewayProxyEventV2;
}

/** What a request is refused with. */
function refusalOf(given: Given): unknown {
  try {
    return { admitted: admit(requestOf(given), doors, now) };
  } catch (error) {
    return error;
  }
}
