import { type Candidate, folded } from '../offboarding/identity/candidate.ts';
import { addressesOf, type Claims, namesIn, showsAddress } from '../offboarding/identity/claims.ts';
import { localPartOf } from '../offboarding/identity/email-address.ts';
import { type Identified, identify } from '../offboarding/identity/identity.ts';
import { unique } from '../runtime/chunks.ts';
import type { UserDirectory } from './user-directory.ts';

/** Asks every project that can be read; one that cannot be is left out, and known to be unread. */
export type AskEach = (ask: (users: UserDirectory) => Promise<Candidate[]>) => Promise<Candidate[]>;

/**
 * Who people are on Workspace, in their order. Users are listed by the names that may be theirs. Every user of a project is
 * read only for people whom that does not tell, at most once a run: whether the filter by name tells letter case apart is not
 * documented, and there is none by address.
 */
export async function identifyPeople(people: readonly Claims[], askEach: AskEach): Promise<Identified[]> {
  const names = unique(people.flatMap(namesIn));
  const named = names.length > 0 ? await askEach((users) => users.named(names)) : [];
  const first = people.map((claims) => identify(claims, named));
  const ids = unique(people.flatMap((claims, index) => (isUnknown(first[index]) ? idsIn(claims) : [])));
  const byId = ids.length > 0 ? await askEach((users) => users.withIds(ids)) : [];
  const second = byId.length > 0 ? people.map((claims) => identify(claims, [...named, ...byId])) : first;
  const isOpen = (claims: Claims, index: number) => isUnknown(second[index]) || isToCompare(claims, second[index]);
  const open = people.filter(isOpen);
  if (open.length === 0) return second;
  const everybody = await askEach((users) => users.everybody());
  const seen = eachOnce([...everybody.filter(whoMayBe(open)), ...byId, ...named]);
  return people.map((claims, index) => {
    const before = second[index];
    return before && !open.includes(claims) ? before : identify(claims, seen);
  });
}

/** Whether somebody is looked for by a name that no user has. */
function isUnknown(one: Identified | undefined): boolean {
  return one !== undefined && one.users.length === 0 && 'userName' in one.identity;
}

/** What a mapping names may be an id, unless it names a domain. */
function idsIn({ mapped }: Claims): string[] {
  return mapped.filter((entry) => !entry.includes('\\'));
}

/** Whether the address may be a user's of any name. The user of its local part who shows it is the one. */
function isToCompare(claims: Claims, one: Identified | undefined): boolean {
  const isByAddress = claims.mapped.length === 0 && claims.rules.includes('email');
  if (!isByAddress || addressesOf(claims.person).length === 0) return false;
  return !one?.users.some((user) => showsAddress(user, claims));
}

/** Of all users, those who come into question for any of these people. */
function whoMayBe(people: readonly Claims[]): (user: Candidate) => boolean {
  const names = new Set(people.flatMap(namesIn).map(folded));
  const locals = new Set(people.flatMap(({ person }) => addressesOf(person)).map((each) => folded(localPartOf(each))));
  return ({ userName, email }) =>
    names.has(folded(userName)) || (email !== undefined && locals.has(folded(localPartOf(email))));
}

/** The first reading of each user. */
function eachOnce(users: readonly Candidate[]): Candidate[] {
  const byKey = new Map<string, Candidate>();
  for (const user of users) {
    const { workspace, userId, userName, domain = '' } = user;
    const key = `${workspace} ${userId ?? `${domain}\\${folded(userName)}`}`;
    if (!byKey.has(key)) byKey.set(key, user);
  }
  return [...byKey.values()];
}
