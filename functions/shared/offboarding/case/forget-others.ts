import { wasRead } from '../decide/note-what-is-seen.ts';
import type { Observation } from '../decide/observation.ts';
import { isSameName } from '../identity/candidate.ts';
import { hasBegun, type OffboardingCase } from './offboarding-case.ts';

type Held = { workspace: string; userId?: string | undefined };

/**
 * A case of which nothing has been taken yet, without what earlier readings found as somebody else: a mapping may have been put
 * right since, or a second user of the name may have come.
 */
export function forgetOthers(one: OffboardingCase, seen: Observation): OffboardingCase {
  if (hasBegun(one) || seen.unread.length > 0) return one;
  const ids = usersSeen(seen);
  const isTheirs = ({ workspace, userId }: Held) => {
    const here = ids.filter((user) => user.workspace === workspace && user.userId !== undefined);
    return userId === undefined || here.length === 0 || here.some((user) => isSameName(user.userId ?? '', userId));
  };
  const isKept = (record: Held) => !wasRead(record, seen) || isTheirs(record);
  return {
    ...one,
    desktops: one.desktops.filter(({ workspace, attachment: { userId } }) => isKept({ workspace, userId })),
    users: one.users.filter(isKept),
    access: one.access.filter(({ workspace, member }) => isKept({ workspace, userId: member.id })),
    workspaceUserIds: one.workspaceUserIds?.filter(isKept),
  };
}

function usersSeen({ users, attached }: Observation): Held[] {
  return [...users, ...attached.map(({ workspace, attachment: { userId } }) => ({ workspace, userId }))];
}
