import type { Desktop, DesktopStatus } from './entities.ts';
import type { World } from './world.ts';

const powerChanges = {
  'os-start': { task: 'powering-on', status: 'ACTIVE' },
  reboot: { task: 'rebooting', status: 'ACTIVE' },
  'os-stop': { task: 'powering-off', status: 'SHUTOFF' },
  'os-hibernate': { task: 'hibernating', status: 'HIBERNATED' },
} as const satisfies Record<string, { task: string; status: DesktopStatus }>;

export type PowerChange = keyof typeof powerChanges;

/** Until the lag has passed the desktop says what is being done to it, and is busy. Whatever it is, sessions end. */
export function changePower(world: World, desktop: Desktop, change: PowerChange, lagMs = world.lagMs): void {
  const { task, status } = powerChanges[change];
  world.change(desktop, { taskStatus: task, ...(change !== 'os-start' && { loggedIn: null }) });
  world.later(lagMs, () => world.change(desktop, { taskStatus: null, status }));
}
