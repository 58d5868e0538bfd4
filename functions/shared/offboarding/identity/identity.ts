import * as z from 'zod';
import { person } from '../case/person.ts';
import { type Candidate, folded, isSameName, isSameUser } from './candidate.ts';
import { type Claims, isKnown, showsAddress } from './claims.ts';
import { type Lead, leadsOf, type Unidentified } from './leads-of.ts';

/**
 * One line of the explicit mapping: whoever is known by any of these identifiers is that Workspace user. The user is named by
 * user name, by `domain\name` if several domains have one of that name, or by the user's id.
 */
export const mappedIdentity = z.strictObject({ person, workspaceUserName: z.string().trim().min(1).max(320) });
export type MappedIdentity = z.infer<typeof mappedIdentity>;

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

/**
 * Who a person is on Workspace. The explicit mapping decides alone if it has any of the person's identifiers; else every rule
 * that the identifiers allow is followed, and all of them have to lead to the same user: at most one id in a project, and one
 * name. Names are compared exactly but for letter case.
 *
 * @param seen the users that were read, at least those of the names that `namesIn` gives
 */
export function identify(claims: Claims, seen: readonly Candidate[]): Identified {
  const leads = leadsOf(claims, seen);
  if (disagree(claims, leads)) return { identity: { problem: 'several-identities-on-workspace' }, users: [] };
  const found = onlyKnown(uniqueUsers(leads.flatMap(({ users }) => users)), claims);
  const contradicting = uniqueUsers(leads.flatMap((lead) => lead.contradicting ?? [])).filter(
    (user) => !areNamesakes(user, found, claims),
  );
  const perhaps = [...leads.flatMap((lead) => lead.perhaps ?? []), ...differing(contradicting)].filter(
    (each) => !isFound(each, found),
  );
  if (found.length === 0) return { identity: whyNobody(leads, perhaps), users: [] };
  const unclear = perhaps.find(({ problem }) => problem === 'email-not-shown');
  const [first] = found;
  const others = unclear?.candidates ?? [];
  if (
    !areOnePerson(found, claims) ||
    contradicting.length > 0 ||
    others.some(({ userName }) => !isSameName(userName, first?.userName ?? ''))
  ) {
    return {
      identity: { problem: 'several-identities-on-workspace', candidates: [...contradicting, ...found, ...others] },
      users: [],
    };
  }
  return { identity: { userName: first?.userName ?? '', ...(unclear && { doubt: unclear }) }, users: found };
}

/**
 * Whether a person, the mapping, their own address or what their case has done already says who they are. Then the answer of a further
 * project may add a user of theirs, and is not needed to know that these are theirs.
 */
export function isCertain({ identity, users }: Identified, claims: Claims): boolean {
  if (!('userName' in identity) || identity.doubt || users.length === 0) return false;
  return claims.mapped.length > 0 || users.every((user) => isKnown(user, claims) || showsAddress(user, claims));
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

function differing(candidates: Candidate[]): Unidentified[] {
  return candidates.length > 0 ? [{ problem: 'email-differs', candidates }] : [];
}

/** Whether somebody else only has the name of the users who show the person's own address. */
function areNamesakes({ userName }: Candidate, found: readonly Candidate[], claims: Claims): boolean {
  return found.length > 0 && found.every((user) => isSameName(user.userName, userName) && showsAddress(user, claims));
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
