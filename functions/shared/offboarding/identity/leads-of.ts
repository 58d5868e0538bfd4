import type { IdentityRule } from '../case/policy.ts';
import { type Candidate, isSameName } from './candidate.ts';
import { accountIn, addressesOf, type Claims, isKnown, showsAddress, withoutPrefix } from './claims.ts';
import { isInDomains, isSameAddress, localPartOf } from './email-address.ts';

/** Why it is not known who somebody is, with the users whom they may be. */
export type Unidentified = {
  problem: 'no-identity-for-workspace' | 'several-identities-on-workspace' | 'email-differs' | 'email-not-shown';
  candidates?: Candidate[];
};

/** Users that one piece of what is known leads to, and those that it may mean. */
export type Lead = {
  users: Candidate[];
  perhaps?: Unidentified[];
  /** Users of the very name who show another address than the person's: they are somebody else, or the name is. */
  contradicting?: Candidate[];
  name?: string;
};

/** What the mapping leads to, if it has any of the person's identifiers; else what each rule does. */
export function leadsOf(claims: Claims, seen: readonly Candidate[]): Lead[] {
  if (claims.mapped.length > 0) return claims.mapped.map((entry) => byMapping(entry, claims, seen));
  return claims.rules.flatMap((rule) => byRule(rule, claims, seen));
}

function byRule(rule: IdentityRule, claims: Claims, seen: readonly Candidate[]): Lead[] {
  const { id, userName } = claims.person;
  if (rule === 'user-name') return userName === undefined ? [] : [byOwnName(userName, claims, seen)];
  if (rule === 'id') return id === undefined ? [] : [byOwnName(withoutPrefix(id), claims, seen)];
  if (rule === 'email') return [{ users: seen.filter((user) => showsAddress(user, claims)) }];
  return addressesOf(claims.person).map((address) => byLocalPart(address, claims, seen));
}

/** A name says less than an address that Workspace shows: whoever has the name and another address is not taken by the name. */
function byOwnName(name: string, claims: Claims, seen: readonly Candidate[]): Lead {
  const { users } = byName(name, claims, seen);
  const contradicting = users.filter((user) => contradicts(user, claims));
  return { users: users.filter((user) => !contradicting.includes(user)), contradicting, name };
}

/** A name to sign in with that has the form of an address need not be one: only a work address that was sent as such contradicts. */
function contradicts(user: Candidate, claims: Claims): boolean {
  if (claims.person.email === undefined || user.email === undefined) return false;
  return !isKnown(user, claims) && !showsAddress(user, claims);
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
