import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LocalStack } from '../../../../infra/local/start-stack.ts';
import { startFixture } from '../fixture-stack.ts';

let stack: LocalStack;

beforeAll(async () => {
  stack = await startFixture();
});

afterAll(() => stack.close());

async function echo(path: string, init: RequestInit = {}): Promise<APIGatewayProxyEventV2> {
  const response = await fetch(`${stack.api}/hr/echo${path}`, { method: 'POST', ...init });
  return (await response.json()) as APIGatewayProxyEventV2;
}

async function post(path: string, body?: string) {
  const response = await fetch(`${stack.api}${path}`, { method: 'POST', ...(body !== undefined && { body }) });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text(), response };
}

describe('the event', () => {
  test('has payload format 2.0: the route, lower-cased headers, joined values, cookies', async () => {
    // fetch would join the headers itself.
    const headers = { 'X-Two': ['1', '2'], Cookie: 'a=1; b=2' };
    const sent = request(`${stack.api}/hr/echo?tag=a&tag=b&empty=`, { method: 'PUT', headers }).end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const event = (await json(response)) as APIGatewayProxyEventV2;
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'ANY /hr/{source}',
      rawPath: '/hr/echo',
      rawQueryString: 'tag=a&tag=b&empty=',
      queryStringParameters: { tag: 'a,b', empty: '' },
      pathParameters: { source: 'echo' },
      cookies: ['a=1', 'b=2'],
      headers: { host: new URL(stack.api).host, 'x-two': '1,2' },
      requestContext: {
        http: { method: 'PUT', path: '/hr/echo', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1' },
        stage: '$default',
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      },
      isBase64Encoded: false,
    });
    expect(event.headers).not.toHaveProperty('cookie');
    expect(event).not.toHaveProperty('body');
  });

  test.each([
    ['application/json', '{"name":"Zoë"}', false],
    ['application/json; charset=utf-8', '{}', false],
    ['text/plain', 'text', false],
    ['application/x-www-form-urlencoded', 'a=1', true],
    ['application/octet-stream', 'bytes', true],
  ])('has a body of %s as it is, or in base64', async (type, body, isBase64Encoded) => {
    const event = await echo('', { headers: { 'content-type': type }, body });
    expect(event.isBase64Encoded).toBe(isBase64Encoded);
    expect(Buffer.from(event.body ?? '', isBase64Encoded ? 'base64' : 'utf8').toString()).toBe(body);
  });

  test('keeps every byte of a binary body', async () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
    const event = await echo('', { headers: { 'content-type': 'application/octet-stream' }, body: bytes });
    expect(Buffer.from(event.body ?? '', 'base64').equals(bytes)).toBe(true);
  });
});

describe('the answer', () => {
  test('is JSON and 200 when the function returns no status code', async () => {
    expect(await post('/hr/echo')).toMatchObject({ status: 200, type: 'application/json' });
  });

  test('is the decoded body, with the cookies', async () => {
    const { status, text, response } = await post('/hr/bytes', 'körper');
    expect([status, text]).toEqual([200, 'körper']);
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  test.each(['/hr/throw', '/hr/object-body'])('%s is 500 and says nothing of the cause', async (path) => {
    expect(await post(path)).toMatchObject({ status: 500, text: '{"message":"Internal Server Error"}' });
  });

  test.each(['/', '/hr', '/hr/echo/more'])('%s has no route: 404', async (path) => {
    expect(await post(path)).toMatchObject({ status: 404, text: '{"message":"Not Found"}' });
  });

  test('to a path that is not well encoded is 400', async () => {
    expect(await post('/hr/%E0%A4')).toMatchObject({ status: 400, text: '{"message":"Bad Request"}' });
  });

  test('to what does not fit an invocation is 413', async () => {
    expect(await post('/hr/echo', 'x'.repeat(7 * 1024 * 1024))).toMatchObject({ status: 413 });
  });
});
