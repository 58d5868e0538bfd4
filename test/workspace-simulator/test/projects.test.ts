import { expect, it } from 'vitest';
import { call } from './call-simulator.ts';
import { startForTest } from './start-for-test.ts';

it('two simulators are two projects: neither knows the other’s id, nor anything in it', async () => {
  const [one, other] = [await startForTest({ projectId: 'project-1' }), await startForTest({ projectId: 'project-2' })];
  const [own, foreign] = [one, other].map(({ world }) => world.addDesktop({ users: ['ann'] }).id);
  expect(own).not.toBe(foreign);
  expect((await one.get(`/desktops/${own}/tags`)).status).toBe(200);
  expect((await one.get(`/desktops/${foreign}/tags`)).status).toBe(404);
  expect(one.world.user('ann')?.id).not.toBe(other.world.user('ann')?.id);

  const misled = { ...one.simulator, projectId: 'project-2' };
  expect(await call(misled, 'GET', '/desktops', { at: one.clock.now() })).toMatchObject({
    status: 400,
    json: { error_code: 'WKS.00170312', error_msg: 'The tenant of project project-2 does not exist.' },
  });
});
