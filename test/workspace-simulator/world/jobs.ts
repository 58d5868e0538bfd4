import type { Job } from './entities.ts';
import type { World } from './world.ts';

/** Starts a job, which ends with the lag: failed if one of its parts fails. No operation shows it; its end is told of. */
export function startJob(world: World, type: string, parts: readonly { failure: object | null }[]): Job {
  const job = world.add(world.jobs, { kind: 'job', id: world.newId('job'), createdAt: world.now(), type });
  const to = parts.some(({ failure }) => failure !== null) ? 'FAILED' : 'SUCCESS';
  world.later(world.lagMs, () => world.tell({ kind: 'job', id: job.id, field: 'status', from: 'RUNNING', to }));
  return job;
}
