import * as z from 'zod';
import { DESKTOPS_PER_CALL, DOMAIN_LENGTH, USERS_PER_DESKTOP } from '../assumptions.ts';
import { batchAnswer } from '../batches/batch-answer.ts';
import type { DesktopResult } from '../batches/desktop-result.ts';
import { type DetachTarget, mergeTargets } from '../batches/detach-targets.ts';
import { writeToDesktops, writeToDesktopsById } from '../batches/write-to-desktops.ts';
import type { Caller } from '../call/call.ts';
import { lazily, operation } from '../call/operation.ts';
import { id, upTo } from '../call/wire.ts';

const detachUserInfo = lazily(() =>
  z.strictObject({
    user_id: id().optional(),
    user_name: upTo(64),
    domain: upTo(DOMAIN_LENGTH).optional(),
    user_group: id().optional(),
    type: z.enum(['USER', 'GROUP']),
  }),
);

const batchDetachInstances = operation({
  name: 'BatchDetachInstances',
  kind: 'write',
  method: 'POST',
  path: '/v2/{project_id}/desktops/batch-detach',
  input: lazily(() =>
    z.strictObject({
      body: z.strictObject({
        desktops: z
          .array(
            z.strictObject({
              desktop_id: id(),
              is_detach_all_users: z.boolean(),
              detach_user_infos: z.array(detachUserInfo()).min(1).max(USERS_PER_DESKTOP).optional(),
            }),
          )
          .min(1)
          .max(DESKTOPS_PER_CALL),
      }),
    }),
  ),
  answer: batchAnswer,
});

const detachInstances = operation({
  name: 'DetachInstances',
  kind: 'write',
  method: 'POST',
  path: '/v2/{project_id}/desktops/detach',
  input: lazily(() =>
    z.strictObject({
      body: z.strictObject({
        desktop_ids: z.array(id()).min(1).max(DESKTOPS_PER_CALL),
        shutoff_after_detach: z.boolean().optional(),
      }),
    }),
  ),
  answer: batchAnswer,
});

export function detachOperations(caller: Caller) {
  return {
    /**
     * Takes users, or all users, off desktops. Any number of desktops, up to 100 a call; several targets for one
     * desktop become one. Never throws for what the API says: one result for every desktop. `done` means accepted;
     * the service goes on for seconds, so verify by reading. A shared desktop that is off is started for it.
     *
     * Hibernated desktops are refused; one in use by another task answers WKS.00010032 (retryable).
     *
     * @see https://support.huaweicloud.com/intl/en-us/api-workspace/BatchDetachInstances.html
     */
    batchDetach(targets: readonly DetachTarget[]): Promise<DesktopResult[]> {
      return writeToDesktops(caller, {
        operation: batchDetachInstances,
        targets: mergeTargets(targets),
        inputOf: (some) => ({ body: { desktops: some.map(asDesktop) } }),
      });
    },

    /**
     * Takes all users off desktops and, if asked, shuts the desktops down. Otherwise as `batchDetach`.
     *
     * @see https://support.huaweicloud.com/intl/en-us/api-workspace/DetachInstances.html
     */
    detachDesktops(
      desktopIds: readonly string[],
      options: { shutoffAfterDetach?: boolean } = {},
    ): Promise<DesktopResult[]> {
      const { shutoffAfterDetach: shutoff_after_detach } = options;
      return writeToDesktopsById(caller, detachInstances, desktopIds, (desktop_ids) => ({
        body: { desktop_ids, shutoff_after_detach },
      }));
    },
  };
}

function asDesktop({ desktopId, users }: DetachTarget) {
  if (users === 'all') return { desktop_id: desktopId, is_detach_all_users: true };
  const detach_user_infos = users.map(({ userId, userName, userGroup, domain, type = 'USER' }) => ({
    user_id: userId,
    user_name: userName,
    domain,
    user_group: userGroup,
    type,
  }));
  return { desktop_id: desktopId, is_detach_all_users: false, detach_user_infos };
}
