import { accountOf } from '../../workspace-simulator/world/world.ts';
import { keyOf, longestReadingMs } from '../history.ts';
import type { Invariant } from './invariant.ts';

/** Where a case closes, its person is on no desktop at all, whatever a list says; unless somebody has attached them since. */
export const closedMeansGone: Invariant = {
  name: 'closed means gone',
  onSave({ saved, before }, { world, attachedAt, lagMs }) {
    if (saved.status !== 'closed' || before?.status === 'closed') return undefined;
    const ids = new Set((saved.workspaceUserIds ?? []).map(({ userId }) => userId));
    for (const { attachments: readAt } of saved.seenGone ?? []) {
      const from = Date.parse(readAt) - longestReadingMs - lagMs;
      for (const { id, attachments } of world.desktops.list()) {
        const own = attachments.find(({ type, userId }) => type === 'USER' && ids.has(userId));
        const cameAt = own && (attachedAt.get(keyOf(id, accountOf(own))) ?? -Infinity);
        if (cameAt !== undefined && cameAt < from) return `${saved.caseId} is closed, and its person is on ${id}`;
      }
    }
    return undefined;
  },
};
