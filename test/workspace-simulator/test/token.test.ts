import { describe, expect, it } from 'vitest';
import { iamUser } from '../operations/iam.ts';
import { startForTest } from './start-for-test.ts';

const identity = (password: string) => ({
  methods: ['password'],
  password: { user: { name: iamUser.name, password, domain: { name: iamUser.domain } } },
});

async function startWithToken() {
  const started = await startForTest();
  const { simulator, clock } = started;
  const issue = (password: string, project = simulator.projectId) =>
    fetch(`${simulator.url}/v3/auth/tokens?nocatalog=true`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ auth: { identity: identity(password), scope: { project: { id: project } } } }),
    });
  const use = (token: string) =>
    fetch(`${simulator.url}/v2/${simulator.projectId}/desktops`, {
      headers: { 'content-type': 'application/json', 'x-auth-token': token },
    });
  return { issue, use, clock, simulator };
}

describe('a token', () => {
  it('is given for name and password, good for 24 hours', async () => {
    const { issue, use, clock, simulator } = await startWithToken();
    const issued = await issue(simulator.iam.password);
    const token = issued.headers.get('x-subject-token') ?? '';
    expect(issued.status).toBe(201);
    expect(await issued.json()).toMatchObject({ token: { expires_at: '2026-11-21T10:00:00.000000Z' } });
    expect((await use(token)).status).toBe(200);
    clock.advance(24 * 3_600_000);
    const late = await use(token);
    expect(late.status).toBe(401);
    expect(await late.json()).toMatchObject({ error_code: 'APIGW.0307' });
  });

  it('is not given for another password or project', async () => {
    const { issue, simulator } = await startWithToken();
    expect((await issue('wrong')).status).toBe(401);
    expect((await issue(simulator.iam.password, 'another')).status).toBe(401);
  });

  it('that was revoked or made up is refused', async () => {
    const { issue, use, simulator } = await startWithToken();
    const token = (await issue(simulator.iam.password)).headers.get('x-subject-token') ?? '';
    simulator.revokeTokens();
    for (const each of [token, 'made-up']) {
      const answer = await use(each);
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ error_code: 'APIGW.0301' });
    }
  });
});
