import type { History } from '../history.ts';
import type { Invariant } from './invariant.ts';

/**
 * A case that closes says since when no pool was open to the person. A pool that was opened to them before that, and still is,
 * was overlooked.
 */
export const closedMeansNoPoolIsOpen: Invariant = {
  name: 'closed means no pool is open',
  onSave({ saved, before }, history) {
    if (saved.status !== 'closed' || before?.status === 'closed' || history.policy.pools !== 'remove') return undefined;
    for (const { workspace, attachments, poolsAndGroups } of saved.seenGone ?? []) {
      if (poolsAndGroups === undefined) return `${saved.caseId} is closed, and its pools were never read`;
      const verified = saved.desktops.flatMap(({ detachVerifiedAt }) => detachVerifiedAt ?? []);
      if (verified.some((at) => at > attachments))
        return `${saved.caseId} says that it saw attachments before they were gone`;
      if (verified.some((at) => at > poolsAndGroups)) return `${saved.caseId} is closed on an older index`;
      const overlooked = openSince(workspace, namesOf(saved), history).find(
        ({ at }) => at < Date.parse(poolsAndGroups),
      );
      if (overlooked) return `${saved.caseId} is closed, and ${overlooked.poolName} is open to its person`;
    }
    return undefined;
  },
};

function namesOf({ workspaceUserIds = [] }: { workspaceUserIds?: { userId: string }[] | undefined }): Set<string> {
  return new Set(workspaceUserIds.map(({ userId }) => userId));
}

/** The pools of a project that are open to users, by their ids, and since when. */
function openSince(
  workspace: string,
  userIds: ReadonlySet<string>,
  { worlds, effects }: History,
): { poolName: string; at: number }[] {
  const pools = worlds.get(workspace)?.pools.list() ?? [];
  return pools.flatMap(({ poolName, grants }) => {
    const own = grants.filter(({ objectType, objectId }) => objectType === 'USER' && userIds.has(objectId));
    return own.map(({ objectName }) => {
      const opened = effects.findLast(
        (effect) => effect.kind === 'admitted' && effect.through === poolName && effect.userName === objectName,
      );
      return { poolName, at: opened?.at ?? -Infinity };
    });
  });
}
