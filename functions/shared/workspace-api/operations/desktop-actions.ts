import * as z from 'zod';
import { DESKTOPS_PER_CALL } from '../assumptions.ts';
import { batchAnswer, emptyOrBatchAnswer } from '../batches/batch-answer.ts';
import type { DesktopResult } from '../batches/desktop-result.ts';
import { writeToDesktopsById } from '../batches/write-to-desktops.ts';
import type { Caller } from '../call/call.ts';
import { lazily, operation } from '../call/operation.ts';
import { id } from '../call/wire.ts';

const desktopIds = () => z.array(id()).min(1).max(DESKTOPS_PER_CALL);

const batchRunDesktops = operation({
  name: 'BatchRunDesktops',
  kind: 'write',
  method: 'POST',
  path: '/v2/{project_id}/desktops/action',
  givesBack: { op_type: 'os-start' },
  input: lazily(() =>
    z.strictObject({
      body: z.strictObject({
        desktop_ids: desktopIds(),
        op_type: z.enum(['os-start', 'os-stop']),
        type: z.enum(['SOFT', 'HARD']).optional(),
      }),
    }),
  ),
  answer: batchAnswer,
});

const batchLogoffDesktops = operation({
  name: 'BatchLogoffDesktops',
  kind: 'write',
  method: 'POST',
  path: '/v2/{project_id}/desktops/logoff',
  input: lazily(() =>
    z.strictObject({ body: z.strictObject({ desktop_ids: desktopIds(), message: z.string().max(255).optional() }) }),
  ),
  answer: emptyOrBatchAnswer,
});

export function desktopActions(caller: Caller) {
  const run = (ids: readonly string[], op_type: 'os-start' | 'os-stop', type?: 'SOFT' | 'HARD') =>
    writeToDesktopsById(caller, batchRunDesktops, ids, (desktop_ids) => ({ body: { desktop_ids, op_type, type } }));

  return {
    /**
     * Starts desktops. `done` means accepted: poll until `task_status` is empty. Never throws for what the API says.
     *
     * @see https://support.huaweicloud.com/intl/en-us/api-workspace/BatchRunDesktops.html
     */
    startDesktops: (ids: readonly string[]): Promise<DesktopResult[]> => run(ids, 'os-start'),

    /** Shuts desktops down: SOFT asks the operating system, HARD pulls the plug. Otherwise as `startDesktops`. */
    stopDesktops: (ids: readonly string[], type: 'SOFT' | 'HARD' = 'SOFT'): Promise<DesktopResult[]> =>
      run(ids, 'os-stop', type),

    /**
     * Ends the sessions of desktops, after showing the users `message`, up to 255 characters. The service is documented
     * to answer without a word about single desktops, so `done` means the call was taken; failures, should it ever list
     * them, are sorted by desktop. An `unknown` outcome stays so: no reading can tell an ended session from one that was
     * never there, or that was opened since. To call again does no harm. Never throws for what the API says.
     *
     * @see https://support.huaweicloud.com/intl/en-us/api-workspace/BatchLogoffDesktops.html
     */
    logOffDesktops(ids: readonly string[], options: { message?: string } = {}): Promise<DesktopResult[]> {
      const { message } = options;
      return writeToDesktopsById(caller, batchLogoffDesktops, ids, (desktop_ids) => ({
        body: { desktop_ids, message },
      }));
    },
  };
}
