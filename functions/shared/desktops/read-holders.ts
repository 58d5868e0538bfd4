import type { EipHolder } from '../elastic-ips/idle-eips.ts';
import type { SeenDesktop } from '../offboarding/decide/observation.ts';
import type { AttachedUser } from '../offboarding/identity/attached-user.ts';
import type { WorkspaceClient } from '../workspace-api/create-workspace-client.ts';
import { listNarrowed } from '../workspace-api/lists/list-narrowed.ts';
import {
  type AttachInfo,
  attachedKind,
  attachedTo,
  type DesktopWithUsers,
} from '../workspace-api/operations/attached-users.ts';
import { createRefusedValues, type RefusedValues } from './refused-values.ts';

/** An id that no desktop has, and that nothing is wrong with. */
const harmlessId = '00000000-0000-0000-0000-000000000000';

/** How these desktops are held now, read anew; a desktop that is gone is not in the answer, nor is one that is `refused`. */
export async function readHolders(
  workspace: Pick<WorkspaceClient, 'listDesktops' | 'countDesktops'>,
  desktopIds: readonly string[],
  { isSuspect, note }: RefusedValues = createRefusedValues(),
): Promise<Map<string, DesktopHolder>> {
  const holders = new Map<string, DesktopHolder>();
  const pages = listNarrowed(desktopIds, {
    list: (ids, options) => workspace.listDesktops({ desktopIds: ids, ...options }),
    harmless: harmlessId,
    control: () => workspace.countDesktops(),
    isSuspect,
    onRefused: note,
  });
  for await (const page of pages) {
    for (const desktop of page) holders.set(desktop.desktop_id, asHolder(desktop));
  }
  return holders;
}

/** A desktop of either listing, as far as the domain is concerned. */
export type DesktopHolder = Omit<SeenDesktop, 'workspace' | 'others'> & EipHolder;

type ListedDesktop = DesktopWithUsers & {
  desktop_id: string;
  computer_name?: string | null | undefined;
  desktop_type?: string | null | undefined;
  status?: string | null | undefined;
  tags?: readonly { key: string; value?: string | null | undefined }[] | null | undefined;
  task_status?: string | null | undefined;
  is_attaching_eip?: boolean | null | undefined;
};

function asAttachedUser({ user_id: userId, user_name: userName, domain, type }: AttachInfo): AttachedUser {
  const kind = attachedKind(type);
  return {
    userName: userName || userId || 'unnamed',
    ...(userId && { userId }),
    ...(domain && { domain }),
    ...(kind !== 'user' && { type: kind }),
  };
}

export function asHolder(desktop: ListedDesktop): DesktopHolder {
  return {
    desktopId: desktop.desktop_id,
    ...(desktop.computer_name && { computerName: desktop.computer_name }),
    ...(desktop.desktop_type && { desktopType: desktop.desktop_type }),
    ...(desktop.status && { powerState: desktop.status }),
    ...(desktop.task_status && { busy: true }),
    attachedUsers: attachedTo(desktop).map(asAttachedUser),
    tags: (desktop.tags ?? []).map(({ key, value }) => (value ? `${key}=${value}` : key)),
    attachingEip: desktop.is_attaching_eip === true,
  };
}
