import { keyOf, longestReadingMs } from '../history.ts';
import type { Invariant } from './invariant.ts';

/** What a case says was seen gone is gone, unless an administrator has brought it back since. */
export const verifiedMeansGone: Invariant = {
  name: 'verified means gone',
  onSave({ saved }, { world, attachedAt, boundAt, lagMs }) {
    for (const record of saved.desktops) {
      const { desktopId, attachment, eip, detachVerifiedAt, unbindVerifiedAt } = record;
      const desktop = world.desktops.get(desktopId);
      const isAttached = desktop?.attachments.some(({ userId }) => userId === attachment.userId);
      const cameBackAt = attachedAt.get(keyOf(desktopId, attachment.userName)) ?? -Infinity;
      if (record.detach === 'verified' && isAttached && cameBackAt < readBefore(detachVerifiedAt, lagMs)) {
        return `${saved.caseId} says that ${attachment.userName} was seen gone from ${desktopId}`;
      }
      const boundSince = boundAt.get(desktopId) ?? -Infinity;
      // Another one that somebody has bound since is theirs.
      const isBound = eip !== undefined && world.eipOf(desktopId)?.id === eip.eipId;
      if (record.unbind === 'verified' && isBound && boundSince < readBefore(unbindVerifiedAt, lagMs)) {
        return `${saved.caseId} says that the EIP of ${desktopId} was seen unbound`;
      }
    }
    return undefined;
  },
};

function readBefore(verifiedAt: string | undefined, lagMs: number): number {
  return verifiedAt === undefined ? Infinity : Date.parse(verifiedAt) - longestReadingMs - lagMs;
}
