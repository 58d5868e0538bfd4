import type { Operation } from '../gateway/operation.ts';
import type { Desktop } from '../world/entities.ts';
import type { World } from '../world/world.ts';
import { firstUser, loginStatus } from './desktop-body.ts';
import { desktopsOfUser } from './list-desktops.ts';
import { commaSeparated, many, page } from './query.ts';
import { knownDesktop } from './show-desktop.ts';

export const showDesktopNetwork: Operation = {
  name: 'ShowDesktopNetwork',
  method: 'GET',
  path: '/v2/{project_id}/desktops/{desktop_id}/networks',
  kind: 'read',
  handle({ world, params }) {
    const desktop = knownDesktop(world, params['desktop_id'] ?? '');
    return { status: 200, body: { network_infos: [networkInfo(world, desktop)] } };
  },
};

function networkInfo(world: World, desktop: Desktop) {
  const eip = world.eipOf(desktop.id);
  return {
    desktop_id: desktop.id,
    private_ip: desktop.ipAddress,
    public_ip_info: eip ? { id: eip.id, public_ip_address: eip.address } : null,
  };
}

export const listDesktopsConnectStatus: Operation = {
  name: 'ListDesktopsConnectStatus',
  method: 'GET',
  path: '/v2/{project_id}/connect-desktops',
  kind: 'read',
  query: ['user_names', 'connect_status', 'offset', 'limit'],
  handle({ world, query }) {
    const names = many(query, 'user_names', 100);
    const candidates =
      names.length > 0 ? new Set(names.flatMap((name) => desktopsOfUser(world, name))) : world.desktops.list();
    const statuses = commaSeparated(query, 'connect_status');
    const found = [...candidates].filter((desktop) => !statuses || statuses.has(loginStatus(desktop)));
    const desktops = page(query, found, { max: 2000, default: 100 }).map((desktop) => ({
      desktop_id: desktop.id,
      desktop_name: desktop.computerName,
      connect_status: loginStatus(desktop),
      attach_users: desktop.attachments.map(({ userId, userName, userGroup, type }) => {
        return { id: userId, name: userName, user_group: userGroup, type };
      }),
      user_name: firstUser(desktop),
    }));
    return { status: 200, body: { total_count: found.length, desktops } };
  },
};
