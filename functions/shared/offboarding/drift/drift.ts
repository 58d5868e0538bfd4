import type { OffboardingCase } from '../case/offboarding-case.ts';
import type { Policy } from '../case/policy.ts';
import { policyOfCase } from '../case/scope.ts';
import type { Observation } from '../decide/observation.ts';
import { isSameName, mayBeOneDomain } from '../identity/candidate.ts';
import { isLeaving, standingNotice, standingStay } from '../notices/standing-notice.ts';

/** What somebody has again after their case was closed. */
export type Drift = {
  /** Under whose name on Workspace. */
  userName: string;
  desktops: { workspace: string; desktopId: string }[];
  /** Pools and groups that open desktops to them. */
  access: { workspace: string; kind: string; id: string }[];
  whose: Whose;
};

/** By the ids of users, because names are given to others in time: the leaver's, another user's, or no id tells. */
type Whose = 'theirs' | 'another-user' | 'unknown';

export type DriftVerdict = { decision: 'reopen' | 'report' | 'leave'; reason: string };

/**
 * Why a case is not looked at for drift; undefined where it is. Whoever came back, by what the sender said last or by a
 * person's undo, has access by right; a one-off says nothing of what somebody may have.
 *
 * @param at when Workspace was read, ISO 8601 UTC
 */
export function whyNotWatched(one: OffboardingCase, at: string) {
  if (one.scope !== undefined) return 'one-off';
  if (one.status !== 'closed') return 'not-closed';
  if (one.undoneBy !== undefined) return 'undone';
  if (Date.parse(one.endedAt ?? one.updatedAt) > Date.parse(at)) return 'closed-since';
  const stands = standingNotice(one.notices);
  return stands && !isLeaving(stands) ? 'stays-after-all' : undefined;
}

/**
 * Whether a case says of its person, and not of one source's process alone, that they stay, also if another case lets them go: an
 * undo, a notice, or people who have refused to take their access.
 */
export function saysTheyStay({ undoneBy, notices, scope, reason }: OffboardingCase): boolean {
  if (scope !== undefined) return false;
  return undoneBy !== undefined || reason === 'rejected' || standingStay(notices) !== undefined;
}

/** The names under which a case has found the person on Workspace. */
export function recordedNames({ desktops, users, access }: OffboardingCase): string[] {
  return [
    ...desktops.map(({ attachment }) => attachment.userName),
    ...users.map(({ userName }) => userName),
    ...access.map(({ member }) => member.name),
  ];
}

/**
 * What of a reading is drift from a closed case; undefined where nothing is. Where a user that is known to be the leaver's has
 * any of it, it is that. A detachment that is under way is somebody's work.
 */
export function driftOf(one: OffboardingCase, seen: Seen): Drift | undefined {
  const whoseIs = judgeOf(one, seen);
  const judged = <Has extends Holder>(each: Has) => ({ ...each, whose: whoseIs(each) });
  const desktops = seen.attached
    .filter(({ detaching }) => !detaching)
    .map(({ workspace, desktopId, attachment }) => judged({ ...attachment, workspace, desktopId }));
  const access = seen.access.map(({ workspace, kind, id, member }) =>
    judged({ workspace, kind, id, userName: member.name, userId: member.id }),
  );
  const found = [...desktops, ...access];
  const first = found.find(({ whose }) => whose === 'theirs') ?? found[0];
  if (!first) return undefined;
  const { userName, whose } = first;
  const counts = (each: { whose: Whose }) => each.whose === whose;
  return {
    userName,
    desktops: desktops.filter(counts).map(({ workspace, desktopId }) => ({ workspace, desktopId })),
    access: access.filter(counts).map(({ workspace, kind, id }) => ({ workspace, kind, id })),
    whose,
  };
}

type Seen = Pick<Observation, 'attached' | 'access' | 'users'>;
type Holder = { workspace: string; userName: string; userId?: string | undefined; domain?: string | undefined };

/** Tells whose access is. Some listings name who is attached by name alone: then it is the id of the project's only user of that name. */
function judgeOf(one: OffboardingCase, { users }: Pick<Seen, 'users'>): (holder: Holder) => Whose {
  const known = recordedIds(one);
  const idOf = ({ workspace, userName, domain }: Holder) => {
    const named = users
      .filter((user) => user.workspace === workspace && isSameName(user.userName, userName))
      .filter((user) => mayBeOneDomain(user.domain, domain));
    const ids = new Set(named.map(({ userId }) => userId));
    return ids.size === 1 ? named[0]?.userId : undefined;
  };
  return (holder) => {
    const [ids, id] = [known.get(holder.workspace), holder.userId ?? idOf(holder)];
    // Where Workspace has no id for a user the name stands in its place.
    if (!ids || id === undefined || isSameName(id, holder.userName)) return 'unknown';
    return ids.has(id) ? 'theirs' : 'another-user';
  };
}

/** What to do about it. Nobody loses access by their name alone, and a dry run only tells. */
export function judgeDrift(one: OffboardingCase, { whose }: Drift, policy: Policy): DriftVerdict {
  if (whose === 'another-user') return { decision: 'report', reason: 'another-user-of-that-name' };
  if (whose === 'unknown') return { decision: 'report', reason: 'perhaps-another-user-of-that-name' };
  const mayReopen = policy.reconcile.drift === 'reopen' && policyOfCase(one, policy).mode === 'enforce';
  return { decision: mayReopen ? 'reopen' : 'report', reason: 'access-again' };
}

/** The ids of the leaver's users, by project, from all that a case knows of them. */
function recordedIds({ desktops, users, access, workspaceUserIds = [] }: OffboardingCase): Map<string, Set<string>> {
  const attached = desktops.map(({ workspace, attachment: { userId } }) => ({ workspace, userId }));
  const members = access.map(({ workspace, member }) => ({ workspace, userId: member.id }));
  const ids = new Map<string, Set<string>>();
  for (const { workspace, userId } of [...workspaceUserIds, ...users, ...members, ...attached]) {
    if (userId) ids.set(workspace, (ids.get(workspace) ?? new Set()).add(userId));
  }
  return ids;
}

/** The same as a list. */
export function usersOnRecord(one: OffboardingCase): { workspace: string; userId: string }[] {
  return [...recordedIds(one)].flatMap(([workspace, ids]) => [...ids].map((userId) => ({ workspace, userId })));
}
