import type { AttachedUser } from '../offboarding/identity/attached-user.ts';
import { isSameName, mayBeOneDomain } from '../offboarding/identity/candidate.ts';
import type { Namesake } from './namesakes.ts';

/** What is known of somebody in one project. */
export type KnownPerson = {
  /** Their user names, now and before. */
  names: readonly string[];
  /** Their users' ids; without any, names decide. */
  userIds: readonly string[];
  /** Everybody in the project who has one of these names, the person included. */
  namesakes: readonly Namesake[];
};

/**
 * Whether an attachment is a person's own, in a list that shows whoever is attached: by the id where there is one, and else by
 * the name, if nobody else in that domain has it. Letter case tells nobody from anybody.
 */
export function isPersons({ userName, userId, domain, type }: AttachedUser, known: KnownPerson): boolean {
  if (type === 'group' || type === 'more') return false;
  const { names, namesakes } = known;
  // In place of an id that Workspace does not have, a reading has the name.
  const ids = known.userIds.filter((id) => !hasOne(names, id));
  if (userId !== undefined && !isSameName(userId, userName) && ids.length > 0) return hasOne(ids, userId);
  // A name says nothing where it may be a group's.
  if (type === 'unknown' || !hasOne(names, userName)) return false;
  const isOwn = (user: Namesake) => user.userId === undefined || ids.length === 0 || hasOne(ids, user.userId);
  const ofName = namesakes.filter((user) => isSameName(user.userName, userName));
  const inDomain = ofName.filter((user) => mayBeOneDomain(user.domain, domain));
  return inDomain.every(isOwn) && (inDomain.length > 0 || !ofName.some(isOwn));
}

function hasOne(names: readonly string[], name: string): boolean {
  return names.some((each) => isSameName(each, name));
}
