import { eipAccount } from './eip-account.ts';
import type { Desktop, Eip, EipMeter } from './entities.ts';
import type { World } from './world.ts';

/** From here on its bound time runs. */
export function bindEip(world: World, eip: Eip, desktop: Desktop): void {
  world.change(eip, { meter: reading(world, eip), desktopId: desktop.id });
}

/** From here on the reservation fee runs, if it is billed by use. */
export function unbindEip(world: World, eip: Eip): void {
  world.change(eip, { meter: reading(world, eip), desktopId: null, otherInstance: null });
}

/** Gives the address back for good: nothing is billed from here on. */
export function releaseEip(world: World, eip: Eip): void {
  world.change(eip, { releasedAt: world.now() });
  world.remove(world.eips, eip);
  world.releasedEips.add(eip);
}

function reading(world: World, eip: Eip): EipMeter {
  const { boundMs, reservedMs } = eipAccount(eip, world.now());
  return { since: world.now(), boundMs, reservedMs };
}
