import type { DesktopEip } from '../elastic-ips/idle-eips.ts';
import type { WorkspaceClient } from '../workspace-api/create-workspace-client.ts';
import type { Eip } from '../workspace-api/eips.ts';

/** Up to this many desktops, asking for each is cheaper than listing every bound EIP of the project. */
const fewDesktops = 2;

/** Which of these desktops have an EIP bound, read anew. */
export async function readEips(workspace: WorkspaceClient, desktopIds: readonly string[]): Promise<DesktopEip[]> {
  const wanted = new Set(desktopIds);
  if (wanted.size === 0) return [];
  const filters =
    wanted.size <= fewDesktops ? [...wanted].map((desktopId) => ({ desktopId })) : [{ state: 'bind' as const }];
  const found: DesktopEip[] = [];
  for (const filter of filters) {
    for await (const page of workspace.listEips(filter)) {
      found.push(...page.flatMap((eip) => onDesktop(eip) ?? []).filter((eip) => wanted.has(eip.desktopId)));
    }
  }
  return found;
}

/** An EIP as the desktop's; undefined where it is bound to none. */
export function onDesktop(eip: Eip): DesktopEip | undefined {
  if (!eip.attached_desktop_id) return undefined;
  return { desktopId: eip.attached_desktop_id, eipId: eip.id, ...(eip.address && { address: eip.address }) };
}
