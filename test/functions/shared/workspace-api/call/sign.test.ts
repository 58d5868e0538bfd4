import { describe, expect, it } from 'vitest';
import { signRequest } from '../../../../../functions/shared/workspace-api/call/sign.ts';

const credentials = { accessKey: 'AccessKey', secretKey: 'SecretKey' };
const now = Date.UTC(2020, 5, 8, 2, 39);
const published = {
  method: 'GET',
  path: '/resources',
  query: 'size=1',
  headers: { host: 'service.endpoint.myhuaweicloud.com', TEST_UNDERSCORE: 'never signed' },
  body: '',
};

describe('signing a request', () => {
  it('gives the published signature for a GET without a body', () => {
    expect(signRequest(published, credentials, now)).toEqual({
      host: 'service.endpoint.myhuaweicloud.com',
      TEST_UNDERSCORE: 'never signed',
      'X-Sdk-Date': '20200608T023900Z',
      Authorization:
        'SDK-HMAC-SHA256 Access=AccessKey, SignedHeaders=host;x-sdk-date, ' +
        'Signature=cfb4171acec81de07d50e53d57eb77edd537414d66ddb1d7d780f128e12cd842',
    });
  });

  it('gives the published signature for a POST with a body', () => {
    const signed = signRequest({ ...published, method: 'POST', body: '{"name":"test","id":1}' }, credentials, now);
    expect(signed['Authorization']).toContain(
      'Signature=436b1ac0a1ae03705934bb70ef2f2e09f7bfed2117d731a38235053199323a1f',
    );
  });

  it('sends and covers the security token of temporary keys', () => {
    const signed = signRequest(published, { ...credentials, securityToken: 'a-token' }, now);
    expect(signed['X-Security-Token']).toBe('a-token');
    expect(signed['Authorization']).toContain('SignedHeaders=host;x-sdk-date;x-security-token,');
  });

  it('signs a path that ends with a slash as it is', () => {
    const without = signRequest(published, credentials, now);
    const withSlash = signRequest({ ...published, path: '/resources/' }, credentials, now);
    expect(withSlash['Authorization']).toBe(without['Authorization']);
  });

  it('covers header values without the space around them', () => {
    const trimmed = signRequest({ ...published, headers: { host: 'h', 'x-a': 'v' } }, credentials, now);
    const padded = signRequest({ ...published, headers: { host: 'h', 'x-a': '  v ' } }, credentials, now);
    expect(padded['Authorization']).toBe(trimmed['Authorization']);
  });
});
