import { deleteDesktop } from './delete-desktop.ts';
import { checkedPatch, type DesktopPatch } from './desktop-patch.ts';
import { type EipAccount, eipAccount } from './eip-account.ts';
import type { Desktop, Eip, Group, Job, Pool, PoolGrant, User } from './entities.ts';
import { logIn } from './log-in.ts';
import type { NewDesktop, NewEip, NewGroup, NewPool, NewUser } from './new-entities.ts';
import { addDesktop, addEip, addGroup, addPool, addUser } from './populate.ts';
import type { World } from './world.ts';

/**
 * The world as tests prepare it and look at it. Everything is read as of now: what was due has happened.
 * Entities are the live ones: read them again after time has passed, and set them through `updateDesktop`.
 */
export type WorldHandle = {
  addUser: (user: NewUser) => User;
  addGroup: (group: NewGroup) => Group;
  addPool: (pool: NewPool) => Pool;
  /** Users named who do not exist are created. */
  addDesktop: (desktop?: NewDesktop) => Desktop;
  addEip: (eip?: NewEip) => Eip;
  readonly users: readonly User[];
  readonly groups: readonly Group[];
  readonly pools: readonly Pool[];
  readonly desktops: readonly Desktop[];
  readonly eips: readonly Eip[];
  readonly jobs: readonly Job[];
  /** By user name. */
  user(userName: string): User | undefined;
  desktop(id: string): Desktop | undefined;
  eip(id: string): Eip | undefined;
  eipOf(desktopId: string): Eip | undefined;
  /** The names of the users and groups attached to a desktop; those being detached are still among them. */
  attachedTo(desktopId: string): string[];
  updateDesktop(id: string, patch: DesktopPatch): Desktop;
  deleteDesktop(id: string): void;
  /** Who may take a desktop of a pool from now on. */
  grantPool(id: string, grants: (before: readonly PoolGrant[]) => PoolGrant[]): void;
  deletePool(id: string): void;
  /** Opens a session as the client program does; undefined when nothing lets the user in. */
  logIn(userName: string): Desktop | undefined;
  /** Time bound and unbound, and the reservation fee so far; also of a released EIP. */
  eipAccount(id: string): EipAccount | undefined;
};

export function createWorldHandle(world: World): WorldHandle {
  const settled = <T>(look: () => T): T => {
    world.settle();
    return look();
  };
  const existing = (id: string): Desktop => {
    const desktop = settled(() => world.desktops.get(id));
    if (!desktop) throw new Error(`There is no desktop ${id}`);
    return desktop;
  };
  const existingPool = (id: string): Pool => {
    const pool = settled(() => world.pools.get(id));
    if (!pool) throw new Error(`There is no pool ${id}`);
    return pool;
  };
  return {
    addUser: (user) => addUser(world, user),
    addGroup: (group) => addGroup(world, group),
    addPool: (pool) => addPool(world, pool),
    addDesktop: (desktop = {}) => addDesktop(world, desktop),
    addEip: (eip = {}) => addEip(world, eip),
    get users() {
      return settled(() => world.users.list());
    },
    get groups() {
      return settled(() => world.groups.list());
    },
    get pools() {
      return settled(() => world.pools.list());
    },
    get desktops() {
      return settled(() => world.desktops.list());
    },
    get eips() {
      return settled(() => world.eips.list());
    },
    get jobs() {
      return settled(() => world.jobs.list());
    },
    user: (userName) => settled(() => world.userByName(userName)),
    desktop: (id) => settled(() => world.desktops.get(id)),
    eip: (id) => settled(() => world.eips.get(id)),
    eipOf: (desktopId) => settled(() => world.eipOf(desktopId)),
    attachedTo: (desktopId) => existing(desktopId).attachments.map(({ userName }) => userName),
    updateDesktop(id, patch) {
      const desktop = existing(id);
      world.change(desktop, checkedPatch(patch));
      return desktop;
    },
    deleteDesktop: (id) => deleteDesktop(world, existing(id)),
    grantPool(id, grants) {
      const pool = existingPool(id);
      world.change(pool, { grants: grants(pool.grants) });
    },
    deletePool: (id) => world.remove(world.pools, existingPool(id)),
    logIn: (userName) => settled(() => logIn(world, userName)),
    eipAccount: (id) =>
      settled(() => {
        const eip = world.eips.get(id) ?? world.releasedEips.get(id);
        return eip && eipAccount(eip, world.now());
      }),
  };
}
