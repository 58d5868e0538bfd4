import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WorkspaceError } from '../../../../../functions/shared/workspace-api/call/errors.ts';
import { clientOf, collect, projectId } from '../support/client.ts';
import { type FakeApi, startFakeApi } from '../support/fake-api.ts';

let api: FakeApi;
beforeEach(async () => {
  api = await startFakeApi();
});
afterEach(() => api.close());

const base = `/v2/${projectId}`;
const missing = { status: 400, json: { error_code: 'WKS.00170312', error_msg: 'tenant not existing' } };
const noDesktops = { json: { desktops: [], total_count: 0 } };
const probe = `GET ${base}/desktops`;
const called = () => api.requests.map(({ method, path }) => `${method} ${path}`);
const errorOf = (promise: Promise<unknown>) => promise.catch((error: unknown) => error);

describe('a project that Workspace does not know', () => {
  beforeEach(() => {
    for (const path of ['/users', '/desktops/detail', '/desktops', '/eips']) api.on('GET', base + path, missing);
    api.on('POST', `${base}/desktops/batch-detach`, missing);
  });

  it('is one error that says which, and what to do', async () => {
    const { client } = clientOf(api);
    const error = await errorOf(collect(client.listUsers({ userNames: ['ann'] })));
    expect(error).toBeInstanceOf(WorkspaceError);
    expect(error).toMatchObject({
      operation: 'ListUsers',
      code: 'WKS.00170312',
      httpStatus: 400,
      kind: 'denied',
      retryable: false,
      applied: 'no',
    });
    expect(error).toHaveProperty(
      'message',
      `ListUsers failed with WKS.00170312 (HTTP 400): Workspace knows no project ${projectId} there. Check that ` +
        'WORKSPACE_ENDPOINT (https://workspace.<region>.myhuaweicloud.com), WORKSPACE_PROJECT_ID and the credentials ' +
        'are all of the same region.',
    );
  });

  it('costs one call more, and then none for a minute, however often it is tried', async () => {
    const { client, clock } = clientOf(api);
    for (const userNames of [['a', 'b'], ['a'], ['b']]) {
      expect(await errorOf(collect(client.listDesktopDetails({ userNames })))).toMatchObject({ kind: 'denied' });
    }
    expect(called()).toEqual([`GET ${base}/desktops/detail`, probe]);
    clock.advance(60_000);
    expect(await errorOf(collect(client.listEips()))).toMatchObject({ kind: 'denied' });
    expect(called()).toHaveLength(4);
  });

  it('costs one call more for many at a time, too', async () => {
    const { client } = clientOf(api);
    const names = ['a', 'b', 'c'];
    await Promise.all(names.map((name) => errorOf(collect(client.listUsers({ userNames: [name] })))));
    expect(called().filter((call) => call === probe)).toHaveLength(1);
  });

  it('fails a batch at once: no desktop is to blame', async () => {
    const { client } = clientOf(api);
    const targets = Array.from({ length: 250 }, (_, n) => ({ desktopId: `d${n}`, users: 'all' as const }));
    const results = await client.batchDetach(targets);
    expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(['failed']));
    expect(results).toHaveLength(250);
    expect(called()).toHaveLength(2);
  });

  it('may be opened meanwhile', async () => {
    const { client, clock } = clientOf(api);
    await errorOf(collect(client.listEips()));
    clock.advance(60_000);
    api.on('GET', `${base}/eips`, { json: { eips: [] } });
    expect(await collect(client.listEips())).toEqual([]);
  });
});

describe('a user that is gone', () => {
  const lock = `${base}/users/u1/actions`;

  it('is told from a wrong project by one call, once', async () => {
    api.on('POST', lock, missing);
    api.on('GET', `${base}/desktops`, noDesktops);
    const { client } = clientOf(api);
    for (let nth = 1; nth <= 2; nth++) {
      expect(await client.lockUser('u1')).toMatchObject({ outcome: 'failed', code: 'WKS.00170312' });
    }
    expect(called()).toEqual([`POST ${lock}`, probe, `POST ${lock}`]);
  });

  it('costs no call more where a call has shown that the project is right', async () => {
    api.on('POST', lock, missing);
    api.on('GET', `${base}/eips`, { json: { eips: [] } });
    const { client } = clientOf(api);
    await collect(client.listEips());
    expect(await client.lockUser('u1')).toMatchObject({ outcome: 'failed' });
    expect(called()).toEqual([`GET ${base}/eips`, `POST ${lock}`]);
  });

  it('stays one of the two where the one call tells nothing, which is not made again for a minute', async () => {
    api.on('GET', `${base}/users/u1`, missing);
    api.on('GET', `${base}/desktops`, { status: 403, json: { error_code: 'APIGW.0302' } });
    const { client } = clientOf(api);
    for (let nth = 1; nth <= 2; nth++) {
      expect(await errorOf(client.showUser('u1'))).toMatchObject({
        kind: 'not-found',
        message: expect.stringContaining('There is no such user, or no such tenant.') as unknown,
      });
    }
    expect(called().filter((call) => call === probe)).toHaveLength(1);
  });
});
