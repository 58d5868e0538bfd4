import type { Observation } from './observation.ts';
import type { OffboardingCase } from './offboarding-case.ts';
import { type Policy, policyFor } from './policy.ts';
import { isLeaving, standingNotice } from './standing-notice.ts';
import { sourceOf } from './transition.ts';

/** What somebody has again after their case was closed. */
export type Drift = {
  /** Under whose name on Workspace. */
  userName: string;
  desktops: { workspace: string; desktopId: string }[];
  /** Pools and groups that open desktops to them. */
  access: { workspace: string; kind: string; id: string }[];
  /** It is another Workspace user of that name than the one who was offboarded: names are given to others in time. */
  isAnotherUser: boolean;
};

export type DriftVerdict = { decision: 'reopen' | 'report'; reason: string };

/**
 * Why a case is not looked at for drift; undefined where it is. Whoever came back, by what the sender said last or by a
 * person's undo, has access by right.
 *
 * @param at when Workspace was read, ISO 8601 UTC
 */
export function whyNotWatched(one: OffboardingCase, at: string) {
  if (one.status !== 'closed') return 'not-closed';
  if (one.undoneBy !== undefined) return 'undone';
  if (Date.parse(one.endedAt ?? one.updatedAt) > Date.parse(at)) return 'closed-since';
  const stands = standingNotice(one.notices);
  return stands && !isLeaving(stands) ? 'stays-after-all' : undefined;
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
 * What of a reading is drift from a closed case; undefined where nothing is. Where the ids of users are known on both sides
 * they decide, and the name alone else. A detachment that is under way is somebody's work.
 */
export function driftOf(one: OffboardingCase, seen: Pick<Observation, 'attached' | 'access'>): Drift | undefined {
  const desktops = seen.attached
    .filter(({ detaching }) => !detaching)
    .map(({ workspace, desktopId, attachment: { userName, userId } }) => ({ workspace, desktopId, userName, userId }));
  const access = seen.access.map(({ workspace, kind, id, member }) => {
    return { workspace, kind, id, userName: member.name, userId: member.id };
  });
  const ids = recordedIds(one);
  const isTheirs = ({ workspace, userId }: { workspace: string; userId?: string | undefined }) =>
    userId === undefined || (ids.get(workspace)?.has(userId) ?? true);
  const found = [...desktops, ...access];
  const theirs = found.filter(isTheirs);
  const [first] = [...theirs, ...found];
  if (!first) return undefined;
  const isAnotherUser = theirs.length === 0;
  const counts = (each: (typeof found)[number]) => isAnotherUser || isTheirs(each);
  return {
    userName: first.userName,
    desktops: desktops.filter(counts).map(({ workspace, desktopId }) => ({ workspace, desktopId })),
    access: access.filter(counts).map(({ workspace, kind, id }) => ({ workspace, kind, id })),
    isAnotherUser,
  };
}

/** What to do about it. Nobody loses access by their name alone, and a dry run only tells. */
export function judgeDrift(one: OffboardingCase, { isAnotherUser }: Drift, policy: Policy): DriftVerdict {
  if (isAnotherUser) return { decision: 'report', reason: 'another-user-of-that-name' };
  const mayReopen = policy.reconcile.drift === 'reopen' && policyFor(policy, sourceOf(one)).mode === 'enforce';
  return { decision: mayReopen ? 'reopen' : 'report', reason: 'access-again' };
}

function recordedIds({ desktops }: OffboardingCase): Map<string, Set<string>> {
  const ids = new Map<string, Set<string>>();
  for (const { workspace, attachment } of desktops) {
    if (!attachment.userId) continue;
    ids.set(workspace, (ids.get(workspace) ?? new Set()).add(attachment.userId));
  }
  return ids;
}
