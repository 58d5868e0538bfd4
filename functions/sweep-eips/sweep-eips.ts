import { onDesktop } from '../shared/desktops/read-eips.ts';
import { asHolder } from '../shared/desktops/read-holders.ts';
import type { Workspaces } from '../shared/desktops/workspace-reader.ts';
import type { SweepSummary } from '../shared/elastic-ips/eip-line.ts';
import { type DesktopEip, type EipHolder, whyKept } from '../shared/elastic-ips/idle-eips.ts';
import { desktopsPerMessage, type IdleEipsMessage } from '../shared/elastic-ips/idle-eips-message.ts';
import type { Policy } from '../shared/offboarding/case/policy.ts';
import { chunksOf } from '../shared/runtime/chunks.ts';
import type { Queue } from '../shared/runtime/queue.ts';
import { WorkspaceError } from '../shared/workspace-api/call/errors.ts';
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
export async function sweepEips(
  workspaces: Workspaces,
  idleEips: Queue,
  policy: Pick<Policy, 'protect'>,
  now: number,
): Promise<SweepSummary> {
  const runId = new Date(now).toISOString();
  const summary: SweepSummary = { runId, bound: 0, idle: 0, kept: {} };
  for (const [workspace, client] of workspaces) {
    try {
      await sweepOne({ workspace, client, idleEips, policy, summary });
    } catch (error) {
      if (!(error instanceof WorkspaceError)) throw error;
      summary.unread = { ...summary.unread, [workspace]: error.message };
    }
  }
  return summary;
}

type OneSweep = {
  workspace: string;
  client: WorkspaceClient;
  idleEips: Queue;
  policy: Pick<Policy, 'protect'>;
  /** What is found is added up here, for all projects. */
  summary: SweepSummary;
};

async function sweepOne({ workspace, client, idleEips, policy, summary }: OneSweep): Promise<void> {
  const unattended = await readUnattended(client);
  let waiting: DesktopEip[] = [];
  const flush = async () => {
    summary.idle += waiting.length;
    await idleEips.send(messagesOf({ runId: summary.runId, workspace }, waiting));
    waiting = [];
  };
  for await (const page of client.listEips({ state: 'bind' })) {
    for (const eip of page.flatMap((listed) => onDesktop(listed) ?? [])) {
      summary.bound += 1;
      const holder = unattended.get(eip.desktopId);
      // Workspace lists the desktops without users; any other desktop with an EIP has one.
      const reason = holder ? whyKept(holder, policy) : 'in-use';
      if (reason) summary.kept[reason] = (summary.kept[reason] ?? 0) + 1;
      else waiting.push(eip);
    }
    if (waiting.length >= eipsPerSend) await flush();
  }
  await flush();
}

async function readUnattended(client: WorkspaceClient): Promise<Map<string, EipHolder>> {
  const found = new Map<string, EipHolder>();
  for await (const page of client.listDesktopDetails({ userAttached: false })) {
    for (const desktop of page) found.set(desktop.desktop_id, asHolder(desktop));
  }
  return found;
}

function messagesOf(about: Omit<IdleEipsMessage, 'eips'>, eips: readonly DesktopEip[]): { body: IdleEipsMessage }[] {
  return [...chunksOf(eips, desktopsPerMessage)].map((chunk) => ({ body: { ...about, eips: chunk } }));
}
