import type { EipHolder } from '../elastic-ips/idle-eips.ts';
import { attachedTo, type DesktopWithUsers } from '../workspace-api/attached-users.ts';
import type { WorkspaceClient } from '../workspace-api/create-workspace-client.ts';

/** How these desktops are held now, read anew; a desktop that is gone is not in the answer. */
export async function readHolders(
  workspace: WorkspaceClient,
  desktopIds: readonly string[],
): Promise<Map<string, EipHolder>> {
  const holders = new Map<string, EipHolder>();
  for await (const page of workspace.listDesktops({ desktopIds })) {
    for (const desktop of page) holders.set(desktop.desktop_id, asHolder(desktop));
  }
  return holders;
}

type ListedDesktop = DesktopWithUsers & {
  desktop_id: string;
  desktop_type?: string | null | undefined;
  is_attaching_eip?: boolean | null | undefined;
};

/** A desktop of either listing, as far as its EIP is concerned. */
export function asHolder(desktop: ListedDesktop): EipHolder {
  return {
    desktopId: desktop.desktop_id,
    attachedCount: attachedTo(desktop).length,
    ...(desktop.desktop_type && { desktopType: desktop.desktop_type }),
    attachingEip: desktop.is_attaching_eip === true,
  };
}
