import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkSignature } from '../gateway/check-signature.ts';
import { startWorkspaceSimulator, type WorkspaceSimulator } from '../start-workspace-simulator.ts';
import { call } from './call-simulator.ts';
import { sign } from './sign.ts';

/** The two vectors in the tests of Huawei's Python SDK (`tests/test_signer.py`). */
const vectors = [
  { method: 'GET', body: '', signature: 'cfb4171acec81de07d50e53d57eb77edd537414d66ddb1d7d780f128e12cd842' },
  {
    method: 'POST',
    body: '{"name":"test","id":1}',
    signature: '436b1ac0a1ae03705934bb70ef2f2e09f7bfed2117d731a38235053199323a1f',
  },
];
const vectorTime = Date.UTC(2020, 5, 8, 2, 39);
const vectorKey = { accessKey: 'AccessKey', secretKey: 'SecretKey' };

describe.each(vectors)('the published vector for $method', ({ method, body, signature }) => {
  const authorization = `SDK-HMAC-SHA256 Access=AccessKey, SignedHeaders=host;x-sdk-date, Signature=${signature}`;

  it('is what the tests sign with', () => {
    const url = new URL('https://service.endpoint.myhuaweicloud.com/resources?size=1');
    expect(sign(vectorKey, { method, url, body, at: vectorTime })['authorization']).toBe(authorization);
  });

  it('is accepted by the simulator, and no longer when one byte of the body differs', () => {
    const headers = { authorization, host: 'service.endpoint.myhuaweicloud.com', 'x-sdk-date': '20200608T023900Z' };
    const check = (sent: string) =>
      checkSignature(
        { method, path: '/resources', query: 'size=1', headers, body: Buffer.from(sent), isTooLarge: false },
        () => ({ user: 'somebody', secretKey: 'SecretKey' }),
        vectorTime,
      );
    expect(check(body)).toBe('somebody');
    expect(() => check(`${body} `)).toThrow('verify aksk signature fail');
  });
});

describe('a signed request', () => {
  let simulator: WorkspaceSimulator;
  beforeAll(async () => {
    simulator = await startWorkspaceSimulator();
  });
  afterAll(() => simulator.close());

  it('is let in', async () => {
    expect((await call(simulator, 'GET', '/desktops')).status).toBe(200);
  });

  it('is let in whatever has to be encoded in its query', async () => {
    const names = ['ä b', "o'hara", '*', '(x)', '~', 'a&b=c', '+', '%'];
    const query = names.map((name) => `user_names=${encodeURIComponent(name)}`).join('&');
    expect((await call(simulator, 'GET', `/desktops/detail?limit=2&${query}`)).status).toBe(200);
  });

  it.each([
    ['of a wrong secret', { secretKey: 'another' }, /verify aksk signature fail/],
    ['of an unknown key', { accessKey: 'NOBODY' }, /ak not exist/],
  ])('%s is refused in the shape of the gateway', async (_, wrong, message) => {
    const { accessKey, secretKey } = simulator;
    const answer = await call(simulator, 'GET', '/desktops', { key: { accessKey, secretKey, ...wrong } });
    expect(answer).toMatchObject({
      status: 401,
      json: {
        error_code: 'APIGW.0301',
        error_msg: expect.stringMatching(message) as unknown,
        request_id: answer.headers.get('x-request-id'),
      },
    });
    expect(answer.text.endsWith('}\n')).toBe(true);
  });

  it.each([-16, 16])('is refused %i minutes from now, by another code', async (minutes) => {
    const answer = await call(simulator, 'GET', '/desktops', { at: Date.now() + minutes * 60_000 });
    expect(answer).toMatchObject({ status: 401, json: { error_code: 'APIGW.0303' } });
  });

  it.each([-14, 14])('is let in %i minutes from now', async (minutes) => {
    expect((await call(simulator, 'GET', '/desktops', { at: Date.now() + minutes * 60_000 })).status).toBe(200);
  });

  it('is refused without any signature', async () => {
    const response = await fetch(`${simulator.url}/v2/${simulator.projectId}/desktops`);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error_code: 'APIGW.0301' });
  });

  it('is refused when a header it signed was changed on the way', async () => {
    const url = new URL(`${simulator.url}/v2/${simulator.projectId}/desktops`);
    const signed = sign(simulator, {
      method: 'GET',
      url,
      at: Date.now(),
      headers: { 'x-project-id': simulator.projectId },
    });
    const send = (headers: Record<string, string>) =>
      fetch(url, { headers: { 'content-type': 'application/json', ...headers } });
    expect((await send(signed)).status).toBe(200);
    expect((await send({ ...signed, 'x-project-id': 'another' })).status).toBe(401);
  });
});
