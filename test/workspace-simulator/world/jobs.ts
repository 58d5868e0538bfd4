import type { Desktop, Job, SubJob } from './entities.ts';
import type { World } from './world.ts';

export type JobStatus = 'WAITING' | 'RUNNING' | 'SUCCESS' | 'FAILED';

/** Starts a job with one sub-job a desktop. They wait for a fifth of the lag, run for the rest of it, and end with it. */
export function startJob(
  world: World,
  type: string,
  parts: readonly { desktop: Desktop; userName: string; failure: SubJob['failure'] }[],
): Job {
  const now = world.now();
  const subJobs = parts.map(({ desktop, userName, failure }) => ({
    id: world.newId('sub-job'),
    desktopId: desktop.id,
    desktopName: desktop.computerName,
    userName,
    beginsAt: now + Math.floor(world.lagMs / 5),
    endsAt: now + world.lagMs,
    failure,
  }));
  const job = world.add(world.jobs, { kind: 'job', id: world.newId('job'), createdAt: now, type, subJobs });
  world.later(world.lagMs, (at) => {
    world.tell({ kind: 'job', id: job.id, field: 'status', from: 'RUNNING', to: jobStatus(job, at) });
  });
  return job;
}

export function subJobStatus({ beginsAt, endsAt, failure }: SubJob, now: number): JobStatus {
  if (now < beginsAt) return 'WAITING';
  if (now < endsAt) return 'RUNNING';
  return failure ? 'FAILED' : 'SUCCESS';
}

/** A job is as far as its slowest part, and failed as soon as all have ended and one has failed. */
export function jobStatus({ subJobs }: Job, now: number): JobStatus {
  const statuses = new Set(subJobs.map((subJob) => subJobStatus(subJob, now)));
  for (const unfinished of ['RUNNING', 'WAITING', 'FAILED'] as const) if (statuses.has(unfinished)) return unfinished;
  return 'SUCCESS';
}
