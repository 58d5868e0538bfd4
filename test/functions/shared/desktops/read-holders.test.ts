import { describe, expect, it } from 'vitest';
import { asHolder, readHolders } from '../../../../functions/shared/desktops/read-holders.ts';
import { startWorkspace } from '../../support/start-workspace.ts';

describe('reading how desktops are held', () => {
  it('names everybody attached, and leaves out a desktop that is gone', async () => {
    const { client, world } = await startWorkspace();
    world.addGroup({ groupName: 'staff' });
    const [shared, empty] = [
      world.addDesktop({ desktopType: 'SHARED', users: ['ann', 'ben'], groups: ['staff'] }),
      world.addDesktop(),
    ];

    const holders = await readHolders(client, [shared.id, empty.id, empty.id, 'gone']);

    expect([...holders.values()]).toMatchObject([
      {
        desktopId: shared.id,
        attachedUsers: [{ userName: 'ann' }, { userName: 'ben' }, { userName: 'staff', type: 'group' }],
        desktopType: 'SHARED',
        attachingEip: false,
        tags: [],
        powerState: 'ACTIVE',
      },
      { desktopId: empty.id, attachedUsers: [], desktopType: 'DEDICATED', attachingEip: false },
    ]);
  });

  it('takes two hundred desktops in two calls, and none in none', async () => {
    const { client, world, calls } = await startWorkspace();
    const ids = Array.from({ length: 200 }, () => world.addDesktop().id);

    const holders = await readHolders(client, ids);
    await readHolders(client, []);

    expect(holders.size).toBe(200);
    expect(calls('ListDesktops')).toBe(2);
  });

  it('knows an EIP that is being bound, from the listing that tells', () => {
    expect(asHolder({ desktop_id: 'd', is_attaching_eip: true })).toMatchObject({ attachingEip: true });
    expect(asHolder({ desktop_id: 'd' })).toMatchObject({ attachingEip: false });
  });
});
