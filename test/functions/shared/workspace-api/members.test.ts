import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MemberResult } from '../../../../functions/shared/workspace-api/batches/write-to-members.ts';
import type { PoolMember } from '../../../../functions/shared/workspace-api/operations/pools.ts';
import { clientOf, projectId } from './support/client.ts';
import { type FakeApi, type SeenRequest, startFakeApi } from './support/fake-api.ts';

let api: FakeApi;
beforeEach(async () => {
  api = await startFakeApi();
  api.on('POST', group, done);
  api.on('POST', pool, done);
});
afterEach(() => api.close());

const group = `/v2/${projectId}/groups/g1/actions`;
const pool = `/v2/${projectId}/desktop-pools/p1/users`;
const done = { status: 204, text: '' };
const ids = (count: number) => Array.from({ length: count }, (_, n) => `u${n}`);
const members = (count: number): PoolMember[] =>
  ids(count).map((id) => ({ type: 'USER', id, name: `name of ${id}`, userGroup: 'users' }));
const idsOf = (results: readonly MemberResult[]) => results.map(({ memberId }) => memberId);
const bodies = () => api.requests.map(({ json }) => json);
const userIdsIn = ({ json }: SeenRequest) => (json as { user_ids: string[] }).user_ids;

describe('users of a group', () => {
  it.each([
    ['removed', 'removeGroupUsers', 'DELETE'],
    ['added', 'addGroupUsers', 'ADD'],
  ] as const)('are %s by id', async (_, method, op_type) => {
    const { client } = clientOf(api);
    expect(await client[method]('g1', ['u1', 'u2'])).toMatchObject([
      { memberId: 'u1', outcome: 'done' },
      { memberId: 'u2', outcome: 'done' },
    ]);
    expect(bodies()).toEqual([{ op_type, user_ids: ['u1', 'u2'] }]);
  });

  it('are fifty a call, each once, with a result for each in the order asked', async () => {
    const { client } = clientOf(api);
    const results = await client.removeGroupUsers('g1', [...ids(101), 'u0', 'u7']);
    expect(idsOf(results)).toEqual(ids(101));
    expect(api.requests.map((request) => userIdsIn(request).length)).toEqual([50, 50, 1]);
  });

  it('do not keep each other back: one that the service does not know stands alone', async () => {
    const missing = { status: 400, json: { error_code: 'WKS.00170312', error_msg: 'no such user' } };
    api.on('POST', group, (request) => (userIdsIn(request).includes('u3') ? missing : done));
    const { client } = clientOf(api);
    const results = await client.removeGroupUsers('g1', ids(8));
    expect(results.filter(({ outcome }) => outcome !== 'done')).toMatchObject([
      { memberId: 'u3', outcome: 'failed', code: 'WKS.00170312', retryable: false },
    ]);
  });

  it('whose ids cannot be ids are not sent, and the others are', async () => {
    const { client } = clientOf(api);
    expect(await client.removeGroupUsers('g1', ['', 'u1', 'x'.repeat(56)])).toMatchObject([
      { memberId: '', code: 'Client.InvalidInput' },
      { memberId: 'u1', outcome: 'done' },
      { code: 'Client.InvalidInput' },
    ]);
    expect(bodies()).toEqual([{ op_type: 'DELETE', user_ids: ['u1'] }]);
  });

  it('are in doubt when the answer is lost', async () => {
    api.on('POST', group, 'reset');
    const { client } = clientOf(api);
    expect(await client.removeGroupUsers('g1', ['u1'])).toMatchObject([{ memberId: 'u1', outcome: 'unknown' }]);
    expect(api.requests).toHaveLength(1);
  });
});

describe('members of a pool', () => {
  it.each([
    ['removed', 'removePoolUsers', 'REMOVE'],
    ['added', 'addPoolUsers', 'ADD'],
  ] as const)('are %s, users and groups', async (_, method, action) => {
    const { client } = clientOf(api);
    const asked: PoolMember[] = [
      { type: 'USER', id: 'u1', name: 'ann', userGroup: 'users' },
      { type: 'USER_GROUP', id: 'g1', name: 'sales', userGroup: 'administrators', domain: 'corp' },
    ];
    expect(idsOf(await client[method]('p1', asked))).toEqual(['u1', 'g1']);
    expect(bodies()).toEqual([
      {
        action,
        objects: [
          { object_type: 'USER', object_id: 'u1', object_name: 'ann', user_group: 'users' },
          {
            object_type: 'USER_GROUP',
            object_id: 'g1',
            object_name: 'sales',
            user_group: 'administrators',
            domain: 'corp',
          },
        ],
      },
    ]);
  });

  it('are a hundred a call', async () => {
    const { client } = clientOf(api);
    expect(idsOf(await client.removePoolUsers('p1', members(250)))).toEqual(ids(250));
    expect(bodies().map((body) => (body as { objects: unknown[] }).objects.length)).toEqual([100, 100, 50]);
  });
});
