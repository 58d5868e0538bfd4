import { describe, expect, it } from 'vitest';
import { onDesktop, readEips } from '../../../../functions/shared/desktops/read-eips.ts';
import { startWorkspace } from '../../support/start-workspace.ts';

describe('reading which desktops have an EIP', () => {
  it('answers for the desktops asked for alone', async () => {
    const { client, world } = await startWorkspace();
    const [one, two, other, bare] = [world.addDesktop(), world.addDesktop(), world.addDesktop(), world.addDesktop()];
    for (const { id } of [one, two, other]) world.addEip({ desktopId: id });

    const found = await readEips(client, [one.id, two.id, bare.id]);

    expect(found).toEqual(
      [one, two].map(({ id }) => ({
        desktopId: id,
        eipId: world.eipOf(id)?.id,
        address: world.eipOf(id)?.address,
      })),
    );
  });

  it('asks by desktop for one, for all that are bound for several, and nothing for none', async () => {
    const { client, world, simulator } = await startWorkspace();
    const [one, two] = [world.addDesktop().id, world.addDesktop().id];

    await readEips(client, []);
    await readEips(client, [one, one]);
    await readEips(client, [one, two]);

    expect(simulator.requests.map(({ query }) => query)).toEqual([`desktop_id=${one}`, 'state=bind']);
  });

  it.each([undefined, null, ''])('takes an EIP whose desktop is %j for that of none', (attached_desktop_id) => {
    expect(onDesktop({ id: 'eip-1', attached_desktop_id })).toBeUndefined();
  });
});
