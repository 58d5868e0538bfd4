import type { DesktopRecord, OffboardingCase } from '../../../functions/shared/offboarding/case/offboarding-case.ts';
import type { AttachedUser } from '../../../functions/shared/offboarding/identity/attached-user.ts';
import { mainDomain } from '../../workspace-simulator/world/world.ts';
import type { Invariant } from './invariant.ts';

/** Whoever is said to be on a desktop beside the leaver, or to need its EIP still, is never the leaver. */
export const theLeaverIsNobodyElse: Invariant = {
  name: 'the leaver is nobody else',
  onSave({ saved }) {
    for (const record of saved.desktops) {
      const named = [...record.others, ...(record.eipKeptFor ?? [])];
      if (named.some((user) => isLeaver(user, record, saved)))
        return `${saved.caseId} names its own person among the others on ${record.desktopId}`;
      if (record.eipReason === 'still-in-use-by-others' && !record.eipKeptFor?.length && saved.status === 'closed')
        return `${saved.caseId} keeps the EIP of ${record.desktopId} for others, and says for nobody`;
    }
    return undefined;
  },
};

function isLeaver(
  user: AttachedUser,
  { attachment }: DesktopRecord,
  { workspaceUserIds = [] }: OffboardingCase,
): boolean {
  if (user.type !== undefined) return false;
  if (user.userId !== undefined) return workspaceUserIds.some(({ userId }) => userId === user.userId);
  return user.userName === attachment.userName && (user.domain ?? mainDomain) === (attachment.domain ?? mainDomain);
}
