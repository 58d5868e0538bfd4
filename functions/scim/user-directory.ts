import { randomUUID } from 'node:crypto';
import type { ExitNotice } from '../shared/offboarding/exit-notice.ts';
import { HttpError } from '../shared/runtime/http-error.ts';
import {
  isAnnounced,
  isNamed,
  newUser,
  noticeOf,
  type ScimUser,
  type UserAttributes,
  withAttributes,
} from './scim-user.ts';
import { UserConflict, type UserStore } from './user-store.ts';

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
    await announce(noticeOf(user, keyId, idPrefix));
    return store.save({ ...user, announced: user.changes });
  }

  async function load(id: string): Promise<ScimUser> {
    const user = await store.get(id);
    if (!user) throw new HttpError(404, 'unknown-user', 'There is no user with this id');
    return user;
  }

  /** Whom a user name leads to, and who has it: nobody where that user is gone or has another name by now. */
  async function lookUp(userName: string): Promise<{ holder: string | undefined; user: ScimUser | undefined }> {
    const holder = await store.holderOf(userName);
    const user = holder === undefined ? undefined : await store.get(holder);
    return { holder, user: user && isNamed(user, userName) ? user : undefined };
  }

  /** Takes a user name for a user: before it is saved, so that a user who is there can be found. */
  async function claim(userName: string, id: string): Promise<void> {
    const { holder, user } = await lookUp(userName);
    if (user || !(await store.point(userName, id, holder))) {
      throw new HttpError(409, 'uniqueness', 'There is a user with this userName already');
    }
  }

  async function changeOnce(id: string, said: Partial<UserAttributes>): Promise<ScimUser> {
    const user = await load(id);
    const next = withAttributes(user, said, at);
    if (!isNamed(user, next.userName)) await claim(next.userName, id);
    return announced(next === user ? user : await store.save(next));
  }

  return {
    get: (id: string): Promise<ScimUser> => unlessChanged(async () => announced(await load(id))),

    find: (userName: string): Promise<ScimUser | undefined> =>
      unlessChanged(async () => {
        const { user } = await lookUp(userName);
        return user && announced(user);
      }),

    /** Makes a user known. That has no effect on anybody's desktops, not even where the user is inactive. */
    async create(attributes: UserAttributes): Promise<ScimUser> {
      const user = newUser(randomUUID(), attributes, at);
      await claim(user.userName, user.id);
      return store.save(user);
    },

    change: (id: string, said: Partial<UserAttributes>): Promise<ScimUser> => unlessChanged(() => changeOnce(id, said)),

    /** Who is deleted leaves, unless already gone; then nothing of the person is kept. */
    remove: (id: string): Promise<void> =>
      unlessChanged(async () => store.forget(await changeOnce(id, { active: false }), now)),
  };
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
