import type { OffboardingCase } from '../../../functions/shared/offboarding/case/offboarding-case.ts';
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
      const overlooked = openSince(workspace, saved, history).find(
        ({ at }) => at < Date.parse(poolsAndGroups) - history.lagMs,
      );
      if (overlooked) return `${saved.caseId} is closed, and ${overlooked.poolName} is open to its person`;
    }
    return undefined;
  },
};

/** The pools of a project that are open to the person of a case, and since when. Two projects may have users of one id. */
function openSince(project: string, { workspaceUserIds = [] }: OffboardingCase, { worlds, effects }: History) {
  const userIds = new Set(
    workspaceUserIds.filter(({ workspace }) => workspace === project).map(({ userId }) => userId),
  );
  return (worlds.get(project)?.pools.list() ?? []).flatMap(({ poolName, grants }) => {
    const own = grants.filter(({ objectType, objectId }) => objectType === 'USER' && userIds.has(objectId));
    return own.map(({ objectName }) => {
      const opened = effects.findLast(
        (effect) => effect.kind === 'admitted' && effect.through === poolName && effect.userName === objectName,
      );
      return { poolName, at: opened?.at ?? -Infinity };
    });
  });
}
