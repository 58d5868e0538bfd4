import { setTimeout as delay } from 'node:timers/promises';
import type { ExitNotice } from '../../../functions/shared/offboarding/notices/exit-notice.ts';
import { chunksOf } from '../../../functions/shared/runtime/chunks.ts';
import { credentials } from '../../../infra/local/aws/local-account.ts';
import { type Local, startLocal } from '../../../infra/local/start-local.ts';
import type { LogLine } from '../../../infra/local/start-stack.ts';
import { createQueueAccess } from '../../end-to-end/queue-access.ts';
import type { WorkspaceSimulator } from '../../workspace-simulator/start-workspace-simulator.ts';
import type { Burst, Calls } from './lower-bound.ts';

export type PlayedBurst = {
  calls: Calls;
  /** From the first notice sent to the last of them verified and closed. */
  seconds: number;
  /** How many notices each run took. */
  batches: number[];
  /** Answers that said "too much". */
  throttled: number;
  /** People who are still attached, and EIPs still bound: none, or the rest means nothing. */
  left: number;
};

const config = {
  // A thousand at once is just what the caps are there to stop.
  policy: { mode: 'enforce', caps: { count: 100_000, percentFloor: 100_000 } },
  sweep: { enabled: false },
  reconcile: { enabled: false },
};

const messagesPerSend = 10;
const longestMs = 10 * 60_000;

/** Everybody leaves at the same moment, over the local stack: the product's template and bundles, and the published budget. */
export async function playBurst(burst: Burst): Promise<PlayedBurst> {
  const runs = new Map<string, number>();
  const closed = new Set<string>();
  const local = await startLocal({ config, onLog: (line) => follow(line, runs, closed) });
  try {
    const { simulator } = local;
    if (!simulator) throw new TypeError('The burst is counted by the simulator');
    populate(simulator, burst);
    const startedAt = Date.now();
    await send(local, burst.people);
    while (closed.size < burst.people && Date.now() - startedAt < longestMs) await delay(100);
    const seconds = (Date.now() - startedAt) / 1000;
    return { seconds, batches: [...runs.values()], ...countCalls(simulator), left: whatIsLeft(simulator) };
  } finally {
    await local.close();
  }
}

/** The last of those who leave share, two by two. */
function populate({ world }: WorkspaceSimulator, { people, shared, others }: Burst): void {
  const alone = people - 2 * shared;
  const names = Array.from({ length: people }, (_, number) => userName(number));
  for (const name of names.slice(0, alone)) world.addDesktop({ users: [name] });
  for (const [first = '', second = ''] of chunksOf(names.slice(alone), 2)) {
    world.addDesktop({ users: [first, second], desktopType: 'SHARED' });
  }
  for (const { id } of world.desktops) world.addEip({ desktopId: id });
  for (let number = 0; number < others; number += 1) world.addDesktop({ users: [`stays${number}`] });
}

async function send({ description }: Local, people: number): Promise<void> {
  const client = { endpoint: description.aws, region: description.region, credentials };
  const queues = createQueueAccess(client, description);
  const everybody = Array.from({ length: people }, (_, number) => number);
  const sends = [];
  for (const numbers of chunksOf(everybody, messagesPerSend)) {
    sends.push(
      queues.send(
        'exits',
        numbers.map((number) => ({ type: 'notice', notice: noticeOf(number) })),
      ),
    );
  }
  await Promise.all(sends);
  queues.destroy();
}

function userName(number: number): string {
  return `leaver${number}`;
}

function noticeOf(number: number): Pick<ExitNotice, 'kind' | 'person'> {
  return { kind: 'exit', person: { userName: userName(number) } };
}

/** The functions' own logs say which run took a notice, and which case is closed. */
function follow({ function: name, text }: LogLine, runs: Map<string, number>, closed: Set<string>): void {
  if (!/offboard/i.test(name) || !text.startsWith('{')) return;
  const { message, function_request_id: run = '', caseId = '', status } = JSON.parse(text) as Record<string, string>;
  if (message === 'Took a notice') runs.set(run, (runs.get(run) ?? 0) + 1);
  if (message === 'Case' && status === 'closed') closed.add(caseId);
}

function countCalls({ requests }: WorkspaceSimulator): { calls: Calls; throttled: number } {
  const calls: Calls = {};
  for (const { operation } of requests) calls[operation] = (calls[operation] ?? 0) + 1;
  return { calls, throttled: requests.filter(({ status }) => status === 429).length };
}

function whatIsLeft({ world }: WorkspaceSimulator): number {
  const held = world.desktops.filter(({ attachments }) => attachments.some((one) => one.userName.startsWith('leaver')));
  return held.length + world.eips.filter(({ desktopId }) => desktopId !== null).length;
}
