import { type Candidate, isSameName } from './candidate.ts';
import { accountIn, addressesOf, type Claims, isKnown, showsAddress, withoutPrefix } from './claims.ts';
import { isInDomains, isSameAddress, localPartOf } from './email-address.ts';
import type { IdentityRule } from './policy.ts';

/** Why it is not known who somebody is, with the users whom they may be. */
export type Unidentified = {
  problem: 'no-identity-for-workspace' | 'several-identities-on-workspace' | 'email-differs' | 'email-not-shown';
  candidates?: Candidate[];
};

/** Users that one piece of what is known leads to, and those that it may mean. */
export type Lead = { users: Candidate[]; perhaps?: Unidentified[]; name?: string };

/** What the mapping leads to, if it has any of the person's identifiers; else what each rule does. */
export function leadsOf(claims: Claims, seen: readonly Candidate[]): Lead[] {
  if (claims.mapped.length > 0) return claims.mapped.map((entry) => byMapping(entry, claims, seen));
  return claims.rules.flatMap((rule) => byRule(rule, claims, seen));
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
