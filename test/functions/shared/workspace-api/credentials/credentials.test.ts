import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cachedCredentials } from '../../../../../functions/shared/workspace-api/credentials/cached-credentials.ts';
import { staticCredentials } from '../../../../../functions/shared/workspace-api/credentials/credentials.ts';
import { federatedCredentials } from '../../../../../functions/shared/workspace-api/credentials/federated-credentials.ts';
import { tokenCredentials } from '../../../../../functions/shared/workspace-api/credentials/token-credentials.ts';
import { clientOf, collect, keys, projectId } from '../support/client.ts';
import { type FakeApi, startFakeApi } from '../support/fake-api.ts';
import { createFakeClock } from '../support/fake-clock.ts';

let api: FakeApi;
beforeEach(async () => {
  api = await startFakeApi();
});
afterEach(() => api.close());

const eips = `/v2/${projectId}/eips`;
const noEips = { json: { eips: [], total_count: 0 } };
const refused = {
  status: 401,
  json: { error_code: 'APIGW.0301', error_msg: 'Incorrect IAM authentication information' },
};
const hour = 3_600_000;

const tokenOptions = () => ({
  endpoint: api.url,
  userName: 'robot',
  password: 'pass-word',
  domainName: 'acme',
  project: { id: projectId },
  clock: createFakeClock(),
});

const token = (value: string) => ({
  status: 201,
  headers: { 'x-subject-token': value },
  json: { token: { expires_at: '2026-11-21T10:00:00.000000Z' } },
});

const federationOptions = () => ({
  endpoint: api.url,
  providerUrn: 'iam::acct:oidc-provider:aws',
  agencyUrn: 'iam::acct:agency:offboarding',
  sessionName: 'offboarding',
  identityToken: async () => 'jwt.of.aws',
  clock: createFakeClock(),
});

describe('static credentials', () => {
  it.each([
    [{ accessKey: '', secretKey: 's' }, 'no accessKey'],
    [{ accessKey: 'a', secretKey: 'secret-with-line-end\n' }, 'secretKey contains white space'],
    [{ token: ' t' }, 'token contains white space'],
  ])('with a copying mistake are refused without being shown', (credentials, problem) => {
    expect(() => staticCredentials(credentials)).toThrow(problem);
    expect(() => staticCredentials(credentials)).not.toThrow('secret-with');
  });

  it('that the service rejects are one clear error, not a second try', async () => {
    api.on('GET', eips, refused);
    const { client } = clientOf(api);
    const error = await collect(client.listEips()).catch((reason: Error) => reason);
    expect(error).toMatchObject({ kind: 'unauthenticated', code: 'APIGW.0301', retryable: false });
    expect(error).toHaveProperty('message', expect.stringContaining('WORKSPACE_SECRET_ID'));
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(keys.secretKey);
    expect(api.requests).toHaveLength(1);
  });
});

describe('a source that has others when some are rejected', () => {
  it('is asked once, and the call is repeated with them, a write too', async () => {
    const unbind = `/v2/${projectId}/eips/unbinding`;
    api.on('POST', unbind, refused, { text: '' });
    const rotated = { accessKey: 'NEWKEY', secretKey: 'new' };
    const { client } = clientOf(api, { credentials: async (rejected) => (rejected ? rotated : keys) });
    expect(await client.unbindEips(['d1'])).toEqual([expect.objectContaining({ outcome: 'done' })]);
    expect(api.requests.map(({ headers }) => /Access=(\w+)/.exec(headers.authorization ?? '')?.[1])).toEqual([
      keys.accessKey,
      'NEWKEY',
    ]);
  });

  it('is not asked again when those are rejected as well', async () => {
    api.on('GET', eips, refused);
    let asked = 0;
    const { client } = clientOf(api, { credentials: async () => ({ ...keys, expiresAt: ++asked }) });
    await expect(collect(client.listEips())).rejects.toMatchObject({ code: 'APIGW.0301' });
    expect(api.requests).toHaveLength(2);
  });

  it('that fails makes a write fail as certainly not applied, for every desktop', async () => {
    const { client } = clientOf(api, { credentials: async () => Promise.reject(new Error('Secrets Manager is away')) });
    expect(await client.unbindEips(['d1', 'd2'])).toEqual(
      ['d1', 'd2'].map((desktopId) =>
        expect.objectContaining({ desktopId, outcome: 'failed', code: 'Client.NoCredentials', retryable: true }),
      ),
    );
  });
});

describe('a source that gives something unusable', () => {
  it('makes a write fail as certainly not applied, without showing it', async () => {
    const { client } = clientOf(api, {
      credentials: async () => ({ accessKey: 'AK', secretKey: 'half of a\nsecret' }),
    });
    const [result] = await client.unbindEips(['d1']);
    expect(result).toMatchObject({ outcome: 'failed', code: 'Client.NoCredentials' });
    expect(result).toHaveProperty('message', expect.stringContaining('secretKey contains white space'));
    expect(JSON.stringify(result)).not.toContain('half of');
    expect(api.requests).toEqual([]);
  });
});

describe('cached credentials', () => {
  const clock = createFakeClock(0);
  const issuing = (life = 24 * hour) => {
    const issued: number[] = [];
    const source = cachedCredentials(
      async () => {
        issued.push(clock.now());
        return { token: `t${issued.length}`, expiresAt: clock.now() + life };
      },
      { clock },
    );
    return { issued, source };
  };

  it('are asked for once by many callers at a time, and kept', async () => {
    const { issued, source } = issuing();
    const tokens = await Promise.all([source(), source(), source()]);
    expect(new Set([...tokens, await source()])).toHaveLength(1);
    expect(issued).toHaveLength(1);
  });

  it('are replaced five minutes before their end', async () => {
    const { issued, source } = issuing();
    await source();
    clock.advance(24 * hour - 300_001);
    await source();
    expect(issued).toHaveLength(1);
    clock.advance(1);
    expect(await source()).toMatchObject({ token: 't2' });
  });

  it('are replaced once when rejected, however many calls they were rejected for', async () => {
    const { issued, source } = issuing();
    const first = await source();
    const [second, third] = await Promise.all([source(first), source(first)]);
    expect(second).toBe(third);
    expect(await source(first)).toBe(second);
    expect(issued).toHaveLength(2);
  });

  it('serve to their end when no others can be had', async () => {
    let failing = false;
    const source = cachedCredentials(
      async () => {
        if (failing) throw new Error('IAM is away');
        return { token: 't', expiresAt: clock.now() + hour };
      },
      { clock },
    );
    const first = await source();
    failing = true;
    clock.advance(hour - 1);
    expect(await source()).toBe(first);
    await expect(source(first)).rejects.toThrow('IAM is away');
    clock.advance(1);
    await expect(source()).rejects.toThrow('IAM is away');
  });
});

describe('token authentication', () => {
  it('asks IAM as documented and sends the token in place of a signature', async () => {
    api.on('POST', '/v3/auth/tokens', token('t1'));
    api.on('GET', eips, noEips);
    const { client } = clientOf(api, { credentials: tokenCredentials(tokenOptions()) });
    await collect(client.listEips());
    await collect(client.listEips());
    const [login, ...calls] = api.requests;
    expect(login?.json).toEqual({
      auth: {
        identity: {
          methods: ['password'],
          password: { user: { name: 'robot', password: 'pass-word', domain: { name: 'acme' } } },
        },
        scope: { project: { id: projectId } },
      },
    });
    expect(login?.headers).not.toHaveProperty('authorization');
    expect(calls.map(({ headers }) => headers['x-auth-token'])).toEqual(['t1', 't1']);
    expect(calls[0]?.headers).not.toHaveProperty('authorization');
  });

  it('renews the token once when the service no longer takes it', async () => {
    api.on('POST', '/v3/auth/tokens', token('t1'), token('t2'));
    api.on('GET', eips, { status: 401, json: { error_code: 'APIGW.0307', error_msg: 'renew' } }, noEips);
    const { client } = clientOf(api, { credentials: tokenCredentials(tokenOptions()) });
    await collect(client.listEips());
    expect(api.requests.filter(({ path }) => path === eips).map(({ headers }) => headers['x-auth-token'])).toEqual([
      't1',
      't2',
    ]);
  });

  it('says what to check when IAM refuses, and never the password', async () => {
    api.on('POST', '/v3/auth/tokens', {
      status: 401,
      json: { error: { code: 401, message: 'The username or password is wrong.' } },
    });
    const error = await tokenCredentials(tokenOptions())().catch((reason: Error) => reason);
    expect(error).toHaveProperty('message', expect.stringContaining('Check the IAM user name, its password'));
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('pass-word');
  });

  it('is an error of its own when IAM answers without a token', async () => {
    api.on('POST', '/v3/auth/tokens', { ...token(''), headers: {} });
    await expect(tokenCredentials(tokenOptions())()).rejects.toThrow('without a token in its X-Subject-Token header');
  });
});

describe('federation', () => {
  it('exchanges a web identity token for temporary keys, and signs with them', async () => {
    api.on('POST', '/v5/agencies/assume-with-oidc', {
      json: {
        credentials: {
          access_key_id: 'TEMPKEY',
          secret_access_key: 'temp-secret',
          security_token: 'temp-token',
          expiration: '2026-11-20T11:00:00Z',
        },
      },
    });
    api.on('GET', eips, noEips);
    const { client } = clientOf(api, { credentials: federatedCredentials(federationOptions()) });
    await collect(client.listEips());
    await collect(client.listEips());
    const [exchange, call] = api.requests;
    expect(api.requests).toHaveLength(3);
    expect(exchange?.json).toEqual({
      provider_urn: 'iam::acct:oidc-provider:aws',
      agency_urn: 'iam::acct:agency:offboarding',
      agency_session_name: 'offboarding',
      id_token: 'jwt.of.aws',
      duration_seconds: 3_600,
    });
    expect(call?.headers['x-security-token']).toBe('temp-token');
    expect(call?.headers.authorization).toMatch(/Access=TEMPKEY, SignedHeaders=[\w;-]*x-security-token/);
  });

  it('says what to check when the exchange is refused', async () => {
    api.on('POST', '/v5/agencies/assume-with-oidc', { status: 403, json: { error_code: 'STS.0002', error_msg: 'no' } });
    await expect(federatedCredentials(federationOptions())()).rejects.toThrow(
      'Check that the identity provider trusts the issuer',
    );
  });
});
