import type { Person } from '../shared/offboarding/person.ts';
import { nameKey } from './name-key.ts';
import type { Departure, ScimUser, UserAttributes } from './scim-user.ts';
import { type Attribute, attributesOf, type ForgottenUser, type UserStore, wasKnownBy } from './user-store.ts';

/** Whom an attribute leads to. */
export type Found = {
  /** The id that it was seen to lead to. */
  holder: string | undefined;
  /** Who has it: nobody where that user is gone or has another one by now. */
  user?: ScimUser | undefined;
  /** Who was known by it before Entra renamed the user for its recycle bin. */
  renamed?: ScimUser | undefined;
  /** Who had it when they were deleted. */
  forgotten?: ForgottenUser | undefined;
};

export async function lookUp(store: UserStore, attribute: Attribute, value: string): Promise<Found> {
  const holder = await store.holderOf(attribute, value);
  if (holder === undefined) return { holder };
  const { user, forgotten } = await store.get(holder);
  if (forgotten && wasKnownBy(forgotten, attribute, value)) return { holder, forgotten };
  if (!user) return { holder };
  const isSame = (one: string | undefined) => one !== undefined && nameKey(one) === nameKey(value);
  if (isSame(user[attribute])) return { holder, user };
  return isSame(user.knownAs?.[attribute]) ? { holder, renamed: user } : { holder };
}

/** What a user who is created is known by already. */
export type Known = { byName: Found; byId: Found };

export async function lookUpKnown(store: UserStore, { userName, externalId }: UserAttributes): Promise<Known> {
  return {
    byName: await lookUp(store, 'userName', userName),
    byId: externalId === undefined ? { holder: undefined } : await lookUp(store, 'externalId', externalId),
  };
}

/** As whom somebody was said to leave who is created again: by inactive users, and by those that were deleted. */
export function departureOf({ byName, byId }: Known, { userName, externalId }: UserAttributes): Departure | undefined {
  const users = [byName.user, byName.renamed, byId.user, byId.renamed].filter((user) => user && !user.active);
  const deleted = forgottenPerson(
    byName.forgotten && { [byName.forgotten.namedBy]: userName },
    byId.forgotten && { id: externalId },
  );
  const people = [...users.flatMap((user) => user?.left ?? []), ...deleted];
  const times = [...users, byName.forgotten, byId.forgotten].flatMap((each) => each?.changedAt ?? []);
  const changedAt = times.toSorted().at(-1);
  return people.length > 0 && changedAt !== undefined ? { people, changedAt } : undefined;
}

/** Of whom nothing is kept but hashes, it is as whom they come back. */
function forgottenPerson(byName: Person | undefined, byId: Person | undefined): Person[] {
  return byName || byId ? [{ ...byId, ...byName }] : [];
}

/** The attributes of a user that do not lead to it yet. */
export function newAttributesOf(user: ScimUser, before: ScimUser | undefined): [Attribute, string][] {
  const known = new Set(
    (before ? attributesOf(before) : []).map(([attribute, value]) => `${attribute} ${nameKey(value)}`),
  );
  return attributesOf(user).filter(([attribute, value]) => !known.has(`${attribute} ${nameKey(value)}`));
}
