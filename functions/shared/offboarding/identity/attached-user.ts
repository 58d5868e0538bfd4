import * as z from 'zod/mini';
import { isSameName } from './candidate.ts';

/** Who is attached to a desktop, as a reading names them. */
export const attachedUser = z.object({
  userName: z.string(),
  userId: z.optional(z.string()),
  domain: z.optional(z.string()),
  /**
   * Absent for a user; `unknown` is what Workspace calls by a word that means neither. `more` stands for those who would make a
   * list too long: the name says how many.
   */
  type: z.optional(z.enum(['group', 'unknown', 'more'])),
});

export type AttachedUser = z.infer<typeof attachedUser>;

/** So many are kept by name of each desktop: a case of many desktops is to fit into one item of the ledger. */
const mostNamed = 20;

/** The same people in a list that may be kept. */
export function toKeep(users: readonly AttachedUser[]): AttachedUser[] {
  if (users.length <= mostNamed) return [...users];
  const left = users.length - (mostNamed - 1);
  return [...users.slice(0, mostNamed - 1), { userName: `${left} more`, type: 'more' }];
}

/** The people of both lists, each once. */
export function allOf(some: readonly AttachedUser[], more: readonly AttachedUser[]): AttachedUser[] {
  return [...some, ...more.filter((user) => !some.some((other) => isSameHolder(other, user)))];
}

function isSameHolder(a: AttachedUser, b: AttachedUser): boolean {
  if (a.userId && b.userId) return isSameName(a.userId, b.userId);
  return isSameName(a.userName, b.userName) && (a.domain ?? '') === (b.domain ?? '');
}

/**
 * Their names, for people. The domain is among them where the leaver has the same name, which says nothing then.
 *
 * @param leaver the leaver's own user name
 */
export function namesInWords(users: readonly AttachedUser[], leaver: string): string {
  return users.map((user) => wordFor(user, leaver)).join(', ');
}

function wordFor({ userName, userId, domain, type }: AttachedUser, leaver: string): string {
  if (type === 'group') return `group ${userName}`;
  if (!isSameName(userName, leaver)) return userName;
  return [domain ? `${domain}\\${userName}` : userName, userId && `(${userId})`].filter(Boolean).join(' ');
}
