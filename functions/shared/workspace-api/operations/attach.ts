import * as z from 'zod';
import { DESKTOPS_PER_CALL, DOMAIN_LENGTH, USERS_PER_DESKTOP } from '../assumptions.ts';
import { batchAnswer } from '../batches/batch-answer.ts';
import type { DesktopResult } from '../batches/desktop-result.ts';
import { type DetachUser, eachUserOnce, isSameTarget } from '../batches/detach-targets.ts';
import { writeToDesktops } from '../batches/write-to-desktops.ts';
import type { Caller } from '../call/call.ts';
import { lazily, operation } from '../call/operation.ts';
import { id, upTo } from '../call/wire.ts';

/** `userGroup` is what the user may do on the desktop: administrators or users on Windows, sudo or default on Linux. */
type AttachUser = DetachUser & { userGroup: string };

/** The service has no place for a type or domain here. */
type SingleUser = Omit<AttachUser, 'type' | 'domain'> & { type?: never; domain?: never };

export type AttachTarget = {
  desktopId: string;
  /** Wipes the desktop's data. The service's own default is to wipe, so this is always sent. @default false */
  clearData?: boolean;
  computerName?: string;
  userEmail?: string;
} & (
  | { /** For a single-user desktop, which takes neither groups nor a domain. */ user: SingleUser }
  | { /** For a multi-user desktop. */ users: readonly AttachUser[] }
);

const attachBody = lazily(() =>
  z.strictObject({
    body: z.strictObject({
      desktops: z
        .array(
          z.strictObject({
            desktop_id: id(),
            user_id: id().optional(),
            user_name: upTo(64).optional(),
            user_group: id().optional(),
            user_email: z.string().optional(),
            computer_name: z.string().optional(),
            is_clear_data: z.boolean(),
            attach_user_infos: z
              .array(
                z.strictObject({
                  user_id: id().optional(),
                  user_name: upTo(64),
                  domain: upTo(DOMAIN_LENGTH).optional(),
                  user_group: id(),
                  type: z.enum(['USER', 'GROUP']),
                }),
              )
              .min(1)
              .max(USERS_PER_DESKTOP)
              .optional(),
          }),
        )
        .min(1)
        .max(DESKTOPS_PER_CALL),
    }),
  }),
);

const batchAttachInstances = operation({
  name: 'BatchAttachInstances',
  kind: 'write',
  method: 'POST',
  path: '/v2/{project_id}/desktops/batch-attach',
  givesBack: true,
  input: attachBody,
  answer: batchAnswer,
});

export function attachOperations(caller: Caller) {
  return {
    /**
     * Assigns desktops to users, keeping the desktops' data unless `clearData` says otherwise. Any number, up to 100 a
     * call; of two targets for one desktop the users add up, the later's other fields count, and data is wiped only if
     * both say so. The result carries the id of the job that does it. Never throws for what the API says.
     *
     * @see https://support.huaweicloud.com/intl/en-us/api-workspace/BatchAttachInstances.html
     */
    batchAttach: (targets: readonly AttachTarget[]): Promise<DesktopResult[]> =>
      writeToDesktops(caller, {
        operation: batchAttachInstances,
        targets: mergeAttachTargets(targets),
        inputOf: (some) => ({ body: { desktops: some.map(asDesktop) } }),
      }),
  };
}

/** One target a desktop; different users for one desktop make it a multi-user one, which the service may refuse. */
function mergeAttachTargets(targets: readonly AttachTarget[]): AttachTarget[] {
  const merged = new Map<string, AttachTarget>();
  for (const target of targets) {
    const before = merged.get(target.desktopId);
    merged.set(target.desktopId, before ? mergeTwo(before, target) : target);
  }
  return [...merged.values()];
}

function mergeTwo(before: AttachTarget, after: AttachTarget): AttachTarget {
  const clearData = (before.clearData ?? false) && (after.clearData ?? false);
  if ('user' in before && 'user' in after && isSameTarget(before.user, after.user)) {
    return { ...before, ...after, clearData, user: { ...before.user, ...after.user } };
  }
  const users = eachUserOnce([...usersOf(before), ...usersOf(after)]);
  const { user: _, ...rest } = { user: undefined, ...before, ...after };
  return { ...rest, clearData, users };
}

function usersOf(target: AttachTarget): readonly AttachUser[] {
  return 'users' in target ? target.users : [target.user];
}

function asDesktop(target: AttachTarget) {
  const common = {
    desktop_id: target.desktopId,
    computer_name: target.computerName,
    user_email: target.userEmail,
    is_clear_data: target.clearData ?? false,
  };
  if ('users' in target) return { ...common, attach_user_infos: target.users.map(asUser) };
  const { userId, userName, userGroup } = target.user;
  return { ...common, user_id: userId, user_name: userName, user_group: userGroup };
}

function asUser({ userId, userName, userGroup, domain, type = 'USER' }: AttachUser) {
  return { user_id: userId, user_name: userName, domain, user_group: userGroup, type };
}
