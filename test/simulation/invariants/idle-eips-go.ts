import type { Invariant } from './invariant.ts';

/** After an undisturbed night no desktop without users has an EIP, but those of pools. */
export const idleEipsGo: Invariant = {
  name: 'idle EIPs go',
  atEnd({ policy, world, boundAt, times }) {
    if (policy.mode === 'dry-run') return [];
    return world.desktops
      .list()
      .filter(({ id, desktopType, attachments }) => {
        const isIdle = attachments.length === 0 && desktopType !== 'POOLED' && world.eipOf(id) !== undefined;
        return isIdle && (boundAt.get(id) ?? -Infinity) < times.sweptAt;
      })
      .map(({ id }) => `nobody is attached to ${id}, and its EIP is still bound`);
  },
};
