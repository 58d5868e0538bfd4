import { placeholderCodes } from '../assumptions.ts';
import { changePower } from './change-power.ts';
import type { Attachment, Desktop } from './entities.ts';
import type { World } from './world.ts';

export type Detach = {
  desktop: Desktop;
  leaving: readonly Attachment[];
  /** Left out: as the desktop's type has it. */
  shutoff?: boolean | undefined;
  /** Accepted now, fails in the end. */
  failsLate?: boolean;
};

/**
 * Takes users away from a desktop. Until the lag has passed they are still listed, with `DEATTACHING` on the desktop;
 * then they are gone, with a record of each. A shared desktop that is off is started for it, which takes the first half
 * of the lag; a single-user desktop is shut down after it.
 */
export function detach(world: World, { desktop, leaving, shutoff, failsLate = false }: Detach): void {
  if (leaving.length === 0) return;
  const mustStart = desktop.desktopType === 'SHARED' && desktop.status === 'SHUTOFF';
  world.change(desktop, { attachState: 'DEATTACHING' });
  if (mustStart) changePower(world, desktop, 'os-start', world.lagMs / 2);
  world.later(world.lagMs, (at) => {
    if (failsLate) world.change(desktop, { attachState: 'DEATTACHFAIL' });
    else finish(world, { desktop, leaving, shutoff }, at);
  });
}

function finish(world: World, { desktop, leaving, shutoff }: Detach, at: number): void {
  const staying = desktop.attachments.filter((attachment) => !leaving.includes(attachment));
  const records = leaving.map((attachment) => ({ ...attachment, detachedAt: at }));
  const unasked = desktop.desktopType === 'DEDICATED' && world.assumptions.singleUserShutsOffUnasked;
  const goesOff = desktop.status === 'ACTIVE' && (shutoff ?? unasked);
  const sessionEnds = goesOff || leaving.some(({ userName }) => userName === desktop.loggedIn) || staying.length === 0;
  world.change(desktop, {
    attachments: staying,
    attachState: staying.length === 0 ? 'DEATTACHED' : 'ATTACHED',
    detachRecords: [...desktop.detachRecords, ...records],
    ...(goesOff && { status: 'SHUTOFF' }),
    ...(sessionEnds && { loggedIn: null }),
  });
}

/** Why this desktop cannot be detached, as a code and a message. */
export function whyNotDetached(desktop: Desktop): { code: string; message: string } | undefined {
  if (desktop.status !== 'HIBERNATED') return undefined;
  return { code: placeholderCodes.hibernated, message: 'A hibernated desktop cannot be unbound.' };
}

export const isBusy = (desktop: Desktop): boolean =>
  desktop.taskStatus !== null || desktop.attachState === 'DEATTACHING' || desktop.attachState === 'ATTACHING';
