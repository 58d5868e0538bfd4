import { randomUUID } from 'node:crypto';
import type { ExitNotice } from '../shared/offboarding/notices/exit-notice.ts';
import { HttpError } from '../shared/runtime/http-error.ts';
import { nothingKept } from './attribute-values.ts';
import { leaverOf } from './leaver-of.ts';
import { departureOf, lookUp, lookUpKnown, newAttributesOf } from './look-up.ts';
import {
  asAnnounced,
  type Departure,
  isAnnounced,
  newUser,
  noticesOf,
  type ScimUser,
  type UserAttributes,
  withAttributes,
} from './scim-user.ts';
import { type Attribute, UserConflict, type UserStore } from './user-store.ts';

/** How often a request begins again when others change the same user at the same moment. */
const mostAttempts = 5;

export type DirectoryParts = {
  store: UserStore;
  /** Queues a notice. Told again after a crash, with the same event id. */
  announce: (notice: ExitNotice) => Promise<void>;
  /** The request's one reading of the clock, epoch milliseconds. */
  now: number;
  /** Which of the live tokens the request came with. */
  keyId: string;
  /** What goes before the ids of its people in what is announced. */
  idPrefix?: string | undefined;
};

/** What a request says of a user, who is as it finds them. */
export type Saying = (user: ScimUser) => Partial<UserAttributes>;

export type UserDirectory = ReturnType<typeof openDirectory>;

/**
 * The identity provider's users, for one request of it.
 *
 * A change of `active` is saved, then queued, then marked as queued. A crash at any point leaves a user whose next request,
 * be it only a look, queues what is still to be queued: nobody is told that a user is inactive before the exit is on its way.
 */
export function openDirectory({ store, announce, now, keyId, idPrefix }: DirectoryParts) {
  const at = new Date(now).toISOString();

  async function announced(user: ScimUser): Promise<ScimUser> {
    if (isAnnounced(user)) return user;
    for (const notice of noticesOf(user, keyId, idPrefix)) await announce(notice);
    return store.save(asAnnounced(user));
  }

  async function load(id: string): Promise<ScimUser> {
    const { user, forgotten } = await store.get(id);
    if (user) return user;
    throw new HttpError(404, forgotten ? 'deleted-user' : 'unknown-user', 'There is no user with this id');
  }

  /**
   * Lets an attribute lead to a user. A name has one active user; it is given on by one who is gone, as Entra gives the name that
   * it has put into its recycle bin. Of the other attributes it is whoever was given it last.
   */
  async function point(attribute: Attribute, value: string, id: string, mayBeTaken: boolean): Promise<void> {
    const { holder, user } = await lookUp(store, attribute, value);
    if (holder === id) return;
    if (attribute === 'userName' && user?.active) {
      if (mayBeTaken) return;
      throw nameIsTaken();
    }
    if (!(await store.point(attribute, value, id, holder))) throw new UserConflict();
  }

  /**
   * Saves a user who is found by all attributes before it is there. A change of `active` is not refused because somebody else
   * has the name that came with it: it would be refused again and again, and the exit never be heard of.
   */
  async function saved(next: ScimUser, before?: ScimUser): Promise<ScimUser> {
    const mayBeTaken = before !== undefined && before.active !== next.active;
    for (const [attribute, value] of newAttributesOf(next, before)) await point(attribute, value, next.id, mayBeTaken);
    return announced(await store.save(next));
  }

  async function changeOnce(id: string, saying: Saying, departure?: Departure): Promise<ScimUser> {
    const user = await load(id);
    const next = withAttributes(user, saying(user), at);
    if (next === user) return announced(user);
    if (user.active && !next.active) return saved({ ...next, left: [await leaverOf(store, next)] }, user);
    const isBack = next.active && !user.active && departure;
    return saved(isBack ? { ...next, left: [...(next.left ?? []), ...departure.people] } : next, user);
  }

  /**
   * Makes a user known, which has no effect on anybody's desktops, not even where the user is inactive. Whom an inactive user
   * or one who was deleted after an exit stands for is back, unless said to be inactive. Where that could not be queued, the
   * same request again finds the user active, and is not refused for it.
   */
  async function createOnce(attributes: UserAttributes): Promise<ScimUser> {
    const known = await lookUpKnown(store, attributes);
    const departure = departureOf(known, attributes);
    const revived = [known.byName.user, known.byId.user].find((user) => user && mayBeCreatedAgain(user));
    if (known.byName.user?.active && revived !== known.byName.user) throw nameIsTaken();
    if (!revived) return saved(newUser(randomUUID(), attributes, at, departure));
    return changeOnce(revived.id, () => ({ ...nothingKept, active: true, ...attributes }), departure);
  }

  return {
    get: (id: string): Promise<ScimUser> => unlessChanged(async () => announced(await load(id))),

    /** @returns nobody where there is no such user */
    find: (attribute: Attribute | 'id', value: string): Promise<ScimUser | undefined> =>
      unlessChanged(async () => {
        const { user } = attribute === 'id' ? await store.get(value) : await lookUp(store, attribute, value);
        return user && announced(user);
      }),

    create: (attributes: UserAttributes): Promise<ScimUser> => unlessChanged(() => createOnce(attributes)),

    change: (id: string, saying: Saying): Promise<ScimUser> => unlessChanged(() => changeOnce(id, saying)),

    /** Who is deleted leaves, unless already gone; then nothing of the person is kept. */
    remove: (id: string): Promise<void> =>
      unlessChanged(async () => store.forget(await changeOnce(id, () => ({ active: false })), now)),
  };
}

function mayBeCreatedAgain(user: ScimUser): boolean {
  return !user.active || !isAnnounced(user);
}

function nameIsTaken(): HttpError {
  return new HttpError(409, 'uniqueness', 'There is a user with this userName already');
}

/** Begins again where another request has changed the user in between. */
async function unlessChanged<T>(work: () => Promise<T>, attempt = 1): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserConflict && attempt < mostAttempts) return unlessChanged(work, attempt + 1);
    throw error;
  }
}
