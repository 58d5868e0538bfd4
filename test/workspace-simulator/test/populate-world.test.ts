import { expect, it } from 'vitest';
import { startForTest } from './start-for-test.ts';

it('the same number makes the same world, with every kind of desktop in it', async () => {
  const [one, other] = [await startForTest({ desktops: 200 }), await startForTest({ desktops: 200 })];
  expect(one.world.desktops).toEqual(other.world.desktops);
  expect(one.world.eips).toEqual(other.world.eips);
  const { desktops, eips } = one.world;
  expect(desktops.length).toBe(200);
  expect(new Set(desktops.map(({ desktopType }) => desktopType))).toEqual(new Set(['DEDICATED', 'SHARED', 'POOLED']));
  expect(new Set(desktops.map(({ status }) => status))).toEqual(new Set(['ACTIVE', 'SHUTOFF', 'HIBERNATED']));
  expect(desktops.some(({ attachments }) => attachments.length === 0)).toBe(true);
  expect(eips.some(({ desktopId }) => desktopId === null)).toBe(true);
  expect(eips.some(({ desktopId }) => one.world.desktop(desktopId ?? '')?.attachments.length === 0)).toBe(true);
});

it('whoever has a desktop of the pool is let in by the pool', async () => {
  const { world } = await startForTest({ desktops: 200 });
  const granted = world.pools.flatMap(({ grants }) => grants.map(({ objectName }) => objectName));
  const pooled = world.desktops.filter(({ desktopType }) => desktopType === 'POOLED');
  const users = pooled.flatMap(({ attachments }) => attachments.map(({ userName }) => userName));
  expect(users.length).toBeGreaterThan(0);
  expect(granted).toEqual(expect.arrayContaining(users));
});

it('a smaller world is the beginning of a larger one', async () => {
  const [small, large] = [await startForTest({ desktops: 50 }), await startForTest({ desktops: 60 })];
  expect(large.world.desktops.slice(0, 50)).toEqual(small.world.desktops);
});

it('a hundred thousand desktops are listed whole', { timeout: 60_000 }, async () => {
  const { get } = await startForTest({ desktops: 100_000, budget: 'off' });
  const ids = new Set<string>();
  for (let offset = 0; offset < 100_000; offset += 1000) {
    const { json } = await get(`/desktops?offset=${offset}&limit=1000`);
    for (const { desktop_id } of (json as { desktops: { desktop_id: string }[] }).desktops) ids.add(desktop_id);
  }
  expect(ids.size).toBe(100_000);
});
