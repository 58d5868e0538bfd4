import type { Operation } from '../gateway/operation.ts';
import { badRequest, serviceRefusal } from '../gateway/refusal.ts';
import type { Job, SubJob } from '../world/entities.ts';
import { jobStatus, subJobStatus } from '../world/jobs.ts';
import { isoSeconds } from './iso-seconds.ts';
import { commaSeparated, page } from './query.ts';

export const listSubJobs: Operation = {
  name: 'ListItaSubJobs',
  method: 'GET',
  path: '/v2/{project_id}/workspace-sub-jobs',
  kind: 'read',
  query: ['job_id', 'job_type', 'status', 'desktop_pool_id', 'limit', 'offset'],
  handle({ world, projectId, query }) {
    const [jobId, type, statuses] = [query.get('job_id'), query.get('job_type'), commaSeparated(query, 'status')];
    if (!jobId && !type) throw badRequest('Give job_id or job_type.');
    const jobs = world.jobs.list().filter((job) => (!jobId || job.id === jobId) && (!type || job.type === type));
    const found = jobs
      .flatMap((job) => job.subJobs.map((subJob) => subJobBody(job, subJob, world.now())))
      .filter(({ status }) => !statuses || statuses.has(status));
    const shown = page(query, found, { max: 1000, default: 1000 }).map((body) => ({ ...body, project_id: projectId }));
    return { status: 200, body: { total_count: found.length, jobs: shown } };
  },
};

export const showJob: Operation = {
  name: 'ShowJob',
  method: 'GET',
  path: '/v2/{project_id}/workspace-jobs/{job_id}',
  kind: 'read',
  handle({ world, params }) {
    const job = world.jobs.get(params['job_id'] ?? '');
    if (!job) throw serviceRefusal(404, 'WKS.0202', `The job ${params['job_id']} is not found.`);
    const now = world.now();
    const status = jobStatus(job, now);
    const subJobs = job.subJobs.map((subJob) => subJobBody(job, subJob, now));
    const failure = status === 'FAILED' ? job.subJobs.find((each) => each.failure)?.failure : null;
    const body = {
      id: job.id,
      job_type: job.type,
      status,
      begin_time: isoSeconds(job.createdAt),
      end_time: lastEnd(job, now),
      job_error_code: failure?.code ?? null,
      fail_reason: failure?.message ?? null,
      sub_jobs_total: subJobs.length,
      sub_jobs: subJobs,
    };
    return { status: 200, body };
  },
};

const lastEnd = (job: Job, now: number): string | null => {
  const end = Math.max(...job.subJobs.map(({ endsAt }) => endsAt));
  return end <= now ? isoSeconds(end) : null;
};

function subJobBody(job: Job, subJob: SubJob, now: number) {
  const status = subJobStatus(subJob, now);
  const failure = status === 'FAILED' ? subJob.failure : null;
  return {
    id: subJob.id,
    job_id: job.id,
    job_type: job.type,
    entities: { desktop_id: subJob.desktopId, desktop_name: subJob.desktopName, user_name: subJob.userName },
    begin_time: now >= subJob.beginsAt ? isoSeconds(subJob.beginsAt) : null,
    end_time: now >= subJob.endsAt ? isoSeconds(subJob.endsAt) : null,
    status,
    error_code: failure?.code ?? null,
    fail_reason: failure?.message ?? null,
    process: progress(subJob, now),
    attach_user: subJob.userName,
  };
}

/** Percent. */
function progress({ beginsAt, endsAt }: SubJob, now: number): number {
  if (now >= endsAt) return 100;
  return Math.max(0, Math.floor((100 * (now - beginsAt)) / (endsAt - beginsAt)));
}
