import { describe, expect, it, vi } from 'vitest';
import { readAttachments, readUsers } from '../../../../functions/shared/desktops/read-attachments.ts';
import { createRefusedValues } from '../../../../functions/shared/desktops/refused-values.ts';
import { type ErrorDetails, WorkspaceError } from '../../../../functions/shared/workspace-api/call/errors.ts';
import type { WorkspaceClient } from '../../../../functions/shared/workspace-api/create-workspace-client.ts';
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
        attachedUsers: ['ann', 'ben'].map((userName) => {
          return { userName, userId: world.user(userName)?.id, domain: 'local.com' };
        }),
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

  it('does not take a group’s access for a person’s, but names it among those attached', async () => {
    const { client, world } = await startWorkspace();
    world.addGroup({ groupName: 'ben', members: ['cas'] });
    world.addDesktop({ desktopType: 'SHARED', users: ['ann'], groups: ['ben'] });

    const attached = await readAttachments(client, ['ann', 'ben']);

    expect(attached.get('ann')).toMatchObject([
      { attachedUsers: [{ userName: 'ann' }, { userName: 'ben', type: 'group' }] },
    ]);
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
  it('is told with its reason, and the other names of its call are answered', async () => {
    const { client, simulator, world, calls } = await startWorkspace();
    const names = Array.from({ length: 99 }, (_, index) => `user-${index}`);
    for (const name of names) world.addDesktop({ users: [name] });
    simulator.firewall.refuseText('bad-name');
    const refused = createRefusedValues();

    const attached = await readAttachments(client, [...names.slice(0, 40), 'bad-name', ...names.slice(40)], refused);

    expect(attached.has('bad-name')).toBe(false);
    expect(refused.problemOf('Bad-Name')).toEqual({
      code: 'name-refused',
      message: expect.stringMatching(/ListDesktopsDetail .*Http\.403/),
    });
    for (const name of names) expect(attached.get(name)).toHaveLength(1);
    expect(calls('ListDesktopsDetail')).toBeLessThan(20);
  });

  it('is no unknown user', async () => {
    const { client, simulator, world } = await startWorkspace();
    world.addUser({ userName: 'ann' });
    simulator.firewall.refuseText('bad-name', '400-empty');

    const known = await readUsers(client, ['bad-name', 'ann', 'nobody']);

    expect([...known]).toMatchObject([
      ['ann', [{ userName: 'ann' }]],
      ['nobody', []],
    ]);
  });

  it('is asked for alone and last where it was refused before', async () => {
    const { client, simulator, world } = await startWorkspace();
    const refused = createRefusedValues();
    refused.suspect('Bad-Name');
    world.addDesktop({ users: ['ann'] });
    simulator.firewall.refuseText('bad-name');

    await readAttachments(client, ['bad-name', 'ann', 'ben'], refused);

    const asked = simulator.requests.map(({ query }) => new URLSearchParams(query).getAll('user_names'));
    expect(asked).toEqual([['ann', 'ben'], ['bad-name']]);
  });

  it('is unknown where the service itself says so, in a project that it knows', async () => {
    const { client, world } = await startWorkspace();
    world.addDesktop({ users: ['ann'] });

    const attached = await readAttachments(notKnowing(client, 'gone'), ['ann', 'gone']);

    expect(attached.get('gone')).toEqual([]);
    expect(attached.get('ann')).toHaveLength(1);
  });

  it('is not blamed for an outage', async () => {
    const { client, simulator } = await startWorkspace();
    simulator.fault({ operation: 'ListDesktopsDetail', kind: '500', times: 100 });

    await expect(readAttachments(client, ['ann'])).rejects.toMatchObject({ name: 'WorkspaceError', httpStatus: 500 });
    await expect(readAttachments(client, ['ann', 'ben'])).rejects.toMatchObject({ httpStatus: 500 });
  });

  it.each([
    ['throttled', 'APIGW.0308', 429],
    ['unauthenticated', 'APIGW.0301', 401],
    ['lost', 'Client.ETIMEDOUT', undefined],
    ['out-of-time', 'Client.OutOfTime', undefined],
  ] as const)('is not looked for in a call that is %s (%s)', async (kind, code, httpStatus) => {
    const { client } = await startWorkspace();
    const failing = vi.fn<WorkspaceClient['listDesktopDetails']>(() => refuse({ kind, code, httpStatus }));

    await expect(readAttachments({ ...client, listDesktopDetails: failing }, ['ann', 'ben'])).rejects.toThrow(code);
    expect(failing).toHaveBeenCalledTimes(1);
  });

  it('is not blamed for a project that does not exist, which is a 400 as well', async () => {
    const { connect } = await startWorkspace();
    const elsewhere = connect({ projectId: 'another-project' });

    await expect(readAttachments(elsewhere, ['ann', 'ben'])).rejects.toMatchObject({ httpStatus: 400 });
    await expect(readUsers(elsewhere, ['ann'])).rejects.toMatchObject({ httpStatus: 400 });
  });
});

/** Workspace as it is, but for a list by names that it does not answer for a user it does not know. */
function notKnowing(client: WorkspaceClient, name: string): WorkspaceClient {
  return {
    ...client,
    listDesktopDetails: (filter) =>
      filter?.userNames?.includes(name)
        ? refuse({ kind: 'not-found', code: 'WKS.00170312', httpStatus: 400 })
        : client.listDesktopDetails(filter),
  };
}

// oxlint-disable-next-line require-yield -- Only the error matters.
async function* refuse(given: Pick<ErrorDetails, 'kind' | 'code' | 'httpStatus'>): AsyncGenerator<never> {
  const facts = { operation: 'ListDesktopsDetail', message: `It failed with ${given.code}`, retryable: false } as const;
  throw new WorkspaceError({ ...facts, applied: 'no', ...given });
}
