import { type Candidate, isSameName, isSameUser, mayBeOneDomain } from '../offboarding/identity/candidate.ts';
import type { FoundDesktop, FoundUser } from './read-attachments.ts';

/** As one project knows them; its reader adds which one. */
export type Namesake = Omit<Candidate, 'workspace'>;

/**
 * The users of one name in a project: those that are listed, and those that only an attachment shows. The `user_id` of an
 * attachment is taken for the `id` of a user; if it were another one, people would be held and nobody else would lose anything.
 */
export function namesakes(listed: readonly FoundUser[], attached: readonly FoundDesktop[]): Namesake[] {
  const shown = attached
    .filter(({ unknownType }) => unknownType === undefined)
    .map(({ attachment: { userName, userId, domain } }) => asNamesake({ userName, userId, domain }));
  const found: Namesake[] = [];
  // First those with an id, so that what has none is not taken for one more.
  for (const user of [...listed.map(asNamesake), ...shown].toSorted((a, b) => idFirst(a) - idFirst(b))) {
    if (!found.some((other) => isSameUser(other, user))) found.push(user);
  }
  return found;
}

/** A user that is listed, or that an attachment names. */
type Named = { [Key in 'userId' | 'domain' | 'email']?: string | undefined } & { userName: string };

export function asNamesake({ userName, userId, domain, email }: Named): Namesake {
  return {
    userName,
    // In place of an id that Workspace does not have, a reading has the name.
    ...(userId && !isSameName(userId, userName) && { userId }),
    ...(domain && { domain }),
    ...(email && { email }),
  };
}

/** Whose an attachment is: somebody's own, another's, or no reading tells. */
export function whoseAttachment(
  { attachment, unknownType }: Pick<FoundDesktop, 'attachment' | 'unknownType'>,
  own: readonly Namesake[],
  all: readonly Namesake[],
): Namesake | 'another' | 'unclear' {
  const { userId, userName, domain } = attachment;
  if (userId) {
    const byId = all.find((user) => user.userId !== undefined && isSameName(user.userId, userId));
    if (byId) return own.find((user) => isSameUser(user, byId)) ?? 'another';
  }
  if (unknownType !== undefined) return 'unclear';
  const possible = all.filter((user) => isSameName(user.userName, userName) && mayBeOneDomain(user.domain, domain));
  const ours = own.filter((user) => possible.some((one) => isSameUser(one, user)));
  if (ours.length === 0) return 'another';
  return ours.length === 1 && possible.length === 1 ? (ours[0] as Namesake) : 'unclear';
}

function idFirst({ userId }: Namesake): number {
  return userId === undefined ? 1 : 0;
}
