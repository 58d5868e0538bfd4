import type { Person } from '../case/person.ts';
import type { IdentityRule } from '../case/policy.ts';
import type { Candidate } from './candidate.ts';
import { isSameAddress, localPartOf } from './email-address.ts';

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

/** Whether the case has worked on a user already. */
export function isKnown({ workspace, userId }: Candidate, { knownIds = [] }: Claims): boolean {
  return knownIds.some((known) => known.workspace === workspace && known.userId === userId);
}

/** `domain\name`, or the name or id alone. */
export function accountIn(entry: string): { domain?: string; name: string } {
  const [domain = '', ...rest] = entry.split('\\');
  return rest.length === 0 ? { name: entry } : { domain, name: rest.join('\\') };
}

/** A source's ids may be told from another's by what goes before a colon, which no Workspace user name has. */
export function withoutPrefix(id: string): string {
  return id.replace(/^[\w.-]{1,31}:(?=.)/, '');
}
