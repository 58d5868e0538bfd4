import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientOf, collect, keys, projectId } from './support/client.ts';
import { type FakeApi, startFakeApi } from './support/fake-api.ts';

let api: FakeApi;
beforeEach(async () => {
  api = await startFakeApi();
});
afterEach(() => api.close());

const detach = `/v2/${projectId}/desktops/batch-detach`;
const eips = `/v2/${projectId}/eips`;
const oneTarget = [{ desktopId: 'd1', users: 'all' as const }];

describe('every call', () => {
  it('is signed, names the project, and says that it speaks JSON and English', async () => {
    api.on('GET', eips, { json: { eips: [], total_count: 0 } });
    const { client } = clientOf(api);
    await collect(client.listEips());
    const { headers } = api.requests[0] ?? {};
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'x-language': 'en-us',
      'x-project-id': projectId,
      'x-sdk-date': '20261120T100000Z',
      authorization: expect.stringContaining(`Access=${keys.accessKey}, SignedHeaders=host;x-project-id;x-sdk-date`),
    });
  });
});

describe('a write', () => {
  it('whose connection is reset is not repeated: its outcome is unknown', async () => {
    api.on('POST', detach, 'reset');
    const { client, calls } = clientOf(api);
    const results = await client.batchDetach(oneTarget);
    expect(results).toEqual([expect.objectContaining({ desktopId: 'd1', outcome: 'unknown' })]);
    expect(api.requests).toHaveLength(1);
    expect(calls).toEqual([
      expect.objectContaining({ operation: 'BatchDetachInstances', outcome: 'lost', attempt: 1 }),
    ]);
  });

  it('that is throttled is repeated after the time the server asks for', async () => {
    api.on(
      'POST',
      detach,
      { status: 429, headers: { 'retry-after': '7' }, json: { error_code: 'APIGW.0308', error_msg: 'over ratelimit' } },
      { json: { failed_operation_list: [], job_id: '' } },
    );
    const { client, clock } = clientOf(api);
    expect(await client.batchDetach(oneTarget)).toEqual([expect.objectContaining({ outcome: 'done' })]);
    expect(clock.slept).toEqual([7_500]);
  });
});
