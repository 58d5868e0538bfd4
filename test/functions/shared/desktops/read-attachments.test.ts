import { describe, expect, it } from 'vitest';
import { readAttachments, readUsers } from '../../../../functions/shared/desktops/read-attachments.ts';
import type { WorkspaceClient } from '../../../../functions/shared/workspace-api/create-workspace-client.ts';
import { WorkspaceError } from '../../../../functions/shared/workspace-api/errors.ts';
import { startWorkspace } from '../../support/start-workspace.ts';

describe('reading who is attached to what', () => {
  it('answers for everybody asked for, with what an undo needs', async () => {
    const { client, world } = await startWorkspace();
    const shared = world.addDesktop({ desktopType: 'SHARED', users: ['ann', 'ben'], status: 'SHUTOFF' });

    const attached = await readAttachments(client, ['ann', 'nobody']);

    expect(attached.get('nobody')).toEqual([]);
    expect(attached.get('ann')).toEqual([
      {
        desktopId: shared.id,
        computerName: shared.computerName,
        desktopType: 'SHARED',
        powerState: 'SHUTOFF',
        attachment: { userName: 'ann', userId: world.user('ann')?.id, userGroup: 'users', domain: 'local.com' },
        attachedCount: 2,
        tags: [],
        detaching: false,
      },
    ]);
  });

  it('sees a detachment in flight as one', async () => {
    const { client, world, clock } = await startWorkspace({ detachLagMs: 5_000 });
    const { id } = world.addDesktop({ users: ['ann'] });
    await client.batchDetach([{ desktopId: id, users: [{ userName: 'ann' }] }]);

    const during = await readAttachments(client, ['ann']);
    clock.advance(5_000);
    const after = await readAttachments(client, ['ann']);

    expect(during.get('ann')).toMatchObject([{ desktopId: id, detaching: true }]);
    expect(after.get('ann')).toEqual([]);
  });

  it('does not take a group’s access for a person’s, but counts it among the others', async () => {
    const { client, world } = await startWorkspace();
    world.addGroup({ groupName: 'ben', members: ['cas'] });
    world.addDesktop({ desktopType: 'SHARED', users: ['ann'], groups: ['ben'] });

    const attached = await readAttachments(client, ['ann', 'ben']);

    expect(attached.get('ann')).toMatchObject([{ attachedCount: 2 }]);
    expect(attached.get('ben')).toEqual([]);
  });

  it.each([
    ['Ann.Lee', 'Ann.Lee'],
    ['ann.lee', 'Ann.Lee'],
  ])('finds the Workspace user %s for a sender who writes %s', async (onWorkspace, written) => {
    const { client, world } = await startWorkspace();
    world.addDesktop({ users: [onWorkspace] });

    const attached = await readAttachments(client, [written]);
    const known = await readUsers(client, [written]);

    expect(attached.get(written)).toMatchObject([{ attachment: { userName: onWorkspace } }]);
    expect(known.get(written)).toMatchObject([{ userName: onWorkspace, locked: false, groups: [] }]);
  });

  it('asks for a hundred people a call, and lists a desktop that people of two calls share once for each', async () => {
    const { client, world, calls } = await startWorkspace();
    const names = Array.from({ length: 250 }, (_, index) => `user-${index}`);
    const { id } = world.addDesktop({ desktopType: 'SHARED', users: ['user-0', 'user-249'] });

    const attached = await readAttachments(client, names);

    expect(calls('ListDesktopsDetail')).toBe(3);
    expect(attached.size).toBe(250);
    expect(attached.get('user-0')?.map(({ desktopId }) => desktopId)).toEqual([id]);
    expect(attached.get('user-249')?.map(({ desktopId }) => desktopId)).toEqual([id]);
  });

  it('asks nothing for nobody', async () => {
    const { client, simulator } = await startWorkspace();

    expect(await readAttachments(client, [])).toEqual(new Map());
    expect(simulator.requests).toEqual([]);
  });
});

describe('a name that Workspace refuses', () => {
  it('belongs to nobody, and the other names of its call do not suffer for it', async () => {
    const { client, world, calls } = await startWorkspace();
    const names = Array.from({ length: 99 }, (_, index) => `user-${index}`);
    for (const name of names) world.addDesktop({ users: [name] });
    const picky = refusing(client, 'bad;name');

    const attached = await readAttachments(picky, [...names.slice(0, 40), 'bad;name', ...names.slice(40)]);

    expect(attached.get('bad;name')).toEqual([]);
    for (const name of names) expect(attached.get(name)).toHaveLength(1);
    expect(calls('ListDesktopsDetail')).toBeLessThan(10);
  });

  it('is no known user', async () => {
    const { client, world } = await startWorkspace();
    world.addUser({ userName: 'ann' });

    const known = await readUsers(refusing(client, 'bad;name'), ['bad;name', 'ann', 'nobody']);

    expect([...known]).toMatchObject([
      ['bad;name', []],
      ['ann', [{ userName: 'ann' }]],
      ['nobody', []],
    ]);
  });

  it('is not blamed for an outage', async () => {
    const { client, simulator } = await startWorkspace();
    simulator.fault({ operation: 'ListDesktopsDetail', kind: '500', times: 100 });

    await expect(readAttachments(client, ['ann'])).rejects.toMatchObject({ name: 'WorkspaceError', httpStatus: 500 });
  });

  it('is not blamed for a project that does not exist, which is a 400 as well', async () => {
    const { connect } = await startWorkspace();
    const elsewhere = connect({ projectId: 'another-project' });

    await expect(readAttachments(elsewhere, ['ann', 'ben'])).rejects.toMatchObject({ httpStatus: 400 });
    await expect(readUsers(elsewhere, ['ann'])).rejects.toMatchObject({ httpStatus: 400 });
  });
});

/** Workspace as it is, but for one name that makes it refuse a whole call with 400. */
function refusing(client: WorkspaceClient, name: string): WorkspaceClient {
  const check = (userNames: readonly string[] = []) => {
    if (!userNames.includes(name)) return;
    const message = 'The parameter user_names is invalid.';
    const facts = { kind: 'rejected', httpStatus: 400, retryable: false, applied: 'no' } as const;
    throw new WorkspaceError({ ...facts, code: 'WKS.0001', operation: 'ListDesktopsDetail', message });
  };
  return {
    ...client,
    async *listDesktopDetails(filter) {
      check(filter?.userNames);
      yield* client.listDesktopDetails(filter);
    },
    async *listUsers(filter) {
      check(filter?.userNames);
      yield* client.listUsers(filter);
    },
  };
}
