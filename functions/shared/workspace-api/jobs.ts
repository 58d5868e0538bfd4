import * as z from 'zod';
import type { Caller } from './call.ts';
import { defineListing, listPages } from './list-pages.ts';
import { lazily, operation } from './operation.ts';
import { count, id, listOf, paging, text } from './wire.ts';

const subJob = lazily(() =>
  z.object({
    id: text(),
    job_id: text(),
    job_type: text(),
    entities: z
      .object({ desktop_id: text(), desktop_name: text(), user_name: text(), ip_address: text(), product_id: text() })
      .nullish(),
    status: text(),
    begin_time: text(),
    end_time: text(),
    error_code: text(),
    fail_reason: text(),
    process: count(),
    attach_user: text(),
  }),
);

const job = lazily(() =>
  z.object({
    id: text(),
    job_type: text(),
    status: text(),
    begin_time: text(),
    end_time: text(),
    job_error_code: text(),
    fail_reason: text(),
    sub_jobs_total: count(),
    sub_jobs: listOf(subJob()),
  }),
);

export type SubJob = z.infer<ReturnType<typeof subJob>>;
export type Job = z.infer<ReturnType<typeof job>>;

const listSubJobs = operation({
  name: 'ListItaSubJobs',
  kind: 'read',
  method: 'GET',
  path: '/v2/{project_id}/workspace-sub-jobs',
  input: lazily(() =>
    z.strictObject({
      query: z
        .strictObject({
          job_id: id().optional(),
          job_type: z.string().optional(),
          status: z.enum(['SUCCESS', 'RUNNING', 'FAILED', 'WAITING']).optional(),
          desktop_pool_id: id().optional(),
          ...paging(),
        })
        .refine((query) => query.job_id !== undefined || query.job_type !== undefined, 'give a job id or a job type'),
    }),
  ),
  answer: lazily(() => z.object({ total_count: count(), jobs: listOf(subJob()) })),
});

const showJob = operation({
  name: 'ShowJob',
  kind: 'read',
  method: 'GET',
  path: '/v2/{project_id}/workspace-jobs/{job_id}',
  input: lazily(() => z.strictObject({ path: z.strictObject({ job_id: id() }) })),
  answer: job,
});

const subJobListing = defineListing({
  operation: listSubJobs,
  pageSize: 1000,
  itemsOf: (answer) => answer.jobs,
  totalOf: (answer) => answer.total_count,
  idOf: (one) => one.id ?? undefined,
});

export type SubJobFilter = {
  jobId?: string;
  jobType?: string;
  status?: 'SUCCESS' | 'RUNNING' | 'FAILED' | 'WAITING';
  poolId?: string;
};

export function jobReads(caller: Caller) {
  return {
    /**
     * The parts of a job, usually one a desktop; needs `jobId` or `jobType`.
     *
     * @throws WorkspaceError
     * @see https://support.huaweicloud.com/intl/en-us/api-workspace/ListItaSubJobs.html
     */
    listSubJobs({ jobId, jobType, status, poolId }: SubJobFilter): AsyncGenerator<SubJob[]> {
      const query = { job_id: jobId, job_type: jobType, status, desktop_pool_id: poolId };
      return listPages(caller, subJobListing, [query]);
    },

    /**
     * One job with its parts.
     *
     * @throws WorkspaceError
     * @see https://support.huaweicloud.com/intl/en-us/api-workspace/ShowJob.html
     */
    showJob: (jobId: string): Promise<Job> => caller.read(showJob, { path: { job_id: jobId } }),
  };
}

/** Jobs and their parts spell their ends differently; anything else is still on its way. */
export function jobState(status: string | null | undefined): 'succeeded' | 'failed' | 'running' {
  switch ((status ?? '').toUpperCase()) {
    case 'SUCCESS':
    case 'COMPLETE':
      return 'succeeded';
    case 'FAIL':
    case 'FAILED':
      return 'failed';
    default:
      return 'running';
  }
}
