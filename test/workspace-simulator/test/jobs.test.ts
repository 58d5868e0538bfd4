import { expect, it } from 'vitest';
import { startForTest } from './start-for-test.ts';

async function startWithJobs() {
  const started = await startForTest();
  const { id: poolId } = started.world.addPool({ poolName: 'p' });
  for (const [id, user] of [
    ['p1', 'ann'],
    ['p2', 'bob'],
  ] as const)
    started.world.addDesktop({ id, poolId, users: [user] });
  const detach = async (path: string, body: object) =>
    ((await started.post(path, body)).json as { job_id: string }).job_id;
  const one = await detach('/desktops/detach', { desktop_ids: ['p1'] });
  const desktops = [{ desktop_id: 'p2', is_detach_all_users: true }];
  const other = await detach('/desktops/batch-detach', { desktops });
  return { ...started, one, other };
}

it('parts of jobs are found by job, by type and by status', async () => {
  const { get, one, other } = await startWithJobs();
  const found = async (query: string) => {
    const { json } = await get(`/workspace-sub-jobs?${query}`);
    return (json as { jobs: { job_id: string }[] }).jobs.map(({ job_id }) => job_id);
  };
  expect(await found(`job_id=${one}`)).toEqual([one]);
  expect(await found('job_type=batchDetachDesktops')).toEqual([other]);
  expect(await found('job_type=detachDesktops&status=RUNNING')).toEqual([]);
});

it('parts of jobs are not listed without a job or a type', async () => {
  const { get } = await startWithJobs();
  expect((await get('/workspace-sub-jobs')).status).toBe(400);
});

it('a job nobody knows is a 404', async () => {
  const { get } = await startWithJobs();
  expect(await get('/workspace-jobs/none')).toMatchObject({ status: 404, json: { error_code: 'WKS.0202' } });
});
