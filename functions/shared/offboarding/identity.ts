import * as z from 'zod';
import { type Candidate, folded, isSameName, isSameUser } from './candidate.ts';
import { isInDomains, isSameAddress, localPartOf } from './email-address.ts';
import { type Person, person } from './person.ts';
import type { IdentityRule } from './policy.ts';

/**
 * One line of the explicit mapping: whoever is known by any of these identifiers is that Workspace user. The user is named by
 * user name, by `domain\name` if several domains have one of that name, or by the user's id.
 */
export const mappedIdentity = z.strictObject({ person, workspaceUserName: z.string().trim().min(1).max(320) });
export type MappedIdentity = z.infer<typeof mappedIdentity>;

/** Why it is not known who somebody is, with the users whom they may be. */
export type Unidentified = {
  problem: 'no-identity-for-workspace' | 'several-identities-on-workspace' | 'email-differs' | 'email-not-shown';
  candidates?: Candidate[];
};

/** Who a person is on Workspace: one user name, or the reason why there is none. Never a guess. */
export type Identity =
  | {
      userName: string;
      /** What else may be theirs: it is left alone, and the case does not close before that is known. */
      doubt?: Unidentified;
    }
  | Unidentified;

/** The same with the users, at most one in a project. */
export type Identified = { identity: Identity; users: Candidate[] };

/** What is known of a person, and how to read it. */
export type Claims = {
  person: Person;
  /** What the mapping says, once for each identifier that it has. */
  mapped: readonly string[];
  rules: readonly IdentityRule[];
  /** Domains of the company, in lower case. */
  emailDomains: readonly string[];
  /** Users as whom the case has worked on them already: ids are not given to others. */
  knownIds?: readonly { workspace: string; userId: string }[];
};

/** Users that one piece of what is known leads to, and those that it may mean. */
type Lead = { users: Candidate[]; perhaps?: Unidentified[]; name?: string };

/**
 * Who a person is on Workspace. The explicit mapping decides alone if it has any of the person's identifiers; else every rule
 * that the identifiers allow is followed, and all of them have to lead to the same user: at most one id in a project, and one
 * name. Names are compared exactly but for letter case.
 *
 * @param seen the users that were read, at least those of the names that `namesIn` gives
 */
export function identify(claims: Claims, seen: readonly Candidate[]): Identified {
  const leads =
    claims.mapped.length > 0
      ? claims.mapped.map((entry) => byMapping(entry, claims, seen))
      : claims.rules.flatMap((rule) => byRule(rule, claims, seen));
  if (disagree(claims, leads)) return { identity: { problem: 'several-identities-on-workspace' }, users: [] };
  const found = onlyKnown(uniqueUsers(leads.flatMap(({ users }) => users)), claims);
  const perhaps = leads.flatMap((lead) => lead.perhaps ?? []).filter((each) => !isFound(each, found));
  if (found.length === 0) return { identity: whyNobody(leads, perhaps), users: [] };
  const unclear = perhaps.find(({ problem }) => problem === 'email-not-shown');
  const [first] = found;
  const others = unclear?.candidates ?? [];
  if (!areOnePerson(found, claims) || others.some(({ userName }) => !isSameName(userName, first?.userName ?? ''))) {
    return { identity: { problem: 'several-identities-on-workspace', candidates: [...found, ...others] }, users: [] };
  }
  return { identity: { userName: first?.userName ?? '', ...(unclear && { doubt: unclear }) }, users: found };
}

/** The user names to read before somebody can be identified. */
export function namesIn({ person: who, mapped, rules }: Claims): string[] {
  if (mapped.length > 0) return mapped.map((entry) => accountIn(entry).name);
  return rules.flatMap((rule) => {
    if (rule === 'id') return who.id === undefined ? [] : [withoutPrefix(who.id)];
    if (rule === 'user-name') return who.userName ?? [];
    return addressesOf(who).map(localPartOf);
  });
}

/** Whether a user shows one of a person's addresses. */
export function showsAddress({ email }: Candidate, { person: who, emailDomains }: Claims): boolean {
  return email !== undefined && addressesOf(who).some((address) => isSameAddress(address, email, emailDomains));
}

/** A name to sign in with may have the form of an address as well. */
export function addressesOf({ email, userName }: Person): string[] {
  return [email, userName].filter((each) => each !== undefined && /^[^@\s]+@[^@\s]+$/.test(each)) as string[];
}

function byRule(rule: IdentityRule, claims: Claims, seen: readonly Candidate[]): Lead[] {
  const { id, userName } = claims.person;
  if (rule === 'user-name') return userName === undefined ? [] : [byName(userName, claims, seen)];
  if (rule === 'id') return id === undefined ? [] : [byName(withoutPrefix(id), claims, seen)];
  if (rule === 'email') return [{ users: seen.filter((user) => showsAddress(user, claims)) }];
  return addressesOf(claims.person).map((address) => byLocalPart(address, claims, seen));
}

/** Of several users of a name it is the one that shows the person's address, if all the others show another. */
function byName(name: string, claims: Claims, seen: readonly Candidate[]): Lead {
  const users = seen.filter((user) => isSameName(user.userName, name));
  const clear = [...Map.groupBy(users, ({ workspace }) => workspace).values()].flatMap((ofProject) => {
    const [shown, ...more] = ofProject.filter((user) => showsAddress(user, claims));
    const areOthersKnown = ofProject.every(({ email }) => email !== undefined);
    return shown && more.length === 0 && areOthersKnown ? [shown] : ofProject;
  });
  return { users: clear, name };
}

/** The local part alone names somebody of every company: Workspace has to show the address, or nothing and the domain is ours. */
function byLocalPart(address: string, claims: Claims, seen: readonly Candidate[]): Lead {
  const { emailDomains } = claims;
  const name = localPartOf(address);
  const named = seen.filter((user) => isSameName(user.userName, name));
  const isOurs = isInDomains(address, emailDomains);
  const users = named.filter((user) => {
    if (isKnown(user, claims)) return true;
    return user.email === undefined ? isOurs : isSameAddress(user.email, address, emailDomains);
  });
  const [mute, differing] = [true, false].map((isMute) =>
    named.filter((user) => !users.includes(user) && (user.email === undefined) === isMute),
  ) as [Candidate[], Candidate[]];
  return {
    users,
    name,
    perhaps: [
      ...(differing.length > 0 ? [{ problem: 'email-differs' as const, candidates: differing }] : []),
      ...(mute.length > 0 ? [{ problem: 'email-not-shown' as const, candidates: mute }] : []),
    ],
  };
}

function byMapping(entry: string, claims: Claims, seen: readonly Candidate[]): Lead {
  const { domain, name } = accountIn(entry);
  if (domain === undefined) {
    const named = byName(name, claims, seen);
    const withId = seen.filter(({ userId }) => userId !== undefined && isSameName(userId, entry));
    return named.users.length > 0 ? named : { users: withId, name };
  }
  const named = seen.filter((user) => isSameName(user.userName, name));
  const users = named.filter((user) => user.domain !== undefined && isSameName(user.domain, domain));
  if (users.length > 0 || named.length === 0) return { users, name };
  return { users, name, perhaps: [{ problem: 'no-identity-for-workspace', candidates: named }] };
}

/** `domain\name`, or the name or id alone. */
function accountIn(entry: string): { domain?: string; name: string } {
  const [domain = '', ...rest] = entry.split('\\');
  return rest.length === 0 ? { name: entry } : { domain, name: rest.join('\\') };
}

/** A source's ids may be told from another's by what goes before a colon, which no Workspace user name has. */
function withoutPrefix(id: string): string {
  return id.replace(/^[\w.-]{1,31}:(?=.)/, '');
}

/** Whether the mapping names several users, one of whom Workspace does not have. */
function disagree({ mapped }: Claims, leads: readonly Lead[]): boolean {
  return new Set(mapped.map(folded)).size > 1 && leads.some(({ users }) => users.length === 0);
}

function uniqueUsers(users: readonly Candidate[]): Candidate[] {
  return users.filter(
    (user, index) =>
      users.findIndex((other) => other.workspace === user.workspace && isSameUser(other, user)) === index,
  );
}

/** In a project in which the case has worked on some of them, it is those. */
function onlyKnown(users: readonly Candidate[], claims: Claims): Candidate[] {
  const known = users.filter((user) => isKnown(user, claims));
  return users.filter((user) => known.includes(user) || !known.some(({ workspace }) => workspace === user.workspace));
}

function isKnown({ workspace, userId }: Candidate, { knownIds = [] }: Claims): boolean {
  return knownIds.some((known) => known.workspace === workspace && known.userId === userId);
}

function isFound({ candidates = [] }: Unidentified, found: readonly Candidate[]): boolean {
  return candidates.every((one) => found.some((user) => user.workspace === one.workspace && isSameUser(user, one)));
}

/** One user in each project, of one name. In two domains the name alone does not say it: the address or a person has to. */
function areOnePerson(found: readonly Candidate[], claims: Claims): boolean {
  const [first, ...others] = found;
  if (!first) return false;
  const projects = new Set(found.map(({ workspace }) => workspace));
  if (projects.size < found.length || others.some(({ userName }) => !isSameName(userName, first.userName)))
    return false;
  const areInOneDomain = others.every((user) =>
    isSameUser({ ...user, userId: undefined }, { ...first, userId: undefined }),
  );
  return areInOneDomain || claims.mapped.length > 0 || found.every((user) => showsAddress(user, claims));
}

function whyNobody(leads: readonly Lead[], perhaps: readonly Unidentified[]): Identity {
  const [reason] = perhaps.toSorted((a, b) => severity(a) - severity(b));
  if (reason) return { ...reason, candidates: uniqueUsers(perhaps.flatMap(({ candidates = [] }) => candidates)) };
  const name = leads.find((lead) => lead.name !== undefined)?.name;
  return name === undefined ? { problem: 'no-identity-for-workspace' } : { userName: name };
}

function severity({ problem }: Unidentified): number {
  return ['email-differs', 'email-not-shown'].indexOf(problem);
}
