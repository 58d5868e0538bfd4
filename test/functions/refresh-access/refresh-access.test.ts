import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refreshAccess } from '../../../functions/refresh-access/refresh-access.ts';
import { indexKey } from '../../../functions/shared/access-index/access-index.ts';
import { type AccessIndexStore, createAccessIndexStore } from '../../../functions/shared/ledger/access-index-store.ts';
import type { WorkspaceClient } from '../../../functions/shared/workspace-api/create-workspace-client.ts';
import { createLife } from '../support/mortal.ts';
import { silentLog } from '../support/silent-log.ts';
import { type LedgerTables, startLedgerTables } from '../support/start-ledger-table.ts';
import { startWorkspace } from '../support/start-workspace.ts';
import { listMembers } from './open-refresh.ts';

let tables: LedgerTables;
beforeAll(async () => {
  tables = await startLedgerTables();
});
afterAll(() => tables.close());

const minute = 60_000;

/** The function's work on one clock, between a ledger table and a Workspace with so many pools and multi-user desktops. */
async function openTenant({ pools = 0, desktops = 0 } = {}) {
  const workspace = await startWorkspace();
  const { world, simulator, clock, client } = workspace;
  const ids = Array.from(
    { length: pools },
    (_, number) => world.addPool({ poolName: `pool-${number}`, users: [`user-${number}`] }).id,
  );
  world.addGroup({ groupName: 'staff' });
  for (let number = 1; number <= desktops; number += 1) {
    world.addDesktop({ desktopType: 'SHARED', groups: number === desktops ? ['staff'] : [] });
  }
  const index = createAccessIndexStore(tables.documents, await tables.createTable());

  function fire(through: { index?: AccessIndexStore; client?: WorkspaceClient } = {}, ms = minute) {
    const workspaces = new Map([['main', through.client ?? client]]);
    const deadline = clock.now() + ms;
    return refreshAccess({ workspaces, index: through.index ?? index, clock, log: silentLog, deadline });
  }

  return {
    ...workspace,
    index,
    ids,
    fire,
    want: (now = clock.now()) => {
      const at = new Date(now).toISOString();
      return index.want('main', { pools: at, groups: at });
    },
    /** How often the members of each pool were read. */
    reads: () =>
      ids.map(
        (id) =>
          simulator.requests.filter(({ operation, path }) => operation === listMembers && path.includes(id)).length,
      ),
    async poolsOf(userName: string) {
      const key = indexKey('user-name', userName);
      return (await index.open('main', [key])).entries.get(key)?.poolIds;
    },
  };
}

describe('a worker that is killed', () => {
  it('at any step has lost at most what it was at: the next one goes on, and reads nothing again that was kept', async () => {
    const tenant = await openTenant({ pools: 7 });
    await tenant.want();
    const whole = createLife();
    await tenant.fire({ index: whole.around(tenant.index), client: whole.around(tenant.client) });
    expect(whole.steps()).toBeGreaterThan(40);

    for (let lastStep = 2; lastStep < whole.steps(); lastStep += 4) {
      tenant.clock.advance(10 * minute);
      await tenant.want();
      const [life, before] = [createLife(lastStep), tenant.reads()];
      const through = { index: life.around(tenant.index), client: life.around(tenant.client) };
      await expect(tenant.fire(through)).rejects.toThrow('Killed');
      const kept = await tenant.index.pools('main', tenant.ids);
      const isKept = tenant.ids.map((id) => Date.parse(kept.get(id)?.readAt ?? '') >= tenant.clock.now() - minute);
      const until = tenant.reads();

      // Nobody else writes until its time is over.
      await tenant.fire();
      tenant.clock.advance(3 * minute);
      await tenant.fire();

      const asked = tenant.reads().map((count, number) => count - (until[number] ?? 0));
      expect(asked, `after step ${lastStep}`).toEqual(isKept.map((is) => (is ? 0 : 1)));
      expect(Math.max(...until.map((count, number) => count - (before[number] ?? 0)))).toBeLessThanOrEqual(1);
      const { pools, poolsLeft } = await tenant.index.state('main');
      expect([pools?.count, pools?.unknown, poolsLeft]).toEqual([7, [], 0]);
      expect(Date.parse(pools?.readSince ?? '')).toBeGreaterThanOrEqual(tenant.clock.now() - 4 * minute);
      for (const [number, id] of tenant.ids.entries()) expect(await tenant.poolsOf(`user-${number}`)).toEqual([id]);
    }
  });

  it('in the middle of the multi-user desktops is followed by one that goes on with the next page', async () => {
    const tenant = await openTenant({ desktops: 3_500 });
    await tenant.want();
    const saves = { left: 2 };
    const dying = {
      ...tenant.index,
      async noteDesktops(...given: Parameters<typeof tenant.index.noteDesktops>) {
        if (saves.left === 0) throw new Error('Killed');
        saves.left -= 1;
        return tenant.index.noteDesktops(...given);
      },
      save: (...given: Parameters<typeof tenant.index.save>) =>
        saves.left === 0 && given[2] === undefined ? Promise.reject(new Error('Killed')) : tenant.index.save(...given),
    };

    await expect(tenant.fire({ index: dying })).rejects.toThrow('Killed');
    tenant.clock.advance(3 * minute);
    await tenant.fire();

    const offsets = tenant.simulator.requests
      .filter(({ operation }) => operation === 'ListDesktops')
      .map(({ query }) => Number(new URLSearchParams(query).get('offset') ?? 0));
    // The page that it died with is read again, and none before it.
    expect(offsets).toEqual([0, 980, 1_960, 1_960, 2_940]);
    const { groups, pass } = await tenant.index.state('main');
    expect(pass).toBeUndefined();
    expect(groups?.readSince).toBe(new Date(tenant.clock.now() - 3 * minute).toISOString());
    const staff = (await tenant.index.open('main', [indexKey('group', 'staff')])).entries.get(
      indexKey('group', 'staff'),
    );
    expect(staff?.desktops?.ids).toHaveLength(1);
  });
});

describe('a worker that reads for longer than a lease lasts', () => {
  it('keeps the right to write all the time', async () => {
    const { tenant, leases } = await readSlowly(2.5 * minute, 0);

    expect(new Set(leases)).toEqual(new Set(['no']));
    expect((await tenant.index.state('main')).pools).toMatchObject({ count: 100 });
  });

  it('stops where another one has taken it over', async () => {
    const { tenant } = await readSlowly(1.5 * minute, 10 * minute);

    const read = tenant.reads().filter((count) => count > 0).length;
    expect(read).toBeGreaterThan(50);
    expect(read).toBeLessThan(100);
    expect((await tenant.index.state('main')).pools).toBeUndefined();
  });
});

describe('the service says that it is too much', () => {
  it('and the pools that were refused are read when it lets calls in again, the others not again', async () => {
    const tenant = await openTenant({ pools: 12 });
    tenant.simulator.fault({ operation: listMembers, kind: '429', nth: 6, times: 3 });
    await tenant.want();

    const { projects } = await tenant.fire({}, 10 * minute);

    expect(projects['main']).toMatchObject({ left: 0 });
    expect(tenant.reads().reduce((sum, count) => sum + count)).toBe(12 + 3);
    expect((await tenant.index.state('main')).pools?.unknown).toEqual([]);
  });

  it('and what its time does not suffice for is left for the next run, and is not called unreadable', async () => {
    const tenant = await openTenant({ pools: 12 });
    tenant.simulator.fault({ operation: listMembers, kind: '429', nth: 6, times: 1_000 });
    await tenant.want();

    const { projects } = await tenant.fire({}, minute);
    const { pools } = await tenant.index.state('main');
    tenant.simulator.clearFaults();
    await tenant.fire();

    expect(projects['main']?.left).toBe(7);
    expect(pools).toBeUndefined();
    expect((await tenant.index.state('main')).pools).toMatchObject({ count: 12, unknown: [] });
    expect(await tenant.poolsOf('user-11')).toEqual([tenant.ids[11]]);
  });
});

describe('a list of multi-user desktops that changes between two runs', () => {
  it('is gone on with, and loses no group’s desktop that was in it all the time', async () => {
    const tenant = await openTenant();
    const { world, clock, client } = tenant;
    // The last of them stands first on the second page, until others go while as many come.
    const desktops = Array.from({ length: 1_001 }, (_, number) =>
      world.addDesktop({ desktopType: 'SHARED', groups: number === 1_000 ? ['staff'] : [] }),
    );
    await tenant.want();
    const slow: WorkspaceClient = {
      ...client,
      async *listSharedDesktops(from) {
        for await (const page of client.listSharedDesktops(from)) {
          clock.advance(2 * minute);
          yield page;
        }
      },
    };

    await tenant.fire({ client: slow });
    expect((await tenant.index.state('main')).pass?.from?.offset).toBe(1_000);
    for (const { id } of desktops.slice(0, 30)) world.deleteDesktop(id);
    for (const _ of desktops.slice(0, 30)) world.addDesktop({ desktopType: 'SHARED' });
    await tenant.fire();

    const key = indexKey('group', 'staff');
    expect((await tenant.index.open('main', [key])).entries.get(key)?.desktops?.ids).toEqual([desktops[1_000]?.id]);
    expect((await tenant.index.state('main')).groups).toBeDefined();
  });
});

/** What comes of another worker that asks for the right to write after so long, by a clock that is ahead or not. */
async function readSlowly(afterMs: number, aheadMs: number) {
  const tenant = await openTenant({ pools: 100 });
  await tenant.want();
  const slow = tenant.connect({ budget: { readsPerMinute: 25, writesPerMinute: 25 } });
  const begun = tenant.clock.now();
  const leases: unknown[] = [];
  const client: WorkspaceClient = {
    ...slow,
    async *listPoolUsers(id) {
      yield* slow.listPoolUsers(id);
      if (leases.length > 0 || tenant.clock.now() - begun < afterMs) return;
      const seen = new Date(tenant.clock.now() + aheadMs).toISOString();
      leases.push((await tenant.index.lease('main', seen, new Date(Date.parse(seen) + minute).toISOString())) ?? 'no');
    },
  };
  await tenant.fire({ client }, 10 * minute);
  return { tenant, leases };
}
