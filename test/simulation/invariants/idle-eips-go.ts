import type { Invariant } from './invariant.ts';
import { isProtectedDesktop } from './the-protected-are-not-touched.ts';

/** After an undisturbed night no desktop without users has an EIP, but those of pools. */
export const idleEipsGo: Invariant = {
  name: 'idle EIPs go',
  atEnd(history) {
    const { policy, world, boundAt, emptySince, times } = history;
    // What a cap has held back is for the next night.
    if (policy.mode === 'dry-run' || history.stops.savings.since >= times.sweptAt) return [];
    const idle = world.desktops.list().filter(({ id, desktopType, attachments }) => {
      if (attachments.length > 0 || desktopType === 'POOLED' || !world.eipOf(id)) return false;
      const since = Math.max(boundAt.get(id) ?? -Infinity, emptySince.get(id) ?? -Infinity);
      return since < times.sweptAt - history.lagMs && !isProtectedDesktop(id, history);
    });
    return idle.map(({ id }) => `nobody is attached to ${id}, and its EIP is still bound`);
  },
};
