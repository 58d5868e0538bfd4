import { expect, it } from 'vitest';
import { type Started, startForTest } from './start-for-test.ts';

type Assumed = {
  credentials: { access_key_id: string; secret_access_key: string; security_token: string; expiration: string };
};

async function assume({ simulator }: Started, more: object = {}): Promise<{ status: number; json: Assumed }> {
  const body = {
    provider_urn: 'p',
    agency_urn: 'iam::1:agency:offboarding',
    agency_session_name: 'lambda',
    id_token: 'e.y.J',
    ...more,
  };
  const headers = { 'content-type': 'application/json' };
  const url = `${simulator.url}/v5/agencies/assume-with-oidc`;
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: response.status, json: (await response.json()) as Assumed };
}

const keyOf = ({ credentials }: Assumed) => ({
  accessKey: credentials.access_key_id,
  secretKey: credentials.secret_access_key,
  securityToken: credentials.security_token,
});

it('a web identity token buys a temporary key, good until it expires', async () => {
  const started = await startForTest();
  const { json } = await assume(started, { duration_seconds: 900 });
  expect(json.credentials.expiration).toBe('2026-11-20T10:15:00.000Z');
  const key = keyOf(json);
  expect((await started.get('/desktops', { key })).status).toBe(200);
  started.clock.advance(900_000);
  expect(await started.get('/desktops', { key })).toMatchObject({ status: 401, json: { error_code: 'APIGW.0301' } });
});

it('a temporary key is nothing without its token', async () => {
  const started = await startForTest();
  const { securityToken: _, ...key } = keyOf((await assume(started)).json);
  expect((await started.get('/desktops', { key })).status).toBe(401);
  expect((await started.get('/desktops', { key: { ...key, securityToken: 'another' } })).status).toBe(401);
});

it.each([{ duration_seconds: 899 }, { id_token: 'x' }, { agency_urn: '' }])('%j is refused', async (wrong) => {
  expect((await assume(await startForTest(), wrong)).status).toBe(400);
});

it('each user has a budget of their own', async () => {
  const started = await startForTest({ budget: { readsPerMinute: 1, writesPerMinute: 1 } });
  const { json } = await assume(started);
  await started.get('/desktops');
  expect((await started.get('/desktops')).status).toBe(429);
  expect((await started.get('/desktops', { key: keyOf(json) })).status).toBe(200);
});

it('the reason of a denial is unreadable', async () => {
  const { get, simulator } = await startForTest();
  simulator.fault({ operation: 'ListDesktops', kind: '403' });
  const { json } = await get('/desktops');
  expect((json as { encoded_authorization_message: string }).encoded_authorization_message).not.toContain('policy');
});
