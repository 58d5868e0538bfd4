import * as z from 'zod';
import { placeholderCodes } from '../assumptions.ts';
import type { Call, Operation, Reply } from '../gateway/operation.ts';
import { badRequest, serviceRefusal } from '../gateway/refusal.ts';
import { attach } from '../world/attach.ts';
import type { Attachment, Desktop, User } from '../world/entities.ts';
import { startJob } from '../world/jobs.ts';
import { groupAttachment, userAttachment } from '../world/populate.ts';
import type { World } from '../world/world.ts';
import { desktopOr404, id, loose, missingGroup, parse, truth, userOr400 } from './body.ts';
import { busyFailure } from './targets.ts';

const userInfo = z.object({
  user_id: z.string().optional(),
  user_name: z.string().min(1).max(64),
  user_group: z.string().min(1).max(255),
  type: z.enum(['USER', 'GROUP']).default('USER'),
});

const desktopInfo = z.object({
  desktop_id: id,
  user_name: z.string().min(1).optional(),
  user_id: z.string().optional(),
  user_group: z.string().optional(),
  user_email: z.string().optional(),
  computer_name: z.string().optional(),
  /** Left out, it is true: the disk is wiped for a user who comes back. */
  is_clear_data: loose.default(true),
  attach_user_infos: z.array(userInfo).max(500).optional(),
});
type DesktopInfo = z.infer<typeof desktopInfo>;

const batchAttachBody = z.object({ desktops: z.array(desktopInfo).min(1).max(100).optional() });

export const batchAttachInstances: Operation = {
  name: 'BatchAttachInstances',
  method: 'POST',
  path: '/v2/{project_id}/desktops/batch-attach',
  kind: 'write',
  handle(call) {
    const { desktops } = parse(call, batchAttachBody);
    // Attaching `users` by an `assign_model` is not simulated: nothing here undoes a detach that way.
    if (!desktops) throw serviceRefusal(400, placeholderCodes.unsupported, 'Only desktops[] is simulated.');
    return attachAll(call, desktops);
  },
};

function attachAll(call: Call, asked: readonly DesktopInfo[]): Reply {
  const { world } = call;
  const parts = asked.map((info) => {
    const desktop = desktopOr404(world, info.desktop_id);
    const busy = busyFailure(desktop, 'attach');
    if (busy) throw serviceRefusal(409, busy.code, busy.message);
    if (desktop.status !== 'ACTIVE' && world.assumptions.attachWhileOff === 'refuse-call') {
      throw serviceRefusal(409, 'WKS.00010032', `The status of desktop ${desktop.id} denies the operation attach.`);
    }
    const clears = truth(call, info.is_clear_data, 'is_clear_data') ?? true;
    return {
      desktop,
      clears,
      joining: joiningUsers(call, desktop, info),
      failure: call.orderedFailure(desktop.id) ?? taken(desktop) ?? null,
    };
  });
  for (const { desktop, joining, clears, failure } of parts) if (!failure) attach(world, desktop, joining, clears);
  return { status: 200, body: { job_id: startJob(world, 'attachDesktops', parts).id } };
}

function taken({ desktopType, attachments, id: desktopId }: Desktop) {
  if (desktopType === 'SHARED' || attachments.length === 0) return undefined;
  return { code: placeholderCodes.alreadyAttached, message: `The desktop ${desktopId} has a user already.` };
}

/** `attach_user_infos` goes before `user_name`, and is for desktops of several users. */
function joiningUsers({ world }: Call, desktop: Desktop, info: DesktopInfo): Attachment[] {
  const { user_name, user_group, attach_user_infos: several = [] } = info;
  if (several.length > 1 && desktop.desktopType !== 'SHARED') throw badRequest('A single-user desktop takes one user.');
  if (several.length === 0 && (!user_name || !user_group)) throw badRequest('user_name and user_group are required.');
  const single = {
    user_id: info.user_id,
    user_name: user_name ?? '',
    user_group: user_group ?? '',
    type: 'USER' as const,
  };
  return (several.length > 0 ? several : [single]).map(({ type, user_id, user_name: name, user_group: rights }) => {
    if (type === 'USER') return userAttachment(userOr400(userOf(world, name, user_id), name), rights);
    const group = world.groups.list().find(({ groupName }) => groupName === name);
    if (!group) throw missingGroup(name);
    return groupAttachment(group, rights);
  });
}

/** A name that several domains have is told by the id. */
function userOf(world: World, name: string, userId: string | undefined): User | undefined {
  const named = userId === undefined ? undefined : world.users.get(userId);
  return named?.userName === name ? named : world.userByName(name);
}
