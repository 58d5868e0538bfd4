import { expect, it } from 'vitest';
import { defaultAssumptions } from '../assumptions.ts';
import { populateTenant } from '../populate-tenant.ts';
import { World } from '../world/world.ts';
import { startForTest } from './start-for-test.ts';

function newWorld(projectId: string): World {
  const clock = { now: () => 0, sleep: async () => {} };
  return new World({ projectId, clock, assumptions: defaultAssumptions, lagMs: 0 });
}

it('pools have members of their own, and each multi-user desktop is open to a group that has some', () => {
  const world = newWorld('one');
  populateTenant([world], { pools: 3, multiUserDesktops: 250 });
  expect(world.pools.list().map(({ grants }) => grants.length)).toEqual([1, 1, 1]);
  expect(world.groups.list().map(({ members }) => members.length)).toEqual([3, 3, 3]);
  expect(world.desktops.list().every(({ attachments }) => attachments[0]?.type === 'GROUP')).toBe(true);
  expect(world.groups.list().map(({ groupName }) => world.desktopsByName(groupName).size)).toEqual([84, 83, 83]);
});

it('is dealt out to the projects of the tenant', () => {
  const projects = ['one', 'two', 'three'].map(newWorld);
  populateTenant(projects, { pools: 4, multiUserDesktops: 5, membersOfPool: 2 });
  expect(projects.map(({ pools }) => pools.list().length)).toEqual([2, 1, 1]);
  expect(projects.map(({ desktops }) => desktops.list().length)).toEqual([2, 2, 1]);
  expect(projects.map(({ groups }) => groups.list().length)).toEqual([1, 1, 1]);
});

it('refuses multi-user desktops that nobody could use', () => {
  expect(() => populateTenant([newWorld('one')], { multiUserDesktops: 1, groups: 0 })).toThrow('need a group');
});

it('a thousand pools and a hundred thousand multi-user desktops are there in seconds, and so is the list of pools', async () => {
  const startedAt = performance.now();
  const { get } = await startForTest({ tenant: { pools: 1_000, multiUserDesktops: 100_000 }, budget: 'off' });
  const { json } = await get('/desktop-pools');
  expect(json).toMatchObject({ total_count: 1_000 });
  expect(performance.now() - startedAt).toBeLessThan(10_000);
});
