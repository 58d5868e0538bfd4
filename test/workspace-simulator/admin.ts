import * as z from 'zod';
import { check } from './check.ts';
import type { Faults, NewFault } from './gateway/faults.ts';
import type { HttpRequest } from './gateway/http-request.ts';
import type { LaggingReads, NewLag, Omission } from './gateway/lagging-reads.ts';
import { answer, type Outcome } from './gateway/outcome.ts';
import type { LoggedRequest, RequestLog } from './gateway/request-log.ts';
import type { DesktopPatch } from './world/desktop-patch.ts';
import type { WorldHandle } from './world/world-handle.ts';

export const adminPrefix = '/__simulator/';

export type AdminParts = {
  projectId: string;
  world: WorldHandle;
  faults: Faults;
  laggingReads: LaggingReads;
  lag: (lag: NewLag) => NewLag;
  log: RequestLog;
  requestsByNow: () => readonly LoggedRequest[];
  reset(): void;
};

/**
 * The simulator's own doors, for other processes: unsigned JSON, the bodies and answers of the functions of the same
 * names. `GET state`, `GET requests`, `POST users|groups|pools|desktops|eips`, `POST desktops/{id}` (patch),
 * `DELETE desktops/{id}`, `POST logins {userName}`, `POST|GET|DELETE faults`, `POST|GET|DELETE lags`, `POST omissions`,
 * `POST reset`.
 */
export function createAdmin(parts: AdminParts): (request: HttpRequest) => Outcome {
  const { world, faults, laggingReads, log } = parts;
  const doors: Record<string, (body: never, id: string) => unknown> = {
    'GET state': () => stateOf(parts),
    'GET requests': parts.requestsByNow,
    'DELETE requests': () => log.clear(),
    'POST users': world.addUser,
    'POST groups': world.addGroup,
    'POST pools': world.addPool,
    'POST desktops': world.addDesktop,
    'POST eips': world.addEip,
    'GET desktops/{id}': (_, id) => world.desktop(id) ?? noDesktop(id),
    'POST desktops/{id}': (patch: DesktopPatch, id) => world.updateDesktop(id, patch),
    'DELETE desktops/{id}': (_, id) => world.deleteDesktop(id),
    'POST logins': (login: unknown) => world.logIn(check(loginSchema, login).userName),
    'GET faults': () => faults.list(),
    'POST faults': (fault: NewFault) => faults.add(fault),
    'DELETE faults': () => faults.clear(),
    'GET lags': () => laggingReads.list(),
    'POST lags': (lag: NewLag) => parts.lag(lag),
    'DELETE lags': () => laggingReads.clear(),
    'POST omissions': (omission: Omission) => laggingReads.leaveOut(omission),
    'POST reset': () => parts.reset(),
  };

  return function administer({ method, path, body }) {
    const [name = '', id] = path.slice(adminPrefix.length).split('/');
    const door = doors[`${method} ${name}${id === undefined ? '' : '/{id}'}`];
    if (!door) return answer({ status: 404, body: { error: `No such door: ${Object.keys(doors).join(', ')}` } });
    try {
      const given = (body.length > 0 ? JSON.parse(body.toString()) : {}) as never;
      return answer({ status: 200, body: door(given, decodeURIComponent(id ?? '')) ?? null });
    } catch (error) {
      if (error instanceof NotThere) return answer({ status: 404, body: { error: error.message } });
      return answer({ status: 400, body: { error: error instanceof Error ? error.message : String(error) } });
    }
  };
}

const loginSchema = z.strictObject({ userName: z.string() });

class NotThere extends Error {}

function noDesktop(id: string): never {
  throw new NotThere(`There is no desktop ${id}.`);
}

function stateOf({ projectId, world }: AdminParts) {
  const { users, groups, pools, desktops, jobs } = world;
  const eips = world.eips.map((eip) => ({ ...eip, account: world.eipAccount(eip.id) }));
  return { projectId, users, groups, pools, desktops, eips, jobs };
}
