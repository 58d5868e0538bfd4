import { createHash } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { nameKey } from './name-key.ts';
import { type ScimUser, scimUser } from './scim-user.ts';

/** Thrown where a user has been saved by another request since it was loaded. */
export class UserConflict extends Error {
  override readonly name = 'UserConflict';
}

/** What users are looked up by. */
export type Attribute = 'userName' | 'externalId' | 'email';

/** What is left of a user who was deleted after an exit: nothing of the person but hashes. */
const forgottenUser = z.object({
  /** The attributes that whoever is back may be known by, hashed. */
  names: z.array(z.string()),
  /** Which identifier the name was in what was said of the exit. */
  namedBy: z.enum(['userName', 'email']),
  changedAt: z.string(),
});
export type ForgottenUser = z.infer<typeof forgottenUser>;

export type UserStore = ReturnType<typeof createUserStore>;

/** How long it is known that somebody who was deleted had left: longer than whoever comes back stays away. */
const rememberedMs = 400 * 24 * 3_600_000;

/**
 * The users that an identity provider has told of, in the ledger table: `(scim#user#{id}, user)`, guarded by its version,
 * and `(scim#{attribute}#{hash}, name)`, which leads from a name, an external id or an address to the id. Nothing here is ever
 * deleted by a call: what is forgotten is emptied, and DynamoDB's expiry takes the rest.
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
    /** A user by the id, or what is left of one who was deleted. */
    async get(id: string): Promise<{ user?: ScimUser | undefined; forgotten?: ForgottenUser | undefined }> {
      const item = await read(userKey(id));
      const user = scimUser.safeParse(item).data;
      return user ? { user } : { forgotten: forgottenUser.safeParse(item?.['forgotten']).data };
    },

    /** Saves a user over the version it was loaded with, and returns it as saved. @throws {UserConflict} */
    async save(user: ScimUser): Promise<ScimUser> {
      return { ...user, version: await put(user, user) };
    },

    /** The id that an attribute leads to. It may be stale: the user may be gone or have another one by now. */
    async holderOf(attribute: Attribute, value: string): Promise<string | undefined> {
      const holder = (await read(keyOf(attribute, value)))?.['userId'];
      return typeof holder === 'string' ? holder : undefined;
    },

    /** Lets an attribute lead to a user, unless it leads elsewhere than it was seen to. */
    point: (attribute: Attribute, value: string, userId: string, seen: string | undefined): Promise<boolean> =>
      putOver({ field: 'userId', value: seen }, { ...keyOf(attribute, value), userId }),

    /** Leaves nothing of the person. @throws {UserConflict} */
    async forget(user: ScimUser, now: number): Promise<void> {
      const expiresAt = Math.floor((now + (user.left ? rememberedMs : 0)) / 1000);
      await put(user, { expiresAt, ...(user.left && { forgotten: forgottenOf(user) }) });
      for (const [attribute, value] of attributesOf(user)) {
        const key = keyOf(attribute, value);
        await putOver({ field: 'userId', value: user.id }, { ...key, userId: user.id, expiresAt });
      }
    },
  };
}

type Key = { pk: string; sk: string };
type Seen = { field: string; value: string | number | undefined };

/** What a user is found by, what identified the person before a rename included. */
export function attributesOf({ userName, externalId, email, knownAs = {} }: ScimUser): [Attribute, string][] {
  const pairs: [Attribute, string | undefined][] = [
    ['userName', userName],
    ['userName', knownAs.userName],
    ['externalId', externalId],
    ['externalId', knownAs.externalId],
    ['email', email],
    ['email', knownAs.email],
  ];
  return pairs.filter((pair): pair is [Attribute, string] => pair[1] !== undefined);
}

/** @internal for the store of the simulation */
export function forgottenOf(user: ScimUser): ForgottenUser {
  const names = attributesOf(user).map(([attribute, value]) => keyOf(attribute, value).pk);
  const namedBy = user.left?.some(({ userName }) => userName !== undefined) ? 'userName' : 'email';
  return { names, namedBy, changedAt: user.changedAt };
}

/** Whether a deleted user was known by it. */
export function wasKnownBy({ names }: ForgottenUser, attribute: Attribute, value: string): boolean {
  return names.includes(keyOf(attribute, value).pk);
}

function userKey(id: string): Key {
  return { pk: `scim#user#${id}`, sk: 'user' };
}

function keyOf(attribute: Attribute, value: string): Key {
  return { pk: `scim#${attribute}#${createHash('sha256').update(nameKey(value)).digest('hex')}`, sk: 'name' };
}
