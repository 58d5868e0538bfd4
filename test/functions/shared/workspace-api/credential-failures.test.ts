import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CredentialSource } from '../../../../functions/shared/workspace-api/credentials/credentials.ts';
import { tokenCredentials } from '../../../../functions/shared/workspace-api/credentials/token-credentials.ts';
import { clientOf, keys, projectId } from './support/client.ts';
import { type FakeApi, startFakeApi } from './support/fake-api.ts';
import { createFakeClock } from './support/fake-clock.ts';

let api: FakeApi;
beforeEach(async () => {
  api = await startFakeApi();
});
afterEach(() => api.close());

const neverThere: CredentialSource = () => new Promise(() => undefined);
const none = (async () => undefined) as unknown as CredentialSource;
const talkative = () => Promise.reject(new TypeError('denied for eyJhbGciOi.JWT'));
const broken = () => {
  throw new Error('metrics are down');
};

const unbind = `/v2/${projectId}/eips/unbinding`;

describe('a write whose credentials cannot be had', () => {
  it.each([
    ['answers 500', { status: 500, text: '' }],
    ['answers with a web page', { text: '<html>' }],
    ['answers 404', { status: 404, json: { error_code: 'IAM.0001' } }],
    ['answers without a token', { json: { token: { expires_at: '2026-11-21T10:00:00Z' } } }],
    ['breaks off', 'reset' as const],
  ])('is certainly not applied, whatever the token endpoint does: it %s', async (_, reply) => {
    api.on('POST', '/v3/auth/tokens', reply);
    const credentials = tokenCredentials({
      endpoint: api.url,
      userName: 'robot',
      password: 'pass-word',
      domainName: 'acme',
      project: { id: projectId },
      clock: createFakeClock(),
    });
    const { client } = clientOf(api, { credentials });
    const [result] = await client.unbindEips(['d1']);
    expect(result).toMatchObject({ outcome: 'failed' });
    expect(api.requests.some(({ path }) => path === unbind)).toBe(false);
    await expect(client.showUser('u1')).rejects.toMatchObject({ kind: 'no-credentials', applied: 'no' });
  });

  it('does not wait for them beyond the deadline', async () => {
    const { client } = clientOf(api, { credentials: neverThere, deadline: () => Date.UTC(2026, 10, 20, 10) + 1_010 });
    expect(await client.unbindEips(['d1'])).toMatchObject([{ outcome: 'failed', code: 'Client.OutOfTime' }]);
  });

  it('is never sent unsigned because there are none', async () => {
    const [result] = await clientOf(api, { credentials: none }).client.unbindEips(['d1']);
    expect(result).toMatchObject({ outcome: 'failed', code: 'Client.NoCredentials' });
    expect(result).toHaveProperty('message', expect.stringContaining('gave none'));
    expect(api.requests).toEqual([]);
  });

  it.each([
    [{ ...keys, accessKey: 'ключ' }, 'accessKey'],
    [{ ...keys, securityToken: 'a\nb' }, 'securityToken'],
    [{ ...keys, securityToken: 'a\u0000b' }, 'securityToken'],
  ])('names the field that cannot be sent', async (unusable, field) => {
    const [result] = await clientOf(api, { credentials: async () => unusable }).client.unbindEips(['d1']);
    expect(result).toMatchObject({ outcome: 'failed', code: 'Client.NoCredentials' });
    expect(result).toHaveProperty('message', expect.stringContaining(field));
  });

  it('does not repeat the words of their source, which may hold what it was given', async () => {
    const [result] = await clientOf(api, { credentials: talkative }).client.unbindEips(['d1']);
    expect(JSON.stringify(result)).not.toContain('JWT');
    expect(result).toHaveProperty('message', expect.stringContaining('their source failed (TypeError)'));
  });
});

describe('whoever is told of calls', () => {
  it('cannot cost results by failing', async () => {
    api.on('POST', unbind, { text: '' });
    expect(await clientOf(api, { onCall: broken }).client.unbindEips(['d1'])).toMatchObject([{ outcome: 'done' }]);
  });
});

describe('an id that would leave its place in the path', () => {
  it.each(['.', '..', 'a/b', '../x', 'a\\b'])('%j is refused before the call', async (id) => {
    const { client } = clientOf(api, { endpoints: { eip: api.url } });
    expect(await client.releasePublicIp(id)).toMatchObject({ outcome: 'failed', code: 'Client.InvalidInput' });
    expect(api.requests).toEqual([]);
  });
});
