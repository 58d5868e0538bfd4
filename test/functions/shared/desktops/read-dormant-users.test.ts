import { describe, expect, it } from 'vitest';
import { readActiveNames, readDormantUsers } from '../../../../functions/shared/desktops/read-dormant-users.ts';
import type { WorkspaceClient } from '../../../../functions/shared/workspace-api/create-workspace-client.ts';
import { at, ten } from '../../support/samples.ts';
import { startWorkspace } from '../../support/start-workspace.ts';

const now = Date.parse(ten);

describe('the users that can no longer log in and are still attached', () => {
  it('are found with their groups, their address and their desktops', async () => {
    const { client, world } = await startWorkspace();
    world.addUser({ userName: 'ann', email: 'ann@example.com', disabled: true });
    world.addGroup({ groupName: 'operators', members: ['ann'] });
    const [own, shared] = [['ann'], ['ann', 'ben']].map((users) => world.addDesktop({ users, desktopType: 'SHARED' }));

    expect(await readDormantUsers({ workspace: 'branch', client }, now)).toEqual([
      {
        userName: 'ann',
        email: 'ann@example.com',
        groups: ['operators'],
        desktops: [own, shared].map((desktop) => ({ workspace: 'branch', desktopId: desktop?.id })),
      },
    ]);
  });

  it('are not those whose desktop is being taken away already', async () => {
    const { client, world } = await startWorkspace();
    world.addUser({ userName: 'ann', disabled: true });
    world.updateDesktop(world.addDesktop({ users: ['ann'] }).id, { attachState: 'DEATTACHING' });

    expect(await readDormantUsers({ workspace: 'main', client }, now)).toEqual([]);
  });

  it('cost one call where nobody of the many disabled has a desktop', async () => {
    const { client, world, simulator } = await startWorkspace();
    for (let count = 0; count < 500; count += 1) world.addUser({ userName: `former-${count}`, disabled: true });
    world.addDesktop({ users: ['ann'] });

    expect(await readDormantUsers({ workspace: 'main', client }, now)).toEqual([]);
    expect(simulator.requests.map(({ operation }) => operation)).toEqual(['ListUsers']);
  });
});

describe('the names of those who can log in', () => {
  it.each<{ given: Record<string, unknown>; isActive: boolean }>([
    { given: {}, isActive: true },
    { given: { disabled: false, account_expired: false, account_expires: '0' }, isActive: true },
    { given: { account_expires: at(1) }, isActive: true },
    { given: { account_expires: 'some day' }, isActive: true },
    { given: { account_expires: 1 }, isActive: true },
    { given: { locked: true }, isActive: true },
    { given: { disabled: true }, isActive: false },
    { given: { account_expired: true }, isActive: false },
    { given: { account_expires: ten }, isActive: false },
    { given: { account_expires: '2026-11-20T09:59:59Z' }, isActive: false },
  ])('a user with $given: $isActive', async ({ given, isActive }) => {
    const users = [{ user_name: 'Ann', ...given }, { user_name: 'ben' }, { id: 'without a name' }];
    const client = { listUsers: () => pagesOf(users) } as unknown as WorkspaceClient;

    expect(await readActiveNames(client, new Set(['ann', 'cem']), now)).toEqual(isActive ? ['ann'] : []);
  });
});

async function* pagesOf(users: unknown[]) {
  yield users;
}
