import type { Logger } from '@aws-lambda-powertools/logger';
import { arePoolsDue, isOlder, type Wanted } from '../shared/access-index/access-index.ts';
import { refreshAccessIndex } from '../shared/desktops/refresh-access-index.ts';
import type { Workspaces } from '../shared/desktops/workspace-reader.ts';
import type { AccessIndexStore } from '../shared/ledger/access-index-store.ts';
import type { Clock } from '../shared/runtime/clock.ts';
import { WorkspaceError } from '../shared/workspace-api/call/errors.ts';
import type { WorkspaceClient } from '../shared/workspace-api/create-workspace-client.ts';

export type RefreshAccessDependencies = {
  workspaces: Workspaces;
  index: AccessIndexStore;
  clock: Clock;
  log: Pick<Logger, 'error' | 'warn'>;
  /** Epoch milliseconds after which no call may be awaited. */
  deadline: number;
};

export type RefreshedAccess = {
  /** Of each project that was read: since when all of it is read, and how many pools are left. */
  projects: Record<string, { pools?: string; groups?: string; left: number }>;
  failed: string[];
};

/** Nobody waits for it: pools are found sooner for the next leaver all the same. */
const oldestMs = 24 * 3_600_000;

/** Reads on in the index of every project, all at once: one that is slow or refused keeps no other from being read. */
export async function refreshAccess(deps: RefreshAccessDependencies): Promise<RefreshedAccess> {
  const read: RefreshedAccess = { projects: {}, failed: [] };
  await Promise.all([...deps.workspaces].map(([workspace, client]) => refreshProject(workspace, client, deps, read)));
  return read;
}

async function refreshProject(
  workspace: string,
  client: WorkspaceClient,
  { index, clock, log, deadline }: RefreshAccessDependencies,
  read: RefreshedAccess,
): Promise<void> {
  const wanted = await wantedOf(workspace, index, clock.now());
  if (!wanted) return;
  try {
    const state = await refreshAccessIndex({ workspace, client, index, clock, log }, wanted, { until: deadline });
    const { pools, groups, poolsLeft = 0 } = state;
    read.projects[workspace] = {
      ...(pools && { pools: pools.readSince }),
      ...(groups && { groups: groups.readSince }),
      left: poolsLeft,
    };
  } catch (error) {
    if (!(error instanceof WorkspaceError)) throw error;
    const { code, operation, requestId } = error;
    log.error('Pools and groups cannot be listed', { workspace, code, operation, requestId });
    read.failed.push(`${workspace}: ${code}`);
  }
}

/** How new the index is to be; undefined where it is. One that nobody has asked for yet is not read at all. */
async function wantedOf(workspace: string, index: AccessIndexStore, now: number): Promise<Wanted | undefined> {
  const [asked, state] = await Promise.all([index.wanted(workspace), index.state(workspace)]);
  const oldest = state.pools && new Date(now - oldestMs).toISOString();
  const pools = isOlder(asked.pools, oldest) ? oldest : (asked.pools ?? oldest);
  const isDue = arePoolsDue(state, { pools }) || isOlder(state.groups?.readSince, asked.groups);
  return isDue ? { pools, groups: asked.groups } : undefined;
}
