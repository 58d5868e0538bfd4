import type { Exodus } from './play-leavers.ts';

export type Bound = { calls: number; seconds: number };

const peopleACall = 100;
const itemsAPage = 1_000;
const readsAMinute = 200;
/** As it is played: how long a detachment takes, and how few leavers are in a pool and a group. */
const lagSeconds = 2;
const oneInSo = 10;
const desktopsOfGroup = 100;

/** Who somebody is and what they have, in each project, and a call for each project that takes it away. */
export function fewestUntilDetached({ leavers, projects }: Exodus): Bound {
  return { calls: 2 * projects * runsOf(leavers) + Math.min(leavers, projects), seconds: lagSeconds };
}

/**
 * Beside that: seen gone in each project; EIPs looked at, unbound and seen unbound; each pool of a leaver looked at, left and seen left;
 * each group found and left, and their users seen without; and all pools and pages of multi-user desktops read once after they were gone.
 */
export function fewestUntilClosed(exodus: Exodus): Bound {
  const { leavers, projects, tenant } = exodus;
  const [pools, desktops] = [tenant.pools ?? 0, tenant.multiUserDesktops ?? 0];
  const insiders = Math.ceil(leavers / oneInSo);
  const groups = Math.ceil(desktops / projects / desktopsOfGroup);
  const ways = 3 * Math.min(insiders, pools) + (desktops > 0 ? 2 * Math.min(insiders, groups) + 1 : 0);
  const inEach = Math.ceil(pools / projects);
  const index = pools + projects * Math.ceil(Math.max(1, inEach) / itemsAPage) + Math.ceil(desktops / itemsAPage);
  const own = projects * runsOf(leavers) + 3 * Math.min(leavers, projects) + ways;
  const minutes = Math.max(0, Math.ceil(inEach / readsAMinute) - 1);
  const before = fewestUntilDetached(exodus);
  return { calls: before.calls + own + index, seconds: before.seconds + 60 * minutes };
}

function runsOf(leavers: number): number {
  return Math.ceil(leavers / peopleACall);
}
