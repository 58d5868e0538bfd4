import { hasBegun, type OffboardingCase } from './offboarding-case.ts';
import { sourceOf } from './transition.ts';

/**
 * A case as it starts, also when it starts again: of an earlier episode its trail and its notices are left, and who it is about.
 *
 * @param actAt when access is to go, ISO 8601 UTC
 * @param receivedAt when that became known, ISO 8601
 */
export function newEpisode(actAt: string, receivedAt: string) {
  return {
    status: 'scheduled',
    reason: undefined,
    problem: undefined,
    workspaceUserName: undefined,
    workspaceUserIds: undefined,
    actAt,
    dueAt: actAt,
    receivedAt,
    openedAt: receivedAt,
    endedAt: undefined,
    releasedAt: undefined,
    attempts: 0,
    desktops: [],
    users: [],
    access: [],
    approval: undefined,
    sla: undefined,
    undoneBy: undefined,
  } satisfies Partial<OffboardingCase>;
}

/** What an episode that ends for another one has taken away is kept with its before-image: it can still be undone. */
export function takenBefore(ended: OffboardingCase): Pick<OffboardingCase, 'taken'> {
  if (!hasBegun(ended)) return {};
  const { openedAt, desktops, users, access } = ended;
  return { taken: { openedAt, source: sourceOf(ended), desktops, users, access } };
}
