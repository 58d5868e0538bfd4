import { addDesktop, addEip, addGroup, addPool, addUser } from '../workspace-simulator/world/populate.ts';
import type { World } from '../workspace-simulator/world/world.ts';
import { drawPerson, namesakeOf, type SimulatedPerson, shownAddress } from './people.ts';
import type { Random } from './random.ts';

type SimulatedDesktop = {
  computerName: string;
  desktopType: 'DEDICATED' | 'SHARED' | 'POOLED';
  users: string[];
  /** Names of groups that are attached to it. */
  groups: string[];
  inPool: boolean;
  status: 'ACTIVE' | 'SHUTOFF';
  /** For how long it is hibernated at first; such desktops are refused. */
  asleepMs: number;
  eip: boolean;
  tags: Record<string, string>;
};

type SimulatedGroup = { groupName: string; members: string[] };

/** Who works there, on what. */
export type Company = {
  people: SimulatedPerson[];
  desktops: SimulatedDesktop[];
  groups: SimulatedGroup[];
  /** Who may take a desktop of the one pool. */
  poolUsers: string[];
  poolGroups: string[];
  /** Who may take a desktop of each of the further pools, which have none. */
  furtherPools: string[][];
  /** Desktops with an EIP that never were anybody's: work for the nightly saving, more than any cap lets through. */
  spares: number;
};

/** Much less than a case goes on trying. */
export const longestSleepMs = 4 * 3_600_000;

export function drawCompany(random: Random, size: number): Company {
  const people = Array.from({ length: size }, (_, index) => drawPerson(random, index + 1));
  const names = people.flatMap((person) => [person.userName, ...(person.hasNamesake ? [namesakeOf(person)] : [])]);
  const few = Math.min(0.4, 6 / names.length);
  // Without digits: whatever has one in its name is a person.
  const groups = random.some(['operators', 'designers'], 0.4).map((groupName) => {
    return { groupName, members: random.some(names, few) };
  });
  const groupNames = groups.map(({ groupName }) => groupName);
  const desktops = Array.from({ length: random.int(1, Math.ceil(1.5 * size)) }, (_, index) =>
    drawDesktop(random, `ws-${index + 1}`, names, groupNames),
  );
  const furtherPools = Array.from({ length: size > 20 ? 3 : random.pick([0, 0, 0, 3, 3, 40]) }, () =>
    random.some(names, few / 8),
  );
  return {
    people,
    desktops,
    groups,
    poolUsers: random.some(names, few / 2),
    poolGroups: random.some(groupNames, 0.3),
    furtherPools,
    spares: random.chance(0.3) ? random.int(10, 60) : 0,
  };
}

function drawDesktop(
  random: Random,
  computerName: string,
  names: readonly string[],
  groups: readonly string[],
): SimulatedDesktop {
  const desktopType = random.pick(['DEDICATED', 'DEDICATED', 'SHARED', 'POOLED'] as const);
  const isShared = desktopType === 'SHARED';
  const users = isShared ? random.some(names, Math.min(0.6, 6 / names.length)) : [random.pick(names)];
  return {
    computerName,
    desktopType,
    users: random.chance(0.8) ? users : [],
    groups: isShared ? random.some(groups, 0.3) : [],
    inPool: desktopType === 'POOLED',
    status: random.pick(['ACTIVE', 'ACTIVE', 'SHUTOFF'] as const),
    asleepMs: random.chance(0.1) ? random.int(1, longestSleepMs) : 0,
    eip: random.chance(0.6),
    tags: random.chance(0.1) ? { keep: 'yes' } : {},
  };
}

/** Opens a pool of another project to some of the company's people, under the names that they have everywhere. */
export function foundFurther(world: World, members: readonly SimulatedPerson[]): void {
  for (const person of members) addUser(world, { userName: person.userName, email: shownAddress(person) });
  addPool(world, { poolName: `pool of ${world.projectId}`, users: members.map(({ userName }) => userName) });
}

/** Puts it into the world. */
export function found(world: World, company: Company): void {
  const { people, desktops, groups, poolUsers, poolGroups, furtherPools, spares } = company;
  for (const person of people) {
    const { userName } = person;
    addUser(world, { userName, email: shownAddress(person) });
    if (person.hasNamesake) addUser(world, { userName, domain: 'partner.local', email: `${userName}@partner.example` });
  }
  for (const group of groups) addGroup(world, group);
  const pool = addPool(world, { poolName: 'pool', users: poolUsers, groups: poolGroups });
  for (const [index, users] of furtherPools.entries()) addPool(world, { poolName: `further-${index}`, users });
  for (const { eip, asleepMs, inPool, ...about } of desktops) {
    const status = asleepMs > 0 ? 'HIBERNATED' : about.status;
    const desktop = addDesktop(world, { ...about, status, ...(inPool && { poolId: pool.id }) });
    if (asleepMs > 0) world.later(asleepMs, () => world.change(desktop, { status: 'ACTIVE' }));
    if (eip) addEip(world, { desktopId: desktop.id });
  }
  for (let nth = 1; nth <= spares; nth += 1) {
    addEip(world, { desktopId: addDesktop(world, { computerName: `spare-${nth}` }).id });
  }
}
