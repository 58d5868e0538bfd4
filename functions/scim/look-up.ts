import { loginIdentifiers } from '../shared/intake/login-identifiers.ts';
import type { Person } from '../shared/offboarding/case/person.ts';
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
export type Known = {
  byName: Found;
  byId: Found;
  /** By the work address, which is told in one attribute or in the other. */
  byAddress: (Found & { attribute: Attribute; address: string })[];
};

export async function lookUpKnown(store: UserStore, attributes: UserAttributes): Promise<Known> {
  const { userName, externalId } = attributes;
  const byAddress: Known['byAddress'] = [];
  for (const address of addressesOf(attributes)) {
    for (const attribute of ['email', 'userName'] as const)
      byAddress.push({ attribute, address, ...(await lookUp(store, attribute, address)) });
  }
  return {
    byName: await lookUp(store, 'userName', userName),
    byId: externalId === undefined ? { holder: undefined } : await lookUp(store, 'externalId', externalId),
    byAddress,
  };
}

/**
 * As whom somebody was said to leave who is created again: by inactive users, and by those that were deleted. Whoever has the
 * work address of a leaver alone is a new user, and back all the same.
 */
export function departureOf({ byName, byId, byAddress }: Known, attributes: UserAttributes): Departure | undefined {
  const { userName, externalId } = attributes;
  const found = [byName, byId, ...byAddress];
  const users = unique(found.flatMap(({ user, renamed }) => [user, renamed])).filter((user) => user && !user.active);
  const deleted = forgottenPerson(
    byName.forgotten && { [byName.forgotten.namedBy]: userName },
    byId.forgotten && { id: externalId },
  );
  const people = [
    ...users.flatMap((user) => user?.left ?? []),
    ...deleted,
    ...forgottenByAddress(byAddress, [byName, byId]),
  ];
  const times = [...users, ...found.map(({ forgotten }) => forgotten)].flatMap((each) => each?.changedAt ?? []);
  const changedAt = times.toSorted().at(-1);
  return people.length > 0 && changedAt !== undefined ? { people, changedAt } : undefined;
}

/** Of whom nothing is kept but hashes, it is as whom they come back. */
function forgottenPerson(byName: Person | undefined, byId: Person | undefined): Person[] {
  return byName || byId ? [{ ...byId, ...byName }] : [];
}

/** @param known whom a stronger name has led to */
function forgottenByAddress(byAddress: Known['byAddress'], known: readonly Found[]): Person[] {
  const holders = new Set(known.map(({ holder }) => holder));
  const others = byAddress.filter(({ forgotten, holder }) => forgotten && !holders.has(holder));
  const once = new Map(others.map((one) => [one.holder, one]));
  return [...once.values()].map(({ forgotten, attribute, address }) => ({
    [attribute === 'email' ? 'email' : (forgotten?.namedBy ?? 'email')]: address,
  }));
}

/** The same user is found once for each name. */
function unique(users: readonly (ScimUser | undefined)[]): (ScimUser | undefined)[] {
  return [...new Map(users.map((user) => [user?.id, user])).values()];
}

function addressesOf({ userName, email }: Pick<UserAttributes, 'userName' | 'email'>): string[] {
  const { email: login } = loginIdentifiers(userName);
  return [email, login].flatMap((each, index, all) => (each !== undefined && all.indexOf(each) === index ? each : []));
}

/** The attributes of a user that do not lead to it yet. */
export function newAttributesOf(user: ScimUser, before: ScimUser | undefined): [Attribute, string][] {
  const known = new Set(
    (before ? attributesOf(before) : []).map(([attribute, value]) => `${attribute} ${nameKey(value)}`),
  );
  return attributesOf(user).filter(([attribute, value]) => !known.has(`${attribute} ${nameKey(value)}`));
}
