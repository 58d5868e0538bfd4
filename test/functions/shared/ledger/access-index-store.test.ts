import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  desktopsNamed,
  indexKey,
  keysOfMember,
  placeOf,
} from '../../../../functions/shared/access-index/access-index.ts';
import {
  type AccessIndexStore,
  createAccessIndexStore,
} from '../../../../functions/shared/ledger/access-index-store.ts';
import { createMemoryAccessIndexStore } from '../../support/memory-access-index-store.ts';
import { at } from '../../support/samples.ts';
import { type LedgerTables, startLedgerTables } from '../../support/start-ledger-table.ts';

let tables: LedgerTables;
beforeAll(async () => {
  tables = await startLedgerTables();
});
afterAll(() => tables.close());

const [ann, ben] = [indexKey('user-id', 'ann-id'), indexKey('user-name', 'ben')];
const pool = { poolId: 'p1', name: 'call-centre', readAt: at(0), keys: [ann, ben], unclear: 0 };

describe.each<[name: string, create: () => Promise<AccessIndexStore>]>([
  ['in the ledger table', async () => createAccessIndexStore(tables.documents, await tables.createTable())],
  ['in memory', async () => createMemoryAccessIndexStore()],
])('the access index %s', (_, create) => {
  it('leads from a member to each pool that is open to them, project by project', async () => {
    const index = await create();
    await index.savePool('main', pool, undefined);
    await index.savePool('main', { ...pool, poolId: 'p2', keys: [ann] }, undefined);
    await index.savePool('branch', { ...pool, poolId: 'p3' }, undefined);

    const { entries } = await index.open('main', [ann, ben, indexKey('user-name', 'nobody')]);

    expect(entries.get(ann)?.poolIds.toSorted()).toEqual(['p1', 'p2']);
    expect(entries.get(ben)?.poolIds).toEqual(['p1']);
    expect(entries.get(indexKey('user-name', 'nobody'))?.poolIds ?? []).toEqual([]);
  });

  it('forgets who has left a pool, and knows who has come', async () => {
    const index = await create();
    const cat = indexKey('user-name', 'cat');
    const before = await index.savePool('main', pool, undefined);
    const after = await index.savePool('main', { ...pool, readAt: at(5), keys: [ann, cat] }, before);
    await index.savePool('main', { ...pool, readAt: at(6), keys: [] }, after);

    const { entries } = await index.open('main', [ann, ben, cat]);

    expect(after.readAt).toBe(at(5));
    expect([ann, ben, cat].flatMap((key) => entries.get(key)?.poolIds ?? [])).toEqual([]);
    expect((await index.pools('main', ['p1'])).get('p1')).toMatchObject({ name: 'call-centre', readAt: at(6) });
  });

  it('is written by one at a time, until their time is over', async () => {
    const index = await create();

    const first = await index.lease('main', at(0), at(2));
    expect(await index.lease('main', at(1), at(3))).toBeUndefined();
    expect(await index.lease('branch', at(1), at(3))).toBeDefined();
    const second = await index.lease('main', at(3), at(5));

    if (!first || !second) throw new Error('Not leased');
    expect(await index.save('main', { ...first, state: { poolsLeft: 7 } })).toBe(false);
    expect(await index.save('main', { ...second, state: { poolsLeft: 3 } }, at(6))).toBe(true);
    expect(await index.lease('main', at(5), at(7))).toBeUndefined();
    expect(await index.save('main', second)).toBe(true);
    expect(await index.lease('main', at(5), at(7))).toBeDefined();
  });

  it('keeps how far it is read, a place in a long list included', async () => {
    const index = await create();
    const lease = await index.lease('main', at(0), at(2));
    const from = { offset: 3_000, overlap: 4, total: 100_000, setbacks: 0, furthest: 210_000, tail: ['d-1'] };
    const unknown = [{ poolId: 'p9', code: 'pool-not-permitted', message: 'The key lacks a permission' }];
    const state = { pools: { readSince: at(0), count: 3, unknown }, poolsLeft: 0, pass: { startedAt: at(0), from } };

    await index.save('main', { leaseId: lease?.leaseId ?? '', state });

    expect(await index.state('main')).toEqual(state);
    expect(await index.state('branch')).toEqual({});
  });

  it('is begun anew once by all who have found the same fault, whoever is writing to it', async () => {
    const index = await create();
    await index.savePool('main', pool, undefined);
    const lease = await index.lease('main', at(0), at(2));

    expect(await index.beginAnew('main', {})).toBe(true);
    expect(await index.beginAnew('main', {})).toBe(false);

    const state = await index.state('main');
    expect(state).toEqual({ epoch: expect.any(String) });
    expect(await index.save('main', { leaseId: lease?.leaseId ?? '', state: { poolsLeft: 1 } })).toBe(false);
    const place = placeOf('main', state);
    expect((await index.open(place, [ann])).entries.get(ann)?.poolIds ?? []).toEqual([]);
    expect(await index.pools(place, ['p1'])).toEqual(new Map());
    expect(await index.beginAnew('main', state)).toBe(true);
  });

  it('is wanted to be as new as the latest who asks', async () => {
    const index = await create();

    await index.want('main', { pools: at(5) });
    await index.want('main', { pools: at(3), groups: at(4) });

    expect(await index.wanted('main')).toMatchObject({ pools: at(5), groups: at(4) });
    expect((await index.wanted('branch')).pools).toBeUndefined();
  });

  it('names some desktops of a group, of the latest reading alone', async () => {
    const index = await create();
    const group = indexKey('group', 'Staff');
    const many = Array.from({ length: desktopsNamed + 5 }, (_each, number) => `d-${number}`);

    await index.noteDesktops('main', new Map([[group, ['old']]]), at(0));
    await index.noteDesktops('main', new Map([[group, ['d-0', 'd-1']]]), at(5));
    const few = (await index.open('main', [group])).entries.get(group)?.desktops;
    await index.noteDesktops('main', new Map([[group, many]]), at(5));
    const some = (await index.open('main', [group])).entries.get(group)?.desktops;

    expect(few).toEqual({ readSince: at(5), ids: ['d-0', 'd-1'], more: false });
    expect(some).toEqual({ readSince: at(5), ids: many.slice(0, desktopsNamed), more: true });
  });
});

describe('the access index in the ledger table', () => {
  it('says which entries cannot be read, and loses none of the others to them', async () => {
    const table = await tables.createTable();
    const index = createAccessIndexStore(tables.documents, table);
    await index.savePool('main', pool, undefined);
    const broken = { pk: `access#main#key#${ann}`, sk: 'opens', poolIds: 'p1' };
    await tables.documents.send(new PutCommand({ TableName: table, Item: broken }));

    const { entries, unreadable } = await index.open('main', [ann, ben]);

    expect([...unreadable]).toEqual([ann]);
    expect(entries.get(ben)?.poolIds).toEqual(['p1']);
  });

  it('keeps a pool of more members than one item holds', async () => {
    const index = createAccessIndexStore(tables.documents, await tables.createTable(), { keysPerItem: 40 });
    const keys = Array.from({ length: 100 }, (_, number) => indexKey('user-name', `user-${number}`));
    const before = await index.savePool('main', { ...pool, keys: keys.slice(0, 70) }, undefined);

    const after = await index.savePool('main', { ...pool, keys: keys.slice(30) }, before);

    expect(after.parts).toBe(2);
    const { entries } = await index.open('main', [keys[0] ?? '', keys[99] ?? '']);
    expect(entries.get(keys[0] ?? '')?.poolIds).toEqual([]);
    expect(entries.get(keys[99] ?? '')?.poolIds).toEqual(['p1']);
  });
});

describe('a member of a pool', () => {
  it.each([
    [
      'a user, by id and by name',
      { object_type: 'USER', object_id: 'A', object_name: 'Ann' },
      ['user-id a', 'user-name ann'],
    ],
    ['a user without an id, by name', { object_type: 'USER', object_name: 'ann' }, ['user-name ann']],
    ['a group, by name', { object_type: 'USER_GROUP', object_id: 'G', object_name: 'Staff' }, ['group staff']],
    [
      'what is of no documented kind, as either',
      { object_type: 'ROLE', object_id: 'A', object_name: 'ann' },
      ['user-id a', 'user-name ann', 'group ann'],
    ],
    ['nobody, where it has neither', { object_type: 'USER' }, []],
  ])('is found as %s', (_, member, expected) => {
    const known = ['user-id a', 'user-name ann', 'group staff', 'group ann'];
    const names = new Map(
      known.map((name) => {
        const [kind = '', value = ''] = name.split(' ');
        return [indexKey(kind as 'group', value), name];
      }),
    );

    expect(keysOfMember(member).map((key) => names.get(key))).toEqual(expected);
  });
});
