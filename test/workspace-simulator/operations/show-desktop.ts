import type { Operation } from '../gateway/operation.ts';
import { serviceRefusal } from '../gateway/refusal.ts';
import type { Desktop } from '../world/entities.ts';
import type { World } from '../world/world.ts';
import { attachUserInfo, desktopDetail } from './desktop-body.ts';
import { isoSeconds } from './iso-seconds.ts';

export const showDesktopDetail: Operation = {
  name: 'ShowDesktopDetail',
  method: 'GET',
  path: '/v2/{project_id}/desktops/{desktop_id}',
  kind: 'read',
  handle({ world, params }) {
    const desktop = knownDesktop(world, params['desktop_id'] ?? '');
    const securityGroups = [{ id: 'default', name: 'WorkspaceUserSecurityGroup' }];
    return { status: 200, body: { desktop: { ...desktopDetail(world, desktop), security_groups: securityGroups } } };
  },
};

export const listDesktopDetachInfo: Operation = {
  name: 'ListDesktopDetachInfo',
  method: 'GET',
  path: '/v2/{project_id}/desktops/{desktop_id}/detach-info',
  kind: 'read',
  handle({ world, params }) {
    const desktop = knownDesktop(world, params['desktop_id'] ?? '');
    // The last record, as documented: of several users detached at one time, all of them.
    const last = desktop.detachRecords.at(-1)?.detachedAt;
    const records = desktop.detachRecords.filter(({ detachedAt }) => detachedAt === last);
    const infos = records.map(({ detachedAt, ...attachment }) => {
      const { domain: _, ...user } = attachUserInfo(attachment);
      const detach_time = isoSeconds(detachedAt);
      return { desktop_id: desktop.id, desktop_name: desktop.computerName, ...user, detach_time };
    });
    return { status: 200, body: { desktop_detach_infos: infos } };
  },
};

/** Also a deleted one, where the simulated service still shows it. */
export function knownDesktop(world: World, desktopId: string): Desktop {
  const desktop = world.desktops.get(desktopId) ?? world.deletedDesktops.get(desktopId);
  if (!desktop) throw serviceRefusal(404, 'WKS.0202', `The desktop ${desktopId} is not found.`);
  return desktop;
}
