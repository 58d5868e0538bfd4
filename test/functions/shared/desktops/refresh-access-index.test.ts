import { describe, expect, it } from 'vitest';
import { refreshAccessIndex } from '../../../../functions/shared/desktops/refresh-access-index.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createMemoryAccessIndexStore } from '../../support/memory-access-index-store.ts';
import { silentLog } from '../../support/silent-log.ts';
import { startWorkspace } from '../../support/start-workspace.ts';

const workspace = 'main';
const iso = (time: number) => new Date(time).toISOString();

describe('a refresh of the access index', () => {
  it('is the only one for as long as it reads, though each pool waits for its turn', async () => {
    const { parts, clock, index, reads } = await manySlowPools(async () => {
      if (await index.lease(workspace, iso(clock.now()), iso(clock.now() + 1))) others += 1;
    });
    let others = 0;

    const state = await refreshAccessIndex(parts, { pools: iso(clock.now()) }, { until: Infinity });

    expect({ others, reads: reads() }).toEqual({ others: 0, reads: 25 });
    expect(state.pools).toMatchObject({ count: 25, unknown: [] });
  });

  it('reads no further once another run has taken its place', async () => {
    const { parts, clock, index, reads } = await manySlowPools(async (nth) => {
      if (nth === 3) await index.lease(workspace, iso(clock.now() + 24 * 3_600_000), iso(clock.now() + 48 * 3_600_000));
    });

    const state = await refreshAccessIndex(parts, { pools: iso(clock.now()) }, { until: Infinity });

    expect(reads()).toBeLessThan(25);
    expect(state.pools).toBeUndefined();
  });

  it('reads the multi-user desktops at the same time, of which the API keeps a count of its own', async () => {
    const { parts, clock, world } = await manySlowPools(async () => {});
    world.addGroup({ groupName: 'staff' });
    world.addDesktop({ desktopType: 'SHARED', groups: ['staff'] });
    const wanted = iso(clock.now());
    const pools = 2;

    const state = await refreshAccessIndex(parts, { pools: wanted, groups: wanted }, { until: Infinity, pools });

    expect(state).toMatchObject({ poolsLeft: 23, groups: { readSince: wanted } });
  });
});

/** @param onRead told of each pool that is read, when its turn has come */
async function manySlowPools(onRead: (nth: number) => Promise<void>) {
  const { client, world, calls } = await startWorkspace();
  for (let nth = 0; nth < 25; nth += 1) world.addPool({ poolName: `pool-${nth}`, users: [`u${nth}`] });
  const clock = createFakeClock();
  const index = createMemoryAccessIndexStore();
  let nth = 0;
  async function* listPoolUsers(poolId: string) {
    await clock.sleep(12_000);
    nth += 1;
    await onRead(nth);
    yield* client.listPoolUsers(poolId);
  }
  const parts = { workspace, client: { ...client, listPoolUsers }, index, clock, log: silentLog };
  return { parts, clock, index, world, reads: () => calls('ListDesktopPoolAuthorizedObjects') };
}
