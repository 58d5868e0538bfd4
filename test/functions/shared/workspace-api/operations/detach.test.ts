import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientOf, projectId } from '../support/client.ts';
import { type FakeApi, type Reply, type SeenRequest, startFakeApi } from '../support/fake-api.ts';

let api: FakeApi;
beforeEach(async () => {
  api = await startFakeApi();
});
afterEach(() => api.close());

const detach = `/v2/${projectId}/desktops/batch-detach`;
const detachAll = `/v2/${projectId}/desktops/detach`;
const unbind = `/v2/${projectId}/eips/unbinding`;
const ids = (count: number) => Array.from({ length: count }, (_, n) => `d${n}`);
const targets = (some: string[]) => some.map((desktopId) => ({ desktopId, users: 'all' as const }));
const done = { json: { failed_operation_list: [], job_id: '' } };

/** The desktops a call was for. */
function idsIn({ json }: SeenRequest): string[] {
  const body = json as { desktops?: { desktop_id: string }[]; desktop_ids?: string[] };
  return body.desktop_ids ?? (body.desktops ?? []).map((desktop) => desktop.desktop_id);
}

/** Refuses every call that one of these desktops is in. */
const refusing =
  (bad: readonly string[], status = 409, error_code = 'WKS.00010032') =>
  (request: SeenRequest): Reply =>
    idsIn(request).some((id) => bad.includes(id)) ? { status, json: { error_code, error_msg: 'not now' } } : done;

describe('detaching', () => {
  it('sends real booleans, and id and name of every user', async () => {
    api.on('POST', detach, done);
    const { client } = clientOf(api);
    await client.batchDetach([
      { desktopId: 'd1', users: [{ userName: 'ann', userId: 'u1', userGroup: 'users' }] },
      { desktopId: 'd2', users: [{ userName: 'staff', type: 'GROUP', domain: 'corp' }] },
      { desktopId: 'd3', users: 'all' },
    ]);
    expect(api.requests[0]?.json).toEqual({
      desktops: [
        {
          desktop_id: 'd1',
          is_detach_all_users: false,
          detach_user_infos: [{ user_id: 'u1', user_name: 'ann', user_group: 'users', type: 'USER' }],
        },
        {
          desktop_id: 'd2',
          is_detach_all_users: false,
          detach_user_infos: [{ user_name: 'staff', domain: 'corp', type: 'GROUP' }],
        },
        { desktop_id: 'd3', is_detach_all_users: true },
      ],
    });
  });

  it('makes one target of several for a desktop: users add up, everybody takes in all', async () => {
    api.on('POST', detach, done);
    const { client } = clientOf(api);
    const results = await client.batchDetach([
      { desktopId: 'd1', users: [{ userName: 'ann' }] },
      { desktopId: 'd2', users: 'all' },
      { desktopId: 'd1', users: [{ userName: 'bob' }, { userName: 'ann', userId: 'u1' }] },
      { desktopId: 'd2', users: [{ userName: 'eve' }] },
    ]);
    expect(results.map((result) => result.desktopId)).toEqual(['d1', 'd2']);
    expect(api.requests[0]?.json).toEqual({
      desktops: [
        {
          desktop_id: 'd1',
          is_detach_all_users: false,
          detach_user_infos: [
            { user_name: 'ann', user_id: 'u1', type: 'USER' },
            { user_name: 'bob', type: 'USER' },
          ],
        },
        { desktop_id: 'd2', is_detach_all_users: true },
      ],
    });
  });

  it('of all users shuts desktops down if asked', async () => {
    api.on('POST', detachAll, done);
    const { client } = clientOf(api);
    await client.detachDesktops(['d1', 'd1', 'd2'], { shutoffAfterDetach: true });
    await client.detachDesktops(['d3']);
    expect(api.requests.map(({ json }) => json)).toEqual([
      { desktop_ids: ['d1', 'd2'], shutoff_after_detach: true },
      { desktop_ids: ['d3'] },
    ]);
  });
});

describe('any number of desktops', () => {
  it.each([
    [1, 1],
    [100, 1],
    [101, 2],
    [1_000, 10],
  ])('%i take %i calls and give one result each, in the order asked', async (count, calls) => {
    api.on('POST', detach, done);
    const { client } = clientOf(api);
    const results = await client.batchDetach(targets(ids(count)));
    expect(api.requests).toHaveLength(calls);
    expect(results.map((result) => result.desktopId)).toEqual(ids(count));
    expect(new Set(results.map((result) => result.outcome))).toEqual(new Set(['done']));
  });

  it('none are no call', async () => {
    const { client } = clientOf(api);
    expect(await client.batchDetach([])).toEqual([]);
    expect(await client.unbindEips([])).toEqual([]);
    expect(api.requests).toEqual([]);
  });

  it('keep the results of calls before the one that went wrong', async () => {
    api.on('POST', unbind, { text: '' }, 'reset', { text: '' });
    const { client } = clientOf(api);
    const outcomes = (await client.unbindEips(ids(250))).map((result) => result.outcome);
    expect(outcomes.slice(0, 100)).toEqual(Array(100).fill('done'));
    expect(outcomes.slice(100, 200)).toEqual(Array(100).fill('unknown'));
    expect(outcomes.slice(200)).toEqual(Array(50).fill('done'));
  });
});

describe('failures inside a success', () => {
  it('belong to their desktops; the rest is done, with the job that covers pool desktops', async () => {
    api.on('POST', detach, {
      headers: { 'x-request-id': 'r1' },
      json: {
        job_id: 'job1',
        failed_operation_list: [
          { desktop_id: 'D2', desktop_name: 'pc2', error_code: 'WKS.00010032', error_msg: 'busy' },
          { desktop_id: 'd3', error_code: 'WKS.00010109', error_msg: 'hibernated' },
        ],
      },
    });
    const { client, clock } = clientOf(api);
    const about = { at: clock.now(), requestId: 'r1' };
    expect(await client.batchDetach(targets(['d1', 'd2', 'd3']))).toEqual([
      { ...about, desktopId: 'd1', outcome: 'done', jobId: 'job1' },
      { ...about, desktopId: 'd2', outcome: 'failed', code: 'WKS.00010032', message: 'busy', retryable: true },
      { ...about, desktopId: 'd3', outcome: 'failed', code: 'WKS.00010109', message: 'hibernated', retryable: false },
    ]);
  });

  it('that name no desktop asked for leave all others in doubt', async () => {
    api.on('POST', detach, { json: { failed_operation_list: [{ error_code: 'WKS.1', error_msg: 'one of them' }] } });
    const { client } = clientOf(api);
    const results = await client.batchDetach(targets(['d1', 'd2']));
    expect(results.map((result) => result.outcome)).toEqual(['unknown', 'unknown']);
  });

  it('that name no desktop belong to the only one asked for', async () => {
    api.on('POST', detach, { json: { failed_operation_list: [{ error_code: 'WKS.1' }] } });
    const { client } = clientOf(api);
    expect(await client.batchDetach(targets(['d1']))).toEqual([
      expect.objectContaining({ desktopId: 'd1', outcome: 'failed', code: 'WKS.1' }),
    ]);
  });
});

describe('a call refused for one desktop', () => {
  it('is halved until that one stands alone, and the others have what they came for', async () => {
    api.on('POST', detach, refusing(['d37']));
    const { client } = clientOf(api);
    const results = await client.batchDetach(targets(ids(100)));
    const failed = results.filter((result) => result.outcome !== 'done');
    expect(failed).toEqual([
      expect.objectContaining({ desktopId: 'd37', outcome: 'failed', code: 'WKS.00010032', retryable: true }),
    ]);
    expect(results.map((result) => result.desktopId)).toEqual(ids(100));
    expect(api.requests.length).toBeLessThanOrEqual(15);
  });

  it.each([
    [3, 'WKS.00010032', 409],
    [10, 'WKS.0001', 400],
  ])('is halved until all %i bad ones stand alone, spread or in a row', async (count, code, status) => {
    const spread = Array.from({ length: count }, (_, n) => `d${Math.floor(((n + 0.5) * 100) / count)}`);
    for (const bad of [spread, ids(count)]) {
      api.on('POST', detach, refusing(bad, status, code));
      const results = await clientOf(api).client.batchDetach(targets(ids(100)));
      const failed = results.filter(({ outcome }) => outcome === 'failed');
      expect(failed.map(({ desktopId }) => desktopId)).toEqual(bad);
      expect(failed).toEqual(bad.map(() => expect.objectContaining({ code, retryable: status === 409 }) as unknown));
    }
    expect(api.requests.length).toBeLessThanOrEqual(2 * 128);
  });

  it('is not halved without end: what is left may be tried again', async () => {
    const bad = ids(100).filter((_, n) => n % 3 > 0);
    api.on('POST', detach, refusing(bad, 400, 'WKS.0001'));
    const results = await clientOf(api).client.batchDetach(targets(ids(100)));
    expect(api.requests.length).toBeLessThanOrEqual(128);
    const undone = results.filter(({ desktopId, outcome }) => !bad.includes(desktopId) && outcome !== 'done');
    for (const result of undone) expect(result).toMatchObject({ outcome: 'failed', retryable: true });
  });

  it('is given up when all parts are refused alike, and later calls are not made', async () => {
    api.on('POST', detach, refusing(ids(1_000), 400, 'WKS.00170312'));
    const results = await clientOf(api).client.batchDetach(targets(ids(1_000)));
    expect(results).toHaveLength(1_000);
    expect(new Set(results.map((result) => 'retryable' in result && result.retryable))).toEqual(new Set([false]));
    expect(api.requests.filter(({ path }) => path === detach).length).toBeLessThanOrEqual(15);
  });

  it.each([
    [403, { text: '<html>blocked</html>' }],
    [418, { text: '' }],
    [404, { text: '<html>' }],
    [400, { json: { error_code: 'APIG.0201' } }],
    [403, { json: { error_code: 'PolicyDenied', encoded_authorization_message: 'x' } }],
  ])('by whoever (%i %j) is halved like one that the service refuses', async (status, reply) => {
    api.on('POST', detach, (request) => (idsIn(request).includes('d37') ? { ...reply, status } : done));
    const results = await clientOf(api).client.batchDetach(targets(ids(100)));
    expect(results.filter(({ outcome }) => outcome !== 'done').map(({ desktopId }) => desktopId)).toEqual(['d37']);
    expect(api.requests.length).toBeLessThanOrEqual(15);
  });

  it('by a firewall for all alike costs a few calls, and later calls are not made', async () => {
    api.on('POST', detach, { text: '<html>blocked</html>', status: 403 });
    const results = await clientOf(api).client.batchDetach(targets(ids(1_000)));
    expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(['failed']));
    expect(api.requests.length).toBeLessThanOrEqual(15);
  });

  it.each([413, 414, 431, 494])('because it is too large (%i) is halved until it is not', async (status) => {
    api.on('POST', detach, (request) =>
      idsIn(request).length > 30 ? { status, json: { error_code: 'APIGW.0201' } } : done,
    );
    const results = await clientOf(api).client.batchDetach(targets(ids(100)));
    expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(['done']));
  });

  it.each([
    [401, { json: { error_code: 'APIGW.0301' } }],
    [403, { json: { error_code: 'APIGW.0302' } }],
    [403, { json: { error_code: 'APIG.0802' } }],
    [404, { json: { error_code: 'APIGW.0101' } }],
    [400, { json: { error_code: 'WKS.00170117' } }],
    [302, { text: '' }],
    [302, { json: { error_code: 'WKS.0001' } }],
  ])('for another reason (%i %j) is not halved, nor made for the others', async (status, reply) => {
    api.on('POST', detach, { ...reply, status });
    const results = await clientOf(api).client.batchDetach(targets(ids(1_000)));
    expect(new Set(results.map((result) => result.outcome))).toEqual(new Set(['failed']));
    expect(results).toHaveLength(1_000);
    expect(api.requests).toHaveLength(1);
  });

  it('for a reason that passes does not keep the others back', async () => {
    api.on('POST', detach, refusing(ids(100)), done);
    const results = await clientOf(api).client.batchDetach(targets(ids(200)));
    expect(results[199]).toMatchObject({ outcome: 'done' });
  });
});

describe('limits', () => {
  it('are checked before the call, desktop by desktop: the others are not kept back', async () => {
    api.on('POST', detach, done);
    const { client } = clientOf(api);
    const results = await client.batchDetach([
      { desktopId: '', users: 'all' },
      { desktopId: 'd1', users: [{ userName: 'x'.repeat(65) }] },
      { desktopId: 'd2', users: [] },
      { desktopId: 'd3', users: [{ userName: 'ann' }] },
    ]);
    expect(results.map((result) => result.outcome)).toEqual(['failed', 'failed', 'failed', 'done']);
    expect(results[1]).toMatchObject({ code: 'Client.InvalidInput', retryable: false });
    expect(results[1]).toHaveProperty(
      'message',
      expect.stringContaining('body.desktops[0].detach_user_infos[0].user_name'),
    );
    expect(api.requests.flatMap(idsIn)).toEqual(['d3']);
  });
});
