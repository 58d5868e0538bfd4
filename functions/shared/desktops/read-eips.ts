import type { DesktopEip } from '../elastic-ips/idle-eips.ts';
import { isOfTheWholeCall } from '../workspace-api/batches/isolate.ts';
import { WorkspaceError } from '../workspace-api/call/errors.ts';
import type { WorkspaceClient } from '../workspace-api/create-workspace-client.ts';
import type { Eip } from '../workspace-api/operations/eips.ts';

/**
 * Which of these desktops have an EIP bound, read anew. The API can be asked for one desktop or for all bound EIPs: more
 * than one desktop is one call of the second kind, in all but the largest projects.
 */
export async function readEips(workspace: WorkspaceClient, desktopIds: readonly string[]): Promise<DesktopEip[]> {
  const wanted = new Set(desktopIds);
  const [only, another] = wanted;
  if (only === undefined) return [];
  if (another !== undefined) return eipsOf(wanted, workspace.listEips({ state: 'bind' }));
  try {
    return await eipsOf(wanted, workspace.listEips({ desktopId: only }));
  } catch (error) {
    // An id that is refused is no reason not to see what is bound to it.
    if (!(error instanceof WorkspaceError) || isOfTheWholeCall(error)) throw error;
    return eipsOf(wanted, workspace.listEips({ state: 'bind' }));
  }
}

async function eipsOf(desktopIds: ReadonlySet<string>, pages: AsyncIterable<Eip[]>): Promise<DesktopEip[]> {
  const found: DesktopEip[] = [];
  for await (const page of pages) {
    found.push(...page.flatMap((eip) => onDesktop(eip) ?? []).filter((eip) => desktopIds.has(eip.desktopId)));
  }
  return found;
}

/** An EIP as the desktop's; undefined where it is bound to none. */
export function onDesktop(eip: Eip): DesktopEip | undefined {
  if (!eip.attached_desktop_id) return undefined;
  return { desktopId: eip.attached_desktop_id, eipId: eip.id, ...(eip.address && { address: eip.address }) };
}
