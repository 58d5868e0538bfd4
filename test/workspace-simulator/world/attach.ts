import type { Attachment, Desktop } from './entities.ts';
import type { World } from './world.ts';

/**
 * Gives a desktop to users. `clearData` counts where the same user comes back; a single-user desktop that goes to
 * somebody else is wiped in any case. A desktop others are still using is never wiped.
 */
export function attach(world: World, desktop: Desktop, joining: readonly Attachment[], clearData: boolean): void {
  const wipes = desktop.attachments.length === 0 && (clearData || goesToSomebodyElse(desktop, joining));
  world.change(desktop, { attachState: 'ATTACHING' });
  world.later(world.lagMs, () =>
    world.change(desktop, {
      attachments: [...desktop.attachments, ...joining.filter(({ userId }) => !isAttached(desktop, userId))],
      attachState: 'ATTACHED',
      status: 'ACTIVE',
      ...(wipes && { data: null }),
    }),
  );
}

function goesToSomebodyElse({ desktopType, detachRecords }: Desktop, joining: readonly Attachment[]): boolean {
  const last = detachRecords.at(-1)?.userId;
  return desktopType === 'DEDICATED' && last !== undefined && !joining.some(({ userId }) => userId === last);
}

export const isAttached = (desktop: Desktop, userId: string): boolean =>
  desktop.attachments.some((attachment) => attachment.userId === userId);
