import { createProjectReader } from '../shared/desktops/project-reader.ts';
import type { ReconcileSummary } from '../shared/offboarding/drift/reconcile-summary.ts';
import { findDormantUsers } from './find-dormant-users.ts';
import { findDrift } from './find-drift.ts';
import type { ReconcileDependencies } from './reconcile-run.ts';

/**
 * Looks whether what was taken away stays away: at people whose cases were closed of late, and at Workspace users that can no
 * longer log in and still hold desktops. Changes nothing itself: it queues what is to be done, and the worker's guards
 * judge that like anything else.
 *
 * @param now the run's one reading of the clock, epoch milliseconds
 */
export async function reconcile(deps: ReconcileDependencies, now: number): Promise<ReconcileSummary> {
  const runId = new Date(now).toISOString();
  const summary: ReconcileSummary = { runId, cases: 0, drift: 0, dormantUsers: 0, decided: {}, left: {} };
  const readers = new Map(
    [...deps.workspaces].map(([workspace, client]) => [workspace, createProjectReader({ ...deps, workspace, client })]),
  );
  const run = { ...deps, now, runId, summary, readers, drifted: new Set<string>() };
  const { days, disabledUsers } = deps.policy.reconcile;
  if (days > 0) await findDrift(run);
  if (disabledUsers !== 'ignore') await findDormantUsers(run);
  return summary;
}
