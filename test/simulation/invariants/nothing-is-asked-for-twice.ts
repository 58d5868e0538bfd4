import type { History } from '../history.ts';
import { keyOf } from '../history.ts';
import type { ServiceCall } from '../simulated-service.ts';
import type { Invariant } from './invariant.ts';

/**
 * What was plainly taken, and has been done or is under way, is not asked for again: neither by the worker that knows the
 * answer, nor by one that began after it was given.
 */
export const nothingIsAskedForTwice: Invariant = {
  name: 'nothing is asked for twice',
  onWrite(call, history) {
    const startedAt = history.startedAt.get(call.worker) ?? 0;
    for (const item of itemsOf(call)) {
      if (isStillToDo(call, item, history)) continue;
      const before = history.writes.findLast((other) => other !== call && isSame(other, call, item));
      const { takenAt, worker } = before ?? {};
      if (takenAt === undefined || cameBackAt(call, item, history) > takenAt) continue;
      if (worker === call.worker || startedAt > takenAt) {
        return `${call.worker} asks again for ${call.operation} of ${item}, which ${worker} was told is done`;
      }
    }
    return undefined;
  },
};

function isSame(other: ServiceCall, call: ServiceCall, item: string): boolean {
  return other.operation === call.operation && itemsOf(other).includes(item);
}

/** Who is to be detached from where, or the desktop whose EIP is to go. */
function itemsOf({ operation, body }: ServiceCall): string[] {
  const { desktops = [], desktop_ids: ids = [] } = body as WriteBody;
  if (operation !== 'BatchDetachInstances') return ids;
  return desktops.flatMap(({ desktop_id: id, detach_user_infos: users = [] }) =>
    users.map(({ user_name: name }) => keyOf(id, name)),
  );
}

type WriteBody = {
  desktops?: { desktop_id: string; detach_user_infos?: { user_name: string }[] }[];
  desktop_ids?: string[];
};

function cameBackAt({ operation }: ServiceCall, item: string, { attachedAt, boundAt }: History): number {
  return (operation === 'BatchDetachInstances' ? attachedAt : boundAt).get(item) ?? -Infinity;
}

function isStillToDo({ operation }: ServiceCall, item: string, { world }: History): boolean {
  const [desktopId = '', userName] = item.split(' ');
  if (operation !== 'BatchDetachInstances') return world.eipOf(desktopId) !== undefined;
  const desktop = world.desktops.get(desktopId);
  const isAttached = desktop?.attachments.some((one) => one.userName === userName) ?? false;
  return isAttached && desktop?.attachState !== 'DEATTACHING';
}
