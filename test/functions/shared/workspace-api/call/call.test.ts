import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Budget } from '../../../../../functions/shared/workspace-api/call/budget.ts';
import { createCaller } from '../../../../../functions/shared/workspace-api/call/call.ts';
import { endpointsFrom } from '../../../../../functions/shared/workspace-api/call/endpoints.ts';
import { createTransport, type HttpRequest } from '../../../../../functions/shared/workspace-api/call/transport.ts';
import { eipOperations } from '../../../../../functions/shared/workspace-api/operations/eips.ts';
import { clientOf, collect, keys, projectId } from '../support/client.ts';
import { type FakeApi, startFakeApi } from '../support/fake-api.ts';
import { createFakeClock } from '../support/fake-clock.ts';

let api: FakeApi;
beforeEach(async () => {
  api = await startFakeApi();
});
afterEach(() => api.close());

const detach = `/v2/${projectId}/desktops/batch-detach`;
const eips = `/v2/${projectId}/eips`;
const oneTarget = [{ desktopId: 'd1', users: 'all' as const }];
const done = { json: { failed_operation_list: [], job_id: '' } };
const noEips = { json: { eips: [], total_count: 0 } };
const throttled = { status: 429, json: { error_code: 'APIGW.0308', error_msg: 'over ratelimit,limit:100' } };
const html = { status: 502, text: '<html>502 Bad Gateway</html>' };

describe('every call', () => {
  it('is signed, names the project, and says that it speaks JSON and English', async () => {
    api.on('GET', eips, noEips);
    const { client } = clientOf(api);
    await collect(client.listEips());
    expect(api.requests[0]?.headers).toMatchObject({
      host: api.url.slice('http://'.length),
      'content-type': 'application/json',
      'x-language': 'en-us',
      'x-project-id': projectId,
      'x-sdk-date': '20261120T100000Z',
      authorization: expect.stringContaining(`Access=${keys.accessKey}, SignedHeaders=host;x-project-id;x-sdk-date`),
    });
  });

  it('is reported, each attempt by itself', async () => {
    api.on(
      'GET',
      eips,
      { ...html, headers: { 'x-request-id': 'r1' } },
      { ...noEips, headers: { 'x-request-id': 'r2' } },
    );
    const { client, calls, clock } = clientOf(api);
    const start = clock.now();
    await collect(client.listEips());
    const about = { operation: 'ListDesktopsEips', method: 'GET', ms: 0 };
    expect(calls).toEqual([
      { ...about, at: start, attempt: 1, outcome: 'unavailable', code: 'Http.502', status: 502, requestId: 'r1' },
      { ...about, at: start + 150, attempt: 2, outcome: 'ok', status: 200, requestId: 'r2' },
    ]);
  });

  it('stays within the budget by waiting', async () => {
    api.on('GET', eips, noEips);
    const { client, clock } = clientOf(api, { budget: { readsPerMinute: 2 } });
    for (let call = 0; call < 3; call++) await collect(client.listEips());
    expect(clock.slept).toEqual([60_500]);
  });
});

describe('a write', () => {
  it.each([
    ['the connection is reset', 'reset' as const],
    ['the gateway answers in HTML', html],
    ['the service fails', { status: 500, json: { error_code: 'WKS.0500', error_msg: 'internal' } }],
    ['the answer is not JSON', { text: '{"failed_operation_list":[' }],
    ['the answer is empty', { text: '' }],
    ['the answer has another shape', { json: { failed_operation_list: 'none' } }],
  ])('is not repeated when %s: its outcome is unknown', async (_, reply) => {
    api.on('POST', detach, reply);
    const { client } = clientOf(api);
    expect(await client.batchDetach(oneTarget)).toEqual([
      expect.objectContaining({ desktopId: 'd1', outcome: 'unknown' }),
    ]);
    expect(api.requests).toHaveLength(1);
  });

  it('is not repeated when no answer comes: its outcome is unknown', async () => {
    api.on('POST', detach, 'hang');
    const patient = createTransport();
    const transport = { ...patient, send: (request: HttpRequest) => patient.send({ ...request, timeoutMs: 40 }) };
    const { client } = clientOf(api, { transport });
    const [result] = await client.batchDetach(oneTarget);
    expect(result).toMatchObject({ outcome: 'unknown', code: 'Client.ETIMEDOUT' });
    expect(api.requests).toHaveLength(1);
  });

  it('is repeated when it was throttled, after the time the server asks for', async () => {
    api.on('POST', detach, { ...throttled, headers: { 'retry-after': '7' } }, done);
    const { client, clock } = clientOf(api);
    expect(await client.batchDetach(oneTarget)).toEqual([expect.objectContaining({ outcome: 'done' })]);
    expect(clock.slept).toEqual([7_500]);
  });

  it('that is throttled without a word backs off towards the whole window, and fails as retryable in the end', async () => {
    api.on('POST', detach, throttled);
    const { client, clock } = clientOf(api);
    const [result] = await client.batchDetach(oneTarget);
    expect(result).toMatchObject({ outcome: 'failed', code: 'APIGW.0308', retryable: true });
    expect(clock.slept).toEqual([6_250, 25_000, 56_250]);
  });

  it('that could not be sent is repeated, and fails as certainly not applied', async () => {
    const { client, calls } = clientOf({ ...api, url: 'http://127.0.0.1:9' });
    const [result] = await client.batchDetach(oneTarget);
    expect(result).toMatchObject({ outcome: 'failed', code: 'Client.ECONNREFUSED', retryable: true });
    expect(result).toHaveProperty('message', expect.stringContaining('WORKSPACE_ENDPOINT'));
    expect(calls.map((call) => call.outcome)).toEqual(['not-sent', 'not-sent', 'not-sent', 'not-sent']);
  });
});

describe('a read', () => {
  it.each([
    ['the connection is reset', 'reset' as const],
    ['the gateway answers in HTML', html],
    ['the answer is not JSON', { text: '{"eips":[' }],
    ['the gateway cannot reach IAM', { status: 503, json: { error_code: 'APIGW.0613', error_msg: 'IAM' } }],
    ['it is throttled', throttled],
  ])('is repeated when %s', async (_, reply) => {
    api.on('GET', eips, reply, reply, { json: { eips: [{ id: 'e1' }], total_count: 1 } });
    const { client } = clientOf(api);
    expect(await collect(client.listEips())).toEqual([{ id: 'e1' }]);
    expect(api.requests).toHaveLength(3);
  });

  it('gives up after four attempts, with the last error', async () => {
    api.on('GET', eips, html);
    const { client } = clientOf(api);
    await expect(collect(client.listEips())).rejects.toMatchObject({
      name: 'WorkspaceError',
      operation: 'ListDesktopsEips',
      code: 'Http.502',
      retryable: true,
    });
    expect(api.requests).toHaveLength(4);
  });

  it('whose answer is not as documented fails at once, naming operation and field, not the value', async () => {
    api.on('GET', eips, { json: { eips: [{ id: 'e1' }, { id: 42, address: 'top-secret' }], total_count: 2 } });
    const { client } = clientOf(api);
    const error = await collect(client.listEips()).catch((reason: Error) => reason);
    expect(error).toMatchObject({ kind: 'unreadable', code: 'Client.UnreadableAnswer', retryable: false });
    expect(error).toHaveProperty('message', expect.stringMatching(/^ListDesktopsEips answered 200 .*eips\[1\]\.id/));
    expect(error).not.toHaveProperty('message', expect.stringMatching(/42|top-secret/));
    expect(api.requests).toHaveLength(1);
  });
});

describe('throttling', () => {
  it('holds back other calls of the same API too', async () => {
    const paused: [string, number][] = [];
    const budget: Budget = { take: async () => true, pause: (name, until) => paused.push([name, until]) };
    const clock = createFakeClock(0);
    api.on('GET', eips, { ...throttled, headers: { 'retry-after': '7' } }, noEips);
    const caller = createCaller({
      endpoints: endpointsFrom(api.url),
      projectId,
      transport: createTransport(),
      budget,
      clock,
      deadline: () => Infinity,
      random: () => 0,
    });
    await collect(eipOperations(caller).listEips());
    expect(paused).toEqual([['ListDesktopsEips', 7_000]]);
  });
});

describe('an error', () => {
  it.each(['reset' as const, html, { text: '{"eips":[' }, { status: 401, json: { error_code: 'APIGW.0301' } }])(
    'shows neither key nor signature, however it is printed (%j)',
    async (reply) => {
      api.on('GET', eips, reply);
      const { client, calls } = clientOf(api);
      const error = await collect(client.listEips()).catch((reason: Error) => reason);
      const printed = inspect({ error, calls }, { depth: 12, showHidden: true });
      expect(error).toHaveProperty('name', 'WorkspaceError');
      expect(printed).not.toContain(keys.secretKey);
      expect(printed).not.toMatch(/Signature=|SDK-HMAC-SHA256/);
    },
  );
});

describe('the deadline', () => {
  it('ends retries that would go beyond it', async () => {
    api.on('GET', eips, throttled);
    const { client, clock } = clientOf(api, { deadline: () => Date.UTC(2026, 10, 20, 10) + 20_000 });
    await expect(collect(client.listEips())).rejects.toMatchObject({ code: 'APIGW.0308', retryable: true });
    expect(clock.slept).toEqual([6_250]);
  });

  it('keeps a call from being begun that could not be finished: certainly not applied', async () => {
    api.on('POST', detach, done);
    const { client } = clientOf(api, { deadline: () => Date.UTC(2026, 10, 20, 10) + 500 });
    const [result] = await client.batchDetach(oneTarget);
    expect(result).toMatchObject({ outcome: 'failed', code: 'Client.OutOfTime', retryable: true });
    expect(api.requests).toEqual([]);
  });

  it('keeps a call from waiting for a turn that comes too late', async () => {
    api.on('POST', detach, done);
    const { client, clock } = clientOf(api, {
      budget: { writesPerMinute: 1 },
      deadline: () => Date.UTC(2026, 10, 20, 10) + 30_000,
    });
    await client.batchDetach(oneTarget);
    expect(await client.batchDetach(oneTarget)).toEqual([expect.objectContaining({ code: 'Client.OutOfTime' })]);
    expect(clock.slept).toEqual([]);
  });
});

describe('options that cannot be right are refused at once', () => {
  it.each([
    [{ endpoint: 'workspace.ap-southeast-1.myhuaweicloud.com' }, 'WORKSPACE_ENDPOINT'],
    [{ endpoint: 'https://workspace.ap-southeast-1.myhuaweicloud.com/v2' }, 'WORKSPACE_ENDPOINT'],
    [{ endpoint: 'ftp://workspace' }, 'WORKSPACE_ENDPOINT'],
    [{ projectId: '' }, 'WORKSPACE_PROJECT_ID'],
    [{ projectId: 'a/b' }, 'WORKSPACE_PROJECT_ID'],
  ])('%j', (options, setting) => {
    expect(() => clientOf(api, options)).toThrow(setting);
  });
});
