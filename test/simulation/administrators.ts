import { attach, isAttached } from '../workspace-simulator/world/attach.ts';
import { bindEip } from '../workspace-simulator/world/bind-eip.ts';
import { detach, isBusy } from '../workspace-simulator/world/detach.ts';
import { addEip, grantToUser, userAttachment } from '../workspace-simulator/world/populate.ts';
import { longestSleepMs } from './company.ts';
import { namesakeOf, type SimulatedPerson } from './people.ts';
import type { Random } from './random.ts';
import type { WatchedWorld } from './watched-world.ts';

export type Act = (world: WatchedWorld, random: Random, people: readonly SimulatedPerson[]) => string | undefined;

/** What people in the company's console do meanwhile, knowing nothing of us. Each says what it did, if anything. */
export const acts: readonly Act[] = [
  attachSomebody,
  attachSomebody,
  detachSomebody,
  bindAnEip,
  changePower,
  keepBusy,
  failToDetach,
  openAPool,
];

/** Somebody gets a desktop, a leaver one of theirs again perhaps. */
function attachSomebody(world: WatchedWorld, random: Random, people: readonly SimulatedPerson[]): string | undefined {
  const idle = world.desktops.list().filter(({ id, attachments }) => attachments.length === 0 && world.eipOf(id));
  const desktop = random.pick(idle.length > 0 && random.chance(0.7) ? idle : world.desktops.list());
  const person = random.pick(people);
  const userName = person.hasNamesake && random.chance(0.5) ? namesakeOf(person) : person.userName;
  const user = world.userByName(userName);
  const isFree = desktop.attachments.length === 0 || desktop.desktopType === 'SHARED';
  if (!user || !isFree || isBusy(desktop) || isAttached(desktop, user.id)) return undefined;
  attach(world, desktop, [userAttachment(user, 'users')], false);
  return `attaches ${userName} to ${desktop.id}`;
}

function detachSomebody(world: WatchedWorld, random: Random): string | undefined {
  const desktop = random.pick(world.desktops.list());
  const leaving = random.some(desktop.attachments, 0.5);
  if (leaving.length === 0 || isBusy(desktop)) return undefined;
  detach(world, { desktop, leaving });
  return `detaches ${leaving.length} from ${desktop.id}`;
}

function bindAnEip(world: WatchedWorld, random: Random): string | undefined {
  const desktop = random.pick(world.desktops.list());
  if (world.eipOf(desktop.id)) return undefined;
  const free = world.eips.list().find((eip) => eip.desktopId === null && eip.otherInstance === null);
  const eip = free ?? addEip(world, {});
  bindEip(world, eip, desktop);
  return `binds ${eip.id} to ${desktop.id}`;
}

function changePower(world: WatchedWorld, random: Random): string | undefined {
  const desktop = random.pick(world.desktops.list());
  if (isBusy(desktop)) return undefined;
  const status = random.pick(['ACTIVE', 'SHUTOFF', 'HIBERNATED'] as const);
  world.change(desktop, { status });
  if (status === 'HIBERNATED') {
    world.later(random.int(1, longestSleepMs), () => world.change(desktop, { status: 'ACTIVE' }));
  }
  return `makes ${desktop.id} ${status}`;
}

const longestTaskMs = 10 * 60_000;

function keepBusy(world: WatchedWorld, random: Random): string | undefined {
  const desktop = random.pick(world.desktops.list());
  if (isBusy(desktop)) return undefined;
  world.change(desktop, { taskStatus: 'powering-on' });
  world.later(random.int(1_000, longestTaskMs), () => world.change(desktop, { taskStatus: null }));
  return `keeps ${desktop.id} busy`;
}

function failToDetach(world: WatchedWorld, random: Random): string | undefined {
  const desktop = random.pick(world.desktops.list());
  if (desktop.attachState !== 'ATTACHED') return undefined;
  world.change(desktop, { attachState: 'DEATTACHFAIL' });
  return `fails to detach from ${desktop.id}`;
}

/** Somebody may take a desktop from a pool, a leaver once more perhaps. */
function openAPool(world: WatchedWorld, random: Random, people: readonly SimulatedPerson[]): string | undefined {
  const pool = random.pick(world.pools.list());
  const { userName } = random.pick(people);
  const user = world.userByName(userName);
  if (!user || pool.grants.some(({ objectId }) => objectId === user.id)) return undefined;
  world.change(pool, { grants: [...pool.grants, grantToUser(user)] });
  return `opens ${pool.poolName} to ${userName}`;
}
