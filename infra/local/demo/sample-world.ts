import type { WorldHandle } from '../../../test/workspace-simulator/world/world-handle.ts';

/** What the samples are played against; the leaver is the one of `events/hr/standard-webhooks/exit.json`. */
export function sampleWorld(world: WorldHandle) {
  world.addUser({ userName: 'leaver1', email: 'leaver1@example.com' });
  world.addUser({ userName: 'colleague1', email: 'colleague1@example.com' });
  const own = world.addDesktop({ computerName: 'ws-leaver1', users: ['leaver1'] });
  const shared = world.addDesktop({
    computerName: 'ws-shared',
    desktopType: 'SHARED',
    users: ['leaver1', 'colleague1'],
  });
  const inUse = world.addDesktop({ computerName: 'ws-colleague1', users: ['colleague1'] });
  const idle = world.addDesktop({ computerName: 'ws-nobody' });
  return {
    own,
    shared,
    inUse,
    idle,
    eipOfOwn: world.addEip({ desktopId: own.id }),
    eipInUse: world.addEip({ desktopId: inUse.id }),
    idleEip: world.addEip({ desktopId: idle.id }),
  };
}

export type SampleWorld = ReturnType<typeof sampleWorld>;
