import type { Exodus } from './play-leavers.ts';

type Place = Omit<Exodus, 'leavers'>;

const pools = [0, 40, 300, 1_000];
const multiUserDesktops = [0, 1_000, 100_000];
const companies: Omit<Place, 'tenant'>[] = [{ projects: 1 }, { projects: 10 }, { projects: 10, isOneSlow: true }];
const leavers = [1, 100];

/** One of them larger at a time, and all at once. */
const oneAtATime: Place[] = [
  ...pools.map((count) => ({ tenant: { pools: count }, projects: 1 })),
  ...multiUserDesktops.slice(1).map((count) => ({ tenant: { multiUserDesktops: count }, projects: 1 })),
  ...companies.slice(1).map((company) => ({ ...company, tenant: {} })),
  { tenant: { pools: 1_000, multiUserDesktops: 100_000 }, projects: 10, isOneSlow: true },
];

const everyCombination: Place[] = companies.flatMap((company) =>
  multiUserDesktops.flatMap((desktops) =>
    pools.map((count) => ({ ...company, tenant: { pools: count, multiUserDesktops: desktops } })),
  ),
);

export function exodusesOf(all: boolean): Exodus[] {
  const places = all ? everyCombination : oneAtATime;
  return places.flatMap((place) => leavers.map((count) => ({ ...place, leavers: count })));
}

/** The same people leave a tenant that has nothing but their desktops, in as many projects. */
export function emptyLike({ leavers: count, projects }: Exodus): Exodus {
  return { leavers: count, projects, tenant: {} };
}

export function nameOf({ leavers: count, tenant, projects, isOneSlow = false }: Exodus): string {
  const parts = [
    `${count} from`,
    `${tenant.pools ?? 0} pools,`,
    `${(tenant.multiUserDesktops ?? 0).toLocaleString('en')} multi-user desktops,`,
    projects === 1 ? '1 project' : `${projects} projects${isOneSlow ? ', one slow' : ''}`,
  ];
  return parts.join(' ');
}
