import * as z from 'zod';
import { placeholderCodes } from '../assumptions.ts';
import type { Call, Operation } from '../gateway/operation.ts';
import { changePower } from '../world/change-power.ts';
import type { Desktop } from '../world/entities.ts';
import { desktopIds, parse } from './body.ts';
import { targetsOf } from './targets.ts';

const actionBody = z.object({
  desktop_ids: desktopIds,
  op_type: z.enum(['os-start', 'reboot', 'os-stop', 'os-hibernate']),
  type: z.enum(['SOFT', 'HARD']).default('SOFT'),
});

export const batchRunDesktops: Operation = {
  name: 'BatchRunDesktops',
  method: 'POST',
  path: '/v2/{project_id}/desktops/action',
  kind: 'write',
  handle(call) {
    const { desktop_ids, op_type } = parse(call, actionBody);
    const cannotHibernate = ({ osType }: Desktop) =>
      op_type === 'os-hibernate' && osType !== 'Windows'
        ? { code: placeholderCodes.unsupported, message: 'Only Windows desktops hibernate.' }
        : undefined;
    const { ready, failed } = targetsOf(call, desktop_ids, op_type, cannotHibernate);
    for (const desktop of ready) changePower(call.world, desktop, op_type);
    return { status: 200, body: { failed_operation_list: failed, job_id: '' } };
  },
};

const logoffBody = z.object({ desktop_ids: desktopIds, message: z.string().max(255).optional() });

export const batchLogoffDesktops: Operation = {
  name: 'BatchLogoffDesktops',
  method: 'POST',
  path: '/v2/{project_id}/desktops/logoff',
  kind: 'write',
  handle(call) {
    for (const desktop of known(call, parse(call, logoffBody).desktop_ids))
      call.world.change(desktop, { loggedIn: null });
    return { status: 200 };
  },
};

/** This answer has no list of results: what is not known, or was ordered to fail, is passed over in silence. */
const known = (call: Call, ids: readonly string[]): Desktop[] =>
  ids.flatMap((desktopId) => (call.orderedFailure(desktopId) ? [] : (call.world.desktops.get(desktopId) ?? [])));
