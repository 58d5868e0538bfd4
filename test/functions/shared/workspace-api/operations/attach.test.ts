import { afterEach, beforeEach, expect, it } from 'vitest';
import { clientOf, projectId } from '../support/client.ts';
import { type FakeApi, startFakeApi } from '../support/fake-api.ts';

let api: FakeApi;
beforeEach(async () => {
  api = await startFakeApi();
  api.on('POST', `/v2/${projectId}/desktops/batch-attach`, { json: { job_id: 'j1' } });
});
afterEach(() => api.close());

const user = (userName: string) => ({ userName, userGroup: 'users' });
const sent = (user_name: string) => ({ user_name, user_group: 'users', type: 'USER' });

it('several targets for one desktop lose no user, and wipe its data only if all say so', async () => {
  const results = await clientOf(api).client.batchAttach([
    { desktopId: 'd1', users: [user('ann'), user('bob')], clearData: true },
    { desktopId: 'd2', user: user('ann') },
    { desktopId: 'd1', users: [user('bob'), user('eve')] },
    { desktopId: 'd2', user: user('bob') },
    { desktopId: 'd3', user: user('ann') },
    { desktopId: 'd3', user: { ...user('ann'), userId: 'u1' } },
  ]);
  expect(results.map(({ desktopId, outcome }) => [desktopId, outcome])).toEqual([
    ['d1', 'done'],
    ['d2', 'done'],
    ['d3', 'done'],
  ]);
  expect(api.requests[0]?.json).toEqual({
    desktops: [
      { desktop_id: 'd1', is_clear_data: false, attach_user_infos: [sent('ann'), sent('bob'), sent('eve')] },
      { desktop_id: 'd2', is_clear_data: false, attach_user_infos: [sent('ann'), sent('bob')] },
      { desktop_id: 'd3', is_clear_data: false, user_id: 'u1', user_name: 'ann', user_group: 'users' },
    ],
  });
});
