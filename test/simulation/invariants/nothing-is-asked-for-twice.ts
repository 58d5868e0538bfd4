import { accountOf } from '../../workspace-simulator/world/world.ts';
import { type History, keyOf } from '../history.ts';
import type { ServiceCall } from '../simulated-service.ts';
import type { Invariant } from './invariant.ts';

/**
 * Nothing is asked for that the worker's own reading has shown to be done or under way, or that the worker was plainly told
 * is taken. Where lists lag no reading shows that for certain, and where projects are read each at its own pace the one that decides
 * may be older than the latest: access that stays is dearer than a call.
 */
export const nothingIsAskedForTwice: Invariant = {
  name: 'nothing is asked for twice',
  onWrite(call, history) {
    if (history.lagMs > 0 || history.worlds.size > 1) return undefined;
    for (const item of itemsOf(call)) {
      const { doneAt, cameBackAt, readAt } = standingOf(call, item, history);
      const said = `${call.worker} asks for ${call.operation} of ${item}`;
      if (doneAt !== undefined && doneAt < readAt) return `${said}, which it has seen done`;
      const before = history.writes.findLast((other) => other !== call && isSame(other, call, item));
      const takenAt = before?.worker === call.worker ? before.takenAt : undefined;
      if (takenAt !== undefined && takenAt > cameBackAt && doneAt !== undefined)
        return `${said}, which it was told is taken`;
    }
    return undefined;
  },
};

type Standing = {
  /** Since when there is nothing to do; undefined where there is. */
  doneAt: number | undefined;
  cameBackAt: number;
  /** When the worker began to read of it. */
  readAt: number;
};

function standingOf({ operation, worker }: ServiceCall, item: string, history: History): Standing {
  const [desktopId = '', userName] = item.split(' ');
  const { world, attachedAt, detachedAt, detachingSince, boundAt, unboundAt, peopleReadAt, eipsReadAt } = history;
  if (operation !== 'BatchDetachInstances') {
    const doneAt = world.eipOf(desktopId) ? undefined : unboundAt.get(desktopId);
    return { doneAt, cameBackAt: boundAt.get(item) ?? -Infinity, readAt: eipsReadAt.get(worker) ?? -Infinity };
  }
  // That a detachment is under way only the list by user names shows, and a name may be refused from one reading to the next.
  const isByNames = history.readAt.get(worker) === peopleReadAt.get(worker);
  const isAttached = world.desktops.get(desktopId)?.attachments.some((one) => accountOf(one) === userName);
  return {
    doneAt: isAttached ? (isByNames ? detachingSince.get(desktopId) : undefined) : detachedAt.get(item),
    cameBackAt: attachedAt.get(item) ?? -Infinity,
    readAt: peopleReadAt.get(worker) ?? -Infinity,
  };
}

function isSame(other: ServiceCall, call: ServiceCall, item: string): boolean {
  return other.operation === call.operation && itemsOf(other).includes(item);
}

/** Who is to be detached from where, or the desktop whose EIP is to go. */
function itemsOf({ operation, body }: ServiceCall): string[] {
  const { desktops = [], desktop_ids: ids = [] } = body as WriteBody;
  if (operation === 'BatchDisassociateDesktopsEip') return ids;
  if (operation !== 'BatchDetachInstances') return [];
  return desktops.flatMap(({ desktop_id: id, detach_user_infos: users = [] }) =>
    users.map(({ user_name: name }) => keyOf(id, name)),
  );
}

type WriteBody = {
  desktops?: { desktop_id: string; detach_user_infos?: { user_name: string }[] }[];
  desktop_ids?: string[];
};
