import { createHash } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { nameKey, type ScimUser, scimUser } from './scim-user.ts';

/** Thrown where a user has been saved by another request since it was loaded. */
export class UserConflict extends Error {
  override readonly name = 'UserConflict';
}

export type UserStore = ReturnType<typeof createUserStore>;

/**
 * The users that an identity provider has told of, in the ledger table: `(scim#user#{id}, user)`, guarded by its version,
 * and `(scim#name#{hash}, name)`, which leads from a user name to the id. Nothing here is ever deleted by a call: what is
 * forgotten is emptied, and DynamoDB's expiry takes the rest.
 */
export function createUserStore(documents: DynamoDBDocumentClient, table: string) {
  async function read(key: Key): Promise<Record<string, unknown> | undefined> {
    const { Item } = await documents.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
    return Item;
  }

  /** Whether the item was written; false where it is no longer as it was seen, `undefined` being not there at all. */
  async function putOver(seen: Seen, item: Key & Record<string, unknown>): Promise<boolean> {
    const condition =
      seen.value === undefined
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: '#seen = :seen',
            ExpressionAttributeNames: { '#seen': seen.field },
            ExpressionAttributeValues: { ':seen': seen.value },
          };
    try {
      await documents.send(new PutCommand({ TableName: table, Item: item, ...condition }));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  async function put(user: ScimUser, content: object): Promise<number> {
    const version = user.version + 1;
    const seen = { field: 'version', value: user.version === 0 ? undefined : user.version };
    if (!(await putOver(seen, { ...userKey(user.id), ...content, version }))) throw new UserConflict();
    return version;
  }

  return {
    async get(id: string): Promise<ScimUser | undefined> {
      return scimUser.safeParse(await read(userKey(id))).data;
    },

    /** Saves a user over the version it was loaded with, and returns it as saved. @throws {UserConflict} */
    async save(user: ScimUser): Promise<ScimUser> {
      return { ...user, version: await put(user, user) };
    },

    /** The id that a user name leads to. It may be stale: the user may be gone or have another name by now. */
    async holderOf(userName: string): Promise<string | undefined> {
      const holder = (await read(keyOfName(userName)))?.['userId'];
      return typeof holder === 'string' ? holder : undefined;
    },

    /** Lets a user name lead to a user, unless it leads elsewhere than it was seen to. */
    point: (userName: string, userId: string, seen: string | undefined): Promise<boolean> =>
      putOver({ field: 'userId', value: seen }, { ...keyOfName(userName), userId }),

    /** Leaves nothing of the person. @throws {UserConflict} */
    async forget(user: ScimUser, now: number): Promise<void> {
      const expiresAt = Math.floor(now / 1000);
      await put(user, { expiresAt });
      await putOver({ field: 'userId', value: user.id }, { ...keyOfName(user.userName), userId: user.id, expiresAt });
    },
  };
}

type Key = { pk: string; sk: string };
type Seen = { field: string; value: string | number | undefined };

function userKey(id: string): Key {
  return { pk: `scim#user#${id}`, sk: 'user' };
}

function keyOfName(userName: string): Key {
  return { pk: `scim#name#${createHash('sha256').update(nameKey(userName)).digest('hex')}`, sk: 'name' };
}
