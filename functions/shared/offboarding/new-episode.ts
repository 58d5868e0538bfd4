import type { OffboardingCase } from './offboarding-case.ts';

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
    actAt,
    dueAt: actAt,
    receivedAt,
    openedAt: receivedAt,
    endedAt: undefined,
    attempts: 0,
    desktops: [],
    users: [],
    access: [],
    approval: undefined,
    sla: undefined,
    undoneBy: undefined,
  } satisfies Partial<OffboardingCase>;
}
