import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Caller } from '../../../../functions/shared/workspace-api/call/call.ts';
import { defineListing, pagesFrom } from '../../../../functions/shared/workspace-api/lists/list-pages.ts';
import { firstRead, type Reading } from '../../../../functions/shared/workspace-api/lists/next-read.ts';
import { startWorkspace, type Workspace } from '../../support/start-workspace.ts';
import { collect } from './support/client.ts';

/** A list of the service, longer than a page, from which the first can be taken while another is added. */
type Kept = { list: () => Promise<string[]>; swap: (count: number) => void; last: string };

const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);

const lists: Record<string, (workspace: Workspace) => Kept> = {
  'members of a pool': ({ world, client }) => {
    const users = numbers(250).map((number) => `user-${number}`);
    const { id } = world.addPool({ poolName: 'call-centre', users });
    return {
      list: async () => (await collect(client.listPoolUsers(id))).flatMap(({ object_name: name }) => name ?? []),
      swap: (count) => world.grantPool(id, (before) => swapped(before, count, (number) => copyOf(before, number))),
      last: 'user-100',
    };
  },
  pools: ({ world, client }) => {
    for (const number of numbers(1_100)) world.addPool({ poolName: `pool-${number}` });
    return {
      list: async () => (await collect(client.listPools())).flatMap(({ name }) => name ?? []),
      swap(count) {
        for (const { id } of world.pools.slice(0, count)) world.deletePool(id);
        for (const number of numbers(count)) world.addPool({ poolName: `new-${number}` });
      },
      last: 'pool-1000',
    };
  },
  'desktops of somebody': ({ world, client }) => {
    for (const number of numbers(600)) world.addDesktop({ id: `desktop-${number}`, users: ['ann'] });
    return {
      list: async () => (await collect(client.listDesktopDetails({ userNames: ['ann'] }))).map((one) => one.desktop_id),
      swap: (count) => swapDesktops(world, count, { users: ['ann'] }),
      last: 'desktop-500',
    };
  },
  'multi-user desktops': ({ world, client }) => {
    for (const number of numbers(1_100)) world.addDesktop({ id: `desktop-${number}`, desktopType: 'SHARED' });
    return {
      // Read from a place on, an item may come twice.
      list: async () => [
        ...new Set(
          (await Array.fromAsync(client.listSharedDesktops())).flatMap(({ items }) =>
            items.map((one) => one.desktop_id),
          ),
        ),
      ],
      swap: (count) => swapDesktops(world, count, { desktopType: 'SHARED' }),
      last: 'desktop-1000',
    };
  },
};

function swapped<Item>(before: readonly Item[], count: number, added: (number: number) => Item): Item[] {
  return [...before.slice(count), ...numbers(count).map(added)];
}

function copyOf<Grant extends { objectId: string; objectName: string }>(
  before: readonly Grant[],
  number: number,
): Grant {
  const [grant] = before;
  if (!grant) throw new Error('There is nobody in the pool');
  return { ...grant, objectId: `new-${number}`, objectName: `new-${number}` };
}

function swapDesktops(world: Workspace['world'], count: number, like: Parameters<typeof world.addDesktop>[0]): void {
  for (const { id } of world.desktops.slice(0, count)) world.deleteDesktop(id);
  for (const _ of numbers(count)) world.addDesktop(like);
}

describe('a list of which some leave while as many come, so that its length says nothing', () => {
  it.each(Object.keys(lists).flatMap((name) => [1, 50].map((count) => [name, count] as const)))(
    'loses nobody who is in it all the time: %s, %i at a time',
    async (name, count) => {
      let pages = 0;
      let kept: Kept | undefined;
      const workspace = await startWorkspace({
        onRequest() {
          pages += 1;
          if (pages === 1) kept?.swap(count);
        },
      });
      kept = lists[name]?.(workspace);
      if (!kept) throw new Error(`There is no list ${name}`);

      const found = await kept.list();

      expect(found).toContain(kept.last);
      expect(new Set(found).size).toBe(found.length);
      expect(pages).toBeLessThanOrEqual(count === 1 ? 3 : 6);
    },
  );
});

/** What happens to a list between two pages: places from which rows are removed, and places at which new ones come. */
const changes = fc.record({
  removed: fc.array(fc.nat(300), { maxLength: 6 }),
  added: fc.array(fc.nat(300), { maxLength: 6 }),
});

const listing = defineListing<{ rows: number[]; total: number }, number>({
  operation: { name: 'ListRows' } as never,
  pageSize: 20,
  itemsOf: ({ rows }) => rows,
  totalOf: ({ total }) => total,
  idOf: String,
});

/** A service whose list of so many rows changes so after each page. */
function changingList(length: number, rounds: readonly { removed: number[]; added: number[] }[]) {
  let list = [...numbers(length)];
  let [created, pages] = [length, 0];
  const caller = {
    async read(_: unknown, { query: { offset = 0, limit } }: { query: { offset?: number; limit: number } }) {
      const answer = { rows: list.slice(offset, offset + limit), total: list.length };
      const { removed = [], added = [] } = rounds[pages] ?? {};
      pages += 1;
      const gone = new Set(removed.map((place) => list[place % Math.max(1, list.length)]));
      list = list.filter((row) => !gone.has(row));
      for (const place of added) {
        list.splice(place % (list.length + 1), 0, created);
        created += 1;
      }
      return answer;
    },
  };
  return { caller: caller as unknown as Caller, rows: () => list };
}

describe('a list that rows are taken from and added to at any place', () => {
  it('is read whole, but for rows that came meanwhile, also where another run goes on', async () => {
    const property = fc.asyncProperty(
      fc.nat(150),
      fc.array(changes, { maxLength: 12 }),
      fc.array(fc.boolean(), { maxLength: 12 }),
      async (length, rounds, stops) => {
        const { caller, rows } = changingList(length, rounds);
        const read = new Set<number>();
        let from: Reading | 'complete' = firstRead;
        for (let run = 0; from !== 'complete'; run += 1) {
          for await (const { items, next } of pagesFrom(caller, listing, {}, from)) {
            for (const row of items) read.add(row);
            from = next;
            if (stops[run]) break;
          }
          // What is kept between two runs is kept as JSON.
          from = JSON.parse(JSON.stringify(from)) as Reading | 'complete';
        }
        expect(rows().filter((row) => row < length && !read.has(row))).toEqual([]);
      },
    );
    expect(await fc.check(property, { numRuns: 500 })).toMatchObject({ failed: false });
  });
});
