import type { Attachment, Desktop } from './entities.ts';
import type { World } from './world.ts';

/**
 * Gives a desktop to users. A single-user desktop that goes to somebody else is wiped whatever was asked; for the
 * same user, and for shared desktops, `clearData` decides.
 */
export function attach(world: World, desktop: Desktop, joining: readonly Attachment[], clearData: boolean): void {
  const last = desktop.detachRecords.at(-1)?.userName;
  const toSomebodyElse = last !== undefined && joining.every(({ userName }) => userName !== last);
  const wipes = clearData || (desktop.desktopType === 'DEDICATED' && toSomebodyElse);
  world.change(desktop, { attachState: 'ATTACHING' });
  world.later(world.lagMs, () =>
    world.change(desktop, {
      attachments: [...desktop.attachments, ...joining.filter((one) => !isAttached(desktop, one.userName))],
      attachState: 'ATTACHED',
      status: 'ACTIVE',
      ...(wipes && { data: null }),
    }),
  );
}

export const isAttached = (desktop: Desktop, userName: string): boolean =>
  desktop.attachments.some((attachment) => attachment.userName === userName);
