import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException, DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { desktopsNamed, type IndexState, indexState, type Opened, type Wanted } from '../access-index/access-index.ts';
import { unique } from '../runtime/chunks.ts';
import { inParallel } from '../runtime/in-parallel.ts';
import { readItems } from './read-items.ts';

export type AccessIndexStore = ReturnType<typeof createAccessIndexStore>;

/** The right to write to the index, and the state it was taken with. */
export type Lease = { leaseId: string; state: IndexState };

/** An entry that is not what an entry is, so that nothing can be added to it. */
export class UnreadableEntry extends Error {
  override readonly name = 'UnreadableEntry';
}

/** A pool with those who may use it, as a reading found it. */
export type ReadPool = {
  poolId: string;
  name?: string | undefined;
  readAt: string;
  keys: readonly string[];
  /** Members that nothing tells from others. */
  unclear: number;
};

const writesAtOnce = 10;
const keyLength = 22;

const storedPool = z.object({
  name: z.optional(z.string()),
  readAt: z.string(),
  parts: z.number(),
  unclear: z.number(),
});
export type StoredPool = z.infer<typeof storedPool>;

const opened = z.object({
  poolIds: z.optional(z.set(z.string())),
  desktops: z.optional(z.object({ readSince: z.string(), ids: z.array(z.string()), more: z.boolean() })),
});

/**
 * The index of who may use which pool, and which multi-user desktops are a group's, in the ledger table:
 *
 * - `(access#{project}, state)` how far it is read, and who is writing
 * - `(access#{project}, wanted)` how new it is wanted to be
 * - `(access#{project}#pool#{id}, pool)` when a pool was read; `(…, members#{n})` under which keys its members are found
 * - `(access#{project}#key#{key}, opens)` what is open to a user or a group
 *
 * An entry is written before the pool that it comes from is said to be read, and one that outlives its pool only costs a look.
 * Once an entry was found that cannot be read, `{project}` of all but the first two is another place: see `placeOf`.
 */
export function createAccessIndexStore(
  documents: DynamoDBDocumentClient,
  table: string,
  // Of 22 characters: 220 KB, where an item may have 400.
  { keysPerItem = 10_000 } = {},
) {
  async function state(project: string): Promise<IndexState> {
    const { Item } = await documents.send(
      new GetCommand({ TableName: table, Key: { pk: pkOf(project), sk: 'state' }, ConsistentRead: true }),
    );
    // What cannot be read is read anew.
    return indexState.safeParse(Item ?? {}).data ?? {};
  }

  async function put(item: Record<string, unknown>, condition?: Partial<PutInput>): Promise<boolean> {
    return unlessRefused(documents.send(new PutCommand({ TableName: table, Item: item, ...condition })));
  }

  return {
    state,

    /** How new the index is wanted to be; what cannot be read is wanted by nobody. */
    async wanted(project: string): Promise<Wanted> {
      const { Item } = await documents.send(
        new GetCommand({ TableName: table, Key: { pk: pkOf(project), sk: 'wanted' } }),
      );
      return (
        z.object({ pools: z.optional(z.string()), groups: z.optional(z.string()) }).safeParse(Item ?? {}).data ?? {}
      );
    },

    /** Asks for a reading that begins at this time or later, ISO 8601 UTC. */
    async want(project: string, wanted: Wanted): Promise<void> {
      for (const kind of ['pools', 'groups'] as const) {
        const since = wanted[kind];
        if (since === undefined) continue;
        const update = new UpdateCommand({
          TableName: table,
          Key: { pk: pkOf(project), sk: 'wanted' },
          UpdateExpression: 'SET #kind = :since',
          ConditionExpression: 'attribute_not_exists(#kind) OR #kind < :since',
          ExpressionAttributeNames: { '#kind': kind },
          ExpressionAttributeValues: { ':since': since },
        });
        await unlessRefused(documents.send(update));
      }
    },

    /** Takes the right to write; undefined while somebody else has it. ISO 8601 UTC */
    async lease(project: string, now: string, until: string): Promise<Lease | undefined> {
      const leaseId = randomUUID();
      const update = new UpdateCommand({
        TableName: table,
        Key: { pk: pkOf(project), sk: 'state' },
        UpdateExpression: 'SET leaseId = :id, leaseUntil = :until',
        ConditionExpression: 'attribute_not_exists(leaseUntil) OR leaseUntil < :now',
        ExpressionAttributeValues: { ':id': leaseId, ':until': until, ':now': now },
      });
      const taken = await unlessRefused(documents.send(update));
      return taken ? { leaseId, state: await state(project) } : undefined;
    },

    /** Saves how far the index is read; without `until` the right to write ends. @returns false where it has been lost */
    save(project: string, { leaseId, state: { leaseId: _, leaseUntil: __, ...rest } }: Lease, until?: string) {
      const held = until === undefined ? {} : { leaseId, leaseUntil: until };
      return put(
        { pk: pkOf(project), sk: 'state', ...rest, ...held },
        { ConditionExpression: 'leaseId = :id', ExpressionAttributeValues: { ':id': leaseId } },
      );
    },

    /** Forgets the index that was found in this epoch, whoever is writing to it: what stands in it is not to be relied on. */
    beginAnew(project: string, { epoch }: Pick<IndexState, 'epoch'>): Promise<boolean> {
      const seen = epoch === undefined ? {} : { ExpressionAttributeValues: { ':epoch': epoch } };
      const ConditionExpression = epoch === undefined ? 'attribute_not_exists(epoch)' : 'epoch = :epoch';
      return put({ pk: pkOf(project), sk: 'state', epoch: randomUUID() }, { ConditionExpression, ...seen });
    },

    /** What is known of pools; those that were never read are left out. */
    async pools(project: string, poolIds: readonly string[]): Promise<Map<string, StoredPool>> {
      const ids = new Map(unique(poolIds).map((id) => [pkOf(project, 'pool', id), id]));
      const items = await readItems(documents, table, [...ids.keys()], 'pool');
      return new Map(
        [...items].flatMap(([pk, item]) => {
          const { data } = storedPool.safeParse(item);
          const id = ids.get(pk);
          return data && id !== undefined ? [[id, data]] : [];
        }),
      );
    },

    /** Keeps who may use a pool, in place of what was known before. */
    async savePool(project: string, pool: ReadPool, before: StoredPool | undefined): Promise<StoredPool> {
      const pk = pkOf(project, 'pool', pool.poolId);
      const known = new Set(await membersOf(pk, before?.parts ?? 0));
      const now = new Set(pool.keys);
      await change(
        project,
        pool.poolId,
        [...now].filter((key) => !known.has(key)),
        'ADD',
      );
      await change(
        project,
        pool.poolId,
        [...known].filter((key) => !now.has(key)),
        'DELETE',
      );
      const parts = Math.ceil(now.size / keysPerItem);
      if (known.size !== now.size || [...now].some((key) => !known.has(key))) await keepMembers(pk, [...now]);
      const { name, readAt, unclear } = pool;
      const stored = { ...(name !== undefined && { name }), readAt, parts, unclear };
      await put({ pk, sk: 'pool', ...stored });
      return stored;
    },

    /** Notes desktops of groups, by the groups' keys: what one page of a reading that began at `readSince` has shown. */
    async noteDesktops(project: string, groups: ReadonlyMap<string, readonly string[]>, readSince: string) {
      const { entries: known } = await open(project, [...groups.keys()]);
      await inParallel([...groups], writesAtOnce, async ([key, found]) => {
        const before = known.get(key)?.desktops;
        const earlier = before?.readSince === readSince ? before : { ids: [], more: false };
        const ids = unique([...earlier.ids, ...found]);
        const desktops = {
          readSince,
          ids: ids.slice(0, desktopsNamed),
          more: earlier.more || ids.length > desktopsNamed,
        };
        if (JSON.stringify(desktops) === JSON.stringify(before)) return;
        await documents.send(
          new UpdateCommand({
            TableName: table,
            Key: { pk: pkOf(project, 'key', key), sk: 'opens' },
            UpdateExpression: 'SET desktops = :desktops',
            ExpressionAttributeValues: { ':desktops': desktops },
          }),
        );
      });
    },

    open,
  };

  /** What is open to users and groups, by their keys; beside it the keys of entries that are not what an entry is. */
  async function open(project: string, keys: readonly string[]) {
    const byPk = new Map(unique(keys).map((key) => [pkOf(project, 'key', key), key]));
    const items = await readItems(documents, table, [...byPk.keys()], 'opens');
    const entries = new Map<string, Opened>();
    const unreadable = new Set<string>();
    for (const [pk, item] of items) {
      const { data } = opened.safeParse(item);
      const key = byPk.get(pk) ?? '';
      if (!data) unreadable.add(key);
      else entries.set(key, { poolIds: [...(data.poolIds ?? [])], ...(data.desktops && { desktops: data.desktops }) });
    }
    return { entries, unreadable };
  }

  /** One pool more or less for each of these keys. */
  async function change(project: string, poolId: string, keys: readonly string[], how: 'ADD' | 'DELETE') {
    await inParallel(keys, writesAtOnce, async (key) => {
      const update = new UpdateCommand({
        TableName: table,
        Key: { pk: pkOf(project, 'key', key), sk: 'opens' },
        UpdateExpression: `${how} poolIds :pool`,
        ExpressionAttributeValues: { ':pool': new Set([poolId]) },
      });
      try {
        await documents.send(update);
      } catch (error) {
        const isOther = error instanceof DynamoDBServiceException && error.name === 'ValidationException';
        throw isOther ? new UnreadableEntry(`The entry ${key} of the access index cannot be read`) : error;
      }
    });
  }

  async function membersOf(pk: string, parts: number): Promise<string[]> {
    const found = await inParallel(
      Array.from({ length: parts }, (_, part) => part),
      writesAtOnce,
      async (part) => {
        const Key = { pk, sk: memberPart(part) };
        const { Item } = await documents.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
        return String(Item?.['keys'] ?? '').match(new RegExp(`.{${keyLength}}`, 'g')) ?? [];
      },
    );
    return found.flat();
  }

  async function keepMembers(pk: string, keys: readonly string[]): Promise<void> {
    for (let part = 0; part * keysPerItem < keys.length; part += 1) {
      const some = keys.slice(part * keysPerItem, (part + 1) * keysPerItem);
      await put({ pk, sk: memberPart(part), keys: some.join('') });
    }
  }
}

type PutInput = ConstructorParameters<typeof PutCommand>[0];

const memberPart = (part: number) => `members#${String(part).padStart(3, '0')}`;

function pkOf(project: string, ...parts: string[]): string {
  return ['access', project, ...parts].join('#');
}

/** False where its condition did not hold. */
async function unlessRefused(sent: Promise<unknown>): Promise<boolean> {
  try {
    await sent;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
