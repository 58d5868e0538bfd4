import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indexKey, placeOf } from '../../../functions/shared/access-index/access-index.ts';
import { type LedgerTables, startLedgerTables } from '../support/start-ledger-table.ts';
import { listMembers, type OpenRefresh, openRefresh } from './open-refresh.ts';

let tables: LedgerTables;
beforeAll(async () => {
  tables = await startLedgerTables();
});
afterAll(() => tables.close());

/** A function over so many pools, each of one user of its own. */
async function openPools(count: number, options: Parameters<typeof openRefresh>[1] = {}) {
  const open = await openRefresh(tables, options);
  const ids = Array.from(
    { length: count },
    (_, number) => open.world.addPool({ poolName: `pool-${number}`, users: [`user-${number}`] }).id,
  );
  return { ...open, ids, id: (number: number) => ids[number] ?? '' };
}

/** The pools that are known to be open to a user. */
async function poolsOf({ index }: OpenRefresh, userName: string): Promise<string[]> {
  const key = indexKey('user-name', userName);
  const place = placeOf('main', await index.state('main'));
  return (await index.open(place, [key])).entries.get(key)?.poolIds ?? [];
}

describe('the index of pools', () => {
  it('is read where somebody waits for it, and not for nobody', async () => {
    const open = await openPools(3);

    expect(await open.fire()).toEqual({ projects: {}, failed: [] });
    expect(open.simulator.requests).toEqual([]);
    await open.want();
    expect(await open.fire()).toMatchObject({ projects: { main: { pools: expect.any(String), left: 0 } }, failed: [] });

    expect(await poolsOf(open, 'user-2')).toEqual([open.id(2)]);
    const calls = open.simulator.requests.length;
    await open.fire();
    expect(open.simulator.requests.length).toBe(calls);
  });

  it('is read whole though a pool is deleted while it is read, which is nobody’s then', async () => {
    const deleteOne = () => {
      if (open.calls('ListDesktopPools') === 1 && open.world.pools.length === 3) open.world.deletePool(open.id(1));
    };
    const open = await openPools(3, { onRequest: ({ operation }) => operation === 'ListDesktopPools' && deleteOne() });
    await open.want();

    await open.fire();

    const { pools } = await open.index.state('main');
    expect(open.calls(listMembers, open.id(1))).toBe(1);
    expect(pools).toMatchObject({ count: 3, unknown: [] });
    expect(await poolsOf(open, 'user-2')).toEqual([open.id(2)]);
  });

  it('finds a member without an id by the name', async () => {
    const open = await openPools(1);
    open.world.grantPool(open.id(0), (grants) => grants.map((grant) => ({ ...grant, objectId: '' })));
    await open.want();

    await open.fire();

    expect(await poolsOf(open, 'user-0')).toEqual([open.id(0)]);
    expect((await open.index.state('main')).pools?.unknown).toEqual([]);
  });

  it('says of which pool it is not known who may use it, where members have neither an id nor a name', async () => {
    const open = await openPools(2);
    open.world.grantPool(open.id(1), ([grant, ...others]) =>
      grant ? [{ ...grant, objectId: '', objectName: '' }, grant, ...others] : [],
    );
    await open.want();

    await open.fire();

    expect((await open.index.state('main')).pools?.unknown).toEqual([
      {
        poolId: open.id(1),
        name: 'pool-1',
        code: 'pool-members-unclear',
        message: `1 members of pool pool-1 (${open.id(1)}) have neither an id nor a name`,
      },
    ]);
    expect(await poolsOf(open, 'user-1')).toEqual([open.id(1)]);
  });

  it('names the pool whose members may not be read and the permission, and has read all others', async () => {
    const open = await openPools(8);
    open.simulator.fault({ operation: listMembers, path: open.id(3), kind: '403', times: 1000 });
    await open.want();

    await open.fire();

    expect((await open.index.state('main')).pools?.unknown).toEqual([
      {
        poolId: open.id(3),
        name: 'pool-3',
        code: 'pool-not-permitted',
        message: expect.stringContaining('workspace:desktopPools:listUsers'),
      },
    ]);
    expect(await poolsOf(open, 'user-7')).toEqual([open.id(7)]);
  });

  it('gives up soon where nobody’s members may be read, and calls none of the pools readable', async () => {
    const open = await openPools(30);
    open.simulator.fault({ operation: listMembers, kind: '403', times: 1000 });
    await open.want();

    await open.fire();

    expect(open.calls(listMembers)).toBeLessThanOrEqual(10);
    expect((await open.index.state('main')).pools).toMatchObject({ count: 30 });
    expect((await open.index.state('main')).pools?.unknown).toHaveLength(20);
  });

  it('leaves what does not fit into its time to the next run, which reads nothing again', async () => {
    const open = await openPools(25);
    open.simulator.fault({ operation: listMembers, kind: 'slow', ms: 400, times: 1000 });
    await open.want();

    const { projects } = await open.fire(11_800);
    open.simulator.clearFaults();
    await open.fire();

    expect(projects['main']?.left).toBeGreaterThan(0);
    expect(projects['main']?.pools).toBeUndefined();
    expect(open.ids.map((id) => open.calls(listMembers, id))).toEqual(open.ids.map(() => 1));
    expect((await open.index.state('main')).pools).toMatchObject({ count: 25, unknown: [] });
  });

  it('is read by one of two who are called at once', async () => {
    const open = await openPools(10);
    await open.want();

    const [one, other] = await Promise.all([open.fire(), open.fire()]);

    expect(open.ids.map((id) => open.calls(listMembers, id))).toEqual(open.ids.map(() => 1));
    expect([one, other].filter(({ projects }) => projects['main']?.pools !== undefined)).toHaveLength(1);
  });

  it('is a failure for the alarm where the pools cannot be listed', async () => {
    const open = await openPools(1);
    open.simulator.fault({ operation: 'ListDesktopPools', kind: '403', times: 10 });
    await open.want();

    await expect(open.fire()).rejects.toThrow(/Pools or groups cannot be listed: main: /);

    expect((await open.index.state('main')).pools).toBeUndefined();
    // Whoever comes next is not kept out.
    open.simulator.clearFaults();
    expect(await open.fire()).toMatchObject({ projects: { main: { left: 0 } } });
  });
});

describe('an item of the index that cannot be read', () => {
  it.each([
    ['how far it is read', 'access#main', 'state', { pools: 'yesterday' }],
    ['what is known of a pool', 'access#main#pool#', 'pool', { readAt: 7 }],
    ['the members of a pool', 'access#main#pool#', 'members#000', { keys: 7 }],
  ])('is read anew: %s', async (_, pk, sk, rest) => {
    const open = await openPools(2);
    await open.want();
    await open.fire();
    const Item = { pk: pk.endsWith('#') ? pk + open.id(0) : pk, sk, ...rest };
    await open.documents.send(new PutCommand({ TableName: open.table, Item }));
    open.world.addUser({ userName: 'ann' });
    open.world.grantPool(open.id(0), ([grant, ...others]) =>
      grant ? [grant, { ...grant, objectId: 'ann-id', objectName: 'ann' }, ...others] : [],
    );

    await open.want();
    await open.fire();

    expect(await poolsOf(open, 'ann')).toEqual([open.id(0)]);
    expect(await poolsOf(open, 'user-0')).toEqual([open.id(0)]);
    expect((await open.index.state('main')).pools).toMatchObject({ count: 2, unknown: [] });
  });

  it('is a failure for the alarm where it is an entry to be added to, and all is read anew by the next run', async () => {
    const open = await openPools(3);
    await open.want();
    await open.fire();
    const Item = { pk: `access#main#key#${indexKey('user-name', 'user-1')}`, sk: 'opens', poolIds: 'some' };
    await open.documents.send(new PutCommand({ TableName: open.table, Item }));
    open.world.grantPool(open.id(0), (grants) => [
      ...grants,
      ...(open.world.pools.find(({ id }) => id === open.id(1))?.grants ?? []),
    ]);
    await open.want();

    await expect(open.fire()).rejects.toThrow(/of the access index cannot be read/);
    expect((await open.index.state('main')).pools).toBeUndefined();
    await open.fire();

    expect((await poolsOf(open, 'user-1')).toSorted()).toEqual([open.id(0), open.id(1)].toSorted());
    expect(await poolsOf(open, 'user-2')).toEqual([open.id(2)]);
    expect((await open.index.state('main')).pools).toMatchObject({ count: 3, unknown: [] });
  });
});
