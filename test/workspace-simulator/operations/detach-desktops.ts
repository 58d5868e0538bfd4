import * as z from 'zod';
import { placeholderCodes } from '../assumptions.ts';
import type { Call, Operation } from '../gateway/operation.ts';
import { badRequest } from '../gateway/refusal.ts';
import { detach, whyNotDetached } from '../world/detach.ts';
import type { Attachment, Desktop } from '../world/entities.ts';
import { startJob } from '../world/jobs.ts';
import { desktopIds, id, loose, missingUser, parse, truth } from './body.ts';
import { type Failure, targetsOf } from './targets.ts';

const detachUserInfo = z.object({
  user_id: z.string().max(255).optional(),
  user_name: z.string().min(1).max(64),
  domain: z.string().optional(),
  user_group: z.string().max(255).optional(),
  type: z.enum(['USER', 'GROUP']).default('USER'),
});
type DetachUserInfo = z.infer<typeof detachUserInfo>;
type Asked = 'all' | DetachUserInfo[];

const batchDetachBody = z.object({
  desktops: z
    .array(
      z.object({
        desktop_id: id,
        is_detach_all_users: loose.optional(),
        detach_user_infos: z.array(detachUserInfo).max(500).optional(),
      }),
    )
    .min(1)
    .max(100),
});

export const batchDetachInstances: Operation = {
  name: 'BatchDetachInstances',
  method: 'POST',
  path: '/v2/{project_id}/desktops/batch-detach',
  kind: 'write',
  handle(call) {
    const { desktops } = parse(call, batchDetachBody);
    const asked = new Map<string, Asked>();
    for (const { desktop_id, is_detach_all_users, detach_user_infos } of desktops) {
      const all = truth(call, is_detach_all_users, 'is_detach_all_users');
      const users = (all ?? call.world.assumptions.detachAllUsersByDefault) ? 'all' : (detach_user_infos ?? []);
      if (users.length === 0) throw badRequest('Name the users to detach, or say all of them.');
      const before = asked.get(desktop_id) ?? [];
      asked.set(desktop_id, users === 'all' || before === 'all' ? 'all' : [...before, ...users]);
    }
    const askedOf = (desktopId: string) => asked.get(desktopId) ?? [];
    return detachAll(call, [...asked.keys()], {
      jobType: 'batchDetachDesktops',
      leavingOf: (desktop) => leaving(desktop, askedOf(desktop.id)),
      whyNot: (desktop) => unknownUser(call, askedOf(desktop.id)),
    });
  },
};

const detachBody = z.object({ desktop_ids: desktopIds, shutoff_after_detach: loose.optional() });

export const detachInstances: Operation = {
  name: 'DetachInstances',
  method: 'POST',
  path: '/v2/{project_id}/desktops/detach',
  kind: 'write',
  handle(call) {
    const { desktop_ids, shutoff_after_detach } = parse(call, detachBody);
    const shutoff = truth(call, shutoff_after_detach, 'shutoff_after_detach');
    return detachAll(call, desktop_ids, { jobType: 'detachDesktops', shutoff, leavingOf: (each) => each.attachments });
  },
};

type How = {
  jobType: string;
  shutoff?: boolean | undefined;
  leavingOf: (desktop: Desktop) => readonly Attachment[];
  whyNot?: (desktop: Desktop) => Failure | undefined;
};

/** A job for the pooled desktops alone; for the others the job id is empty, and only reading shows the end of it. */
function detachAll(call: Call, ids: readonly string[], { jobType, shutoff, leavingOf, whyNot }: How) {
  const { world } = call;
  const { ready, failed } = targetsOf(
    call,
    ids,
    jobType,
    (desktop) => whyNotDetached(desktop) ?? whyNot?.(desktop) ?? nobodyLeaves(call, leavingOf(desktop)),
  );
  const pooled: { failure: Failure | null }[] = [];
  for (const desktop of ready) {
    const users = leavingOf(desktop);
    const failure = call.failsLate(desktop.id) ? lateFailure : null;
    if (desktop.desktopType === 'POOLED' && users.length > 0) pooled.push({ failure });
    detach(world, { desktop, leaving: users, shutoff, failsLate: failure !== null });
  }
  const jobId = pooled.length > 0 ? startJob(world, jobType, pooled).id : '';
  const internalJobIds = ready.map(() => world.newId('internal-job'));
  return { status: 200, body: { failed_operation_list: failed, job_id: jobId, success_job_ids: internalJobIds } };
}

const lateFailure = { code: placeholderCodes.lateFailure, message: 'The desktop agent did not answer.' };

function unknownUser({ world }: Call, asked: Asked): Failure | undefined {
  const users = asked === 'all' ? [] : asked;
  const unknown = users.find(({ type, user_name }) => type === 'USER' && world.usersNamed(user_name).size === 0);
  if (!unknown) return undefined;
  const refusal = missingUser(unknown.user_name);
  if (world.assumptions.unknownUser === 'refuse-call') throw refusal;
  return refusal;
}

function leaving(desktop: Desktop, asked: Asked): readonly Attachment[] {
  if (asked === 'all') return desktop.attachments;
  return desktop.attachments.filter(({ type, userName, userId, domain }) =>
    asked.some(
      (one) =>
        one.type === type &&
        one.user_name === userName &&
        (one.user_id ?? userId) === userId &&
        (one.domain ?? domain) === domain,
    ),
  );
}

function nobodyLeaves({ world }: Call, users: readonly Attachment[]): Failure | undefined {
  if (users.length > 0 || world.assumptions.detachOfNobody === 'success') return undefined;
  return { code: placeholderCodes.nobodyToDetach, message: 'The desktop is not attached to the user.' };
}
