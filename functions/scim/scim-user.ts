import * as z from 'zod/mini';
import { withIdPrefix } from '../hr-webhook/id-prefix.ts';
import { loginIdentifiers } from '../hr-webhook/login-identifiers.ts';
import type { ExitNotice } from '../shared/offboarding/exit-notice.ts';

/** What an identity provider may say of a user, as far as it is kept here: undefined, where it stands, is "has none". */
export type UserAttributes = {
  userName: string;
  externalId?: string | undefined;
  email?: string | undefined;
  active?: boolean;
};

const instant = z.iso.datetime({ offset: true });

/** A user as the identity provider has described it, and how far that has been told. */
export const scimUser = z.object({
  id: z.string(),
  userName: z.string(),
  externalId: z.optional(z.string()),
  email: z.optional(z.string()),
  active: z.boolean(),
  /** Counts how often `active` has changed. Each change is one event, of which the queue is told once or again. */
  changes: z.number(),
  /** Up to which change the queue has been told. */
  announced: z.number(),
  changedAt: instant,
  createdAt: instant,
  updatedAt: instant,
  /** Counts the saves; a save names the version it was made from. */
  version: z.number(),
});
export type ScimUser = z.infer<typeof scimUser>;

export function newUser(id: string, { active = true, ...attributes }: UserAttributes, now: string): ScimUser {
  return {
    ...attributes,
    id,
    active,
    changes: 0,
    announced: 0,
    changedAt: now,
    createdAt: now,
    updatedAt: now,
    version: 0,
  };
}

/** The user with what was said of it; the very same where that is nothing new. */
export function withAttributes(user: ScimUser, said: Partial<UserAttributes>, now: string): ScimUser {
  const next = { ...user, ...said };
  const names = ['userName', 'externalId', 'email', 'active'] as const;
  if (names.every((name) => next[name] === user[name])) return user;
  const change = next.active === user.active ? {} : { changes: user.changes + 1, changedAt: now };
  return { ...next, ...change, updatedAt: now };
}

export function isAnnounced({ changes, announced }: ScimUser): boolean {
  return announced === changes;
}

/** Names are compared as SCIM's `userName` is: without regard to letter case. */
export function isNamed(user: ScimUser, userName: string): boolean {
  return nameKey(user.userName) === nameKey(userName);
}

export function nameKey(userName: string): string {
  return userName.trim().toLowerCase();
}

/** What the latest change of `active` says of the person. The same change has the same event id, however often it is told. */
export function noticeOf(user: ScimUser, keyId: string, idPrefix?: string): ExitNotice {
  const { userName, externalId: id, email } = user;
  const person = { ...(id && { id }), ...(email && { email }), ...loginIdentifiers(userName) };
  return {
    kind: user.active ? 'rehired' : 'exit',
    source: 'scim',
    eventId: `${user.id}#${user.changes}`,
    person: withIdPrefix(person, idPrefix),
    sentAt: user.changedAt,
    receivedAt: user.changedAt,
    trust: 'token',
    keyId,
  };
}
