import { unbindEip } from './bind-eip.ts';
import type { Desktop } from './entities.ts';
import type { World } from './world.ts';

/** For good: out of every listing, its EIP unbound but not released. */
export function deleteDesktop(world: World, desktop: Desktop): void {
  const eip = world.eipOf(desktop.id);
  if (eip) unbindEip(world, eip);
  world.change(desktop, { status: 'DELETED', attachState: 'DEATTACHED', attachments: [], loggedIn: null });
  world.remove(world.desktops, desktop);
}
