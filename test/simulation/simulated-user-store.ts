import { nameKey } from '../../functions/scim/name-key.ts';
import type { ScimUser } from '../../functions/scim/scim-user.ts';
import {
  attributesOf,
  type ForgottenUser,
  forgottenOf,
  UserConflict,
  type UserStore,
} from '../../functions/scim/user-store.ts';

/** SCIM's users in memory, as the table keeps them. */
export function createSimulatedUserStore(): UserStore {
  const users = new Map<string, { user?: ScimUser; forgotten?: ForgottenUser | undefined; version: number }>();
  const holders = new Map<string, string>();

  function put(user: ScimUser, content: { user?: ScimUser; forgotten?: ForgottenUser | undefined }): void {
    if ((users.get(user.id)?.version ?? 0) !== user.version) throw new UserConflict();
    users.set(user.id, { ...content, version: user.version + 1 });
  }

  return {
    get: async (id) => users.get(id) ?? {},
    async save(user) {
      const saved = { ...user, version: user.version + 1 };
      put(user, { user: saved });
      return saved;
    },
    holderOf: async (attribute, value) => holders.get(keyOf(attribute, value)),
    async point(attribute, value, userId, seen) {
      const key = keyOf(attribute, value);
      if (holders.get(key) !== seen) return false;
      holders.set(key, userId);
      return true;
    },
    async forget(user) {
      put(user, { forgotten: user.left && forgottenOf(user) });
      if (user.left) return;
      for (const [attribute, value] of attributesOf(user)) {
        if (holders.get(keyOf(attribute, value)) === user.id) holders.delete(keyOf(attribute, value));
      }
    },
  };
}

function keyOf(attribute: string, value: string): string {
  return `${attribute} ${nameKey(value)}`;
}
