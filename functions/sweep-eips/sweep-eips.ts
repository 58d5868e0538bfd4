import { onDesktop } from '../shared/desktops/read-eips.ts';
import { asHolder } from '../shared/desktops/read-holders.ts';
import type { SweepSummary } from '../shared/elastic-ips/eip-line.ts';
import { type DesktopEip, type EipHolder, whyKept } from '../shared/elastic-ips/idle-eips.ts';
import { desktopsPerMessage, type IdleEipsMessage } from '../shared/elastic-ips/idle-eips-message.ts';
import { chunksOf } from '../shared/runtime/chunks.ts';
import type { Queue } from '../shared/runtime/queue.ts';
import type { WorkspaceClient } from '../shared/workspace-api/create-workspace-client.ts';

/** Messages in one send, so that a large project is queued as it is read. */
const eipsPerSend = 10 * desktopsPerMessage;

/**
 * Queues every bound EIP whose desktop nobody is attached to, in chunks of what one unbinding call takes.
 *
 * Reads the desktops without users, which are few, and then every bound EIP page by page: memory grows with the idle,
 * not with the project.
 *
 * @param now the run's one reading of the clock, epoch milliseconds
 */
export async function sweepEips(workspace: WorkspaceClient, idleEips: Queue, now: number): Promise<SweepSummary> {
  const runId = new Date(now).toISOString();
  const unattended = await readUnattended(workspace);
  const summary: SweepSummary = { runId, bound: 0, idle: 0, kept: {} };
  let waiting: DesktopEip[] = [];
  const flush = async () => {
    summary.idle += waiting.length;
    await idleEips.send(messagesOf(runId, waiting));
    waiting = [];
  };
  for await (const page of workspace.listEips({ state: 'bind' })) {
    for (const eip of page.flatMap((listed) => onDesktop(listed) ?? [])) {
      summary.bound += 1;
      const holder = unattended.get(eip.desktopId);
      // Workspace lists the desktops without users; any other desktop with an EIP has one.
      const reason = holder ? whyKept(holder) : 'in-use';
      if (reason) summary.kept[reason] = (summary.kept[reason] ?? 0) + 1;
      else waiting.push(eip);
    }
    if (waiting.length >= eipsPerSend) await flush();
  }
  await flush();
  return summary;
}

async function readUnattended(workspace: WorkspaceClient): Promise<Map<string, EipHolder>> {
  const found = new Map<string, EipHolder>();
  for await (const page of workspace.listDesktopDetails({ userAttached: false })) {
    for (const desktop of page) found.set(desktop.desktop_id, asHolder(desktop));
  }
  return found;
}

function messagesOf(runId: string, eips: readonly DesktopEip[]): { body: IdleEipsMessage }[] {
  return [...chunksOf(eips, desktopsPerMessage)].map((chunk) => ({ body: { runId, eips: chunk } }));
}
