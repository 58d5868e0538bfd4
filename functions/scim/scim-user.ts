import * as z from 'zod/mini';
import { withIdPrefix } from '../shared/intake/id-prefix.ts';
import { type Person, person } from '../shared/offboarding/case/person.ts';
import type { ExitNotice } from '../shared/offboarding/notices/exit-notice.ts';
import { knownAfter, personOf } from './person-of.ts';

/** What an identity provider may say of a user, as far as it is kept here: undefined, where it stands, is "has none". */
export type UserAttributes = {
  userName: string;
  externalId?: string | undefined;
  email?: string | undefined;
  /** What the address is for, in lower case; undefined where nothing was said. */
  emailType?: string | undefined;
  active?: boolean;
};

const instant = z.iso.datetime({ offset: true });
const text = z.optional(z.string());

/** A user as the identity provider has described it, and how far that has been told. */
export const scimUser = z.object({
  id: z.string(),
  userName: z.string(),
  externalId: text,
  email: text,
  emailType: text,
  /** What identifies the person where what was sent last does not. */
  knownAs: z.optional(z.object({ userName: text, externalId: text, email: text })),
  active: z.boolean(),
  /** As whom the queue is told that they leave, until it is told that they are back. */
  left: z.optional(z.array(person)),
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

/** Who was said to leave, and when, by users whom another one takes the place of. */
export type Departure = { people: Person[]; changedAt: string };

/** @param departure of whom it takes the place: an active user says that they are back */
export function newUser(
  id: string,
  { active = true, ...attributes }: UserAttributes,
  now: string,
  departure?: Departure,
): ScimUser {
  const user = { ...attributes, id, active, changes: 0, announced: 0, createdAt: now, updatedAt: now, version: 0 };
  if (!departure) return { ...user, changedAt: now };
  const left = departure.people;
  if (!active) return { ...user, left, changedAt: departure.changedAt };
  return { ...user, left, changes: 1, changedAt: after(departure.changedAt, now) };
}

/** The user with what was said of it; the very same where that is nothing new. */
export function withAttributes(user: ScimUser, said: Partial<UserAttributes>, now: string): ScimUser {
  const next = { ...user, ...said };
  const names = ['userName', 'externalId', 'email', 'emailType', 'active'] as const;
  if (names.every((name) => next[name] === user[name])) return user;
  const described = { ...next, knownAs: knownAfter(user, next), updatedAt: now };
  if (next.active === user.active) return described;
  const isFirst = user.changes === 0 && user.left === undefined;
  const changedAt = isFirst ? now : after(user.changedAt, now);
  return { ...described, ...(!next.active && { left: [personOf(described)] }), changes: user.changes + 1, changedAt };
}

/** The one change is the later one, whatever the clocks of two servers say. */
function after(before: string, now: string): string {
  return new Date(Math.max(Date.parse(now), Date.parse(before) + 1)).toISOString();
}

export function isAnnounced({ changes, announced }: ScimUser): boolean {
  return announced === changes;
}

/** The user once the queue has been told of the latest change. */
export function asAnnounced(user: ScimUser): ScimUser {
  return { ...user, announced: user.changes, ...(user.active && { left: undefined }) };
}

/**
 * What the latest change of `active` says. The same change has the same event id, however often it is told. Who is back is so
 * as whoever was said to leave, and as who they are now; of whom nothing was said, nothing is taken back.
 */
export function noticesOf(user: ScimUser, keyId: string, idPrefix?: string): ExitNotice[] {
  const { active, left = [], id, changes, changedAt } = user;
  const people = active && left.length > 0 ? unique([...left, personOf(user)]) : left;
  return people.map((one) => ({
    kind: active ? 'rehired' : 'exit',
    source: 'scim',
    eventId: `${id}#${changes}`,
    person: withIdPrefix(one, idPrefix),
    sentAt: changedAt,
    receivedAt: changedAt,
    trust: 'token',
    keyId,
  }));
}

function unique(people: readonly Person[]): Person[] {
  return [...new Map(people.map((one) => [keyOf(one), one])).values()];
}

function keyOf({ id, userName, email }: Person): string {
  return JSON.stringify([id, userName, email]);
}
