import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import {
  createWorkspaceClient,
  type WorkspaceClient,
} from '../../../../functions/shared/workspace-api/create-workspace-client.ts';
import {
  type CredentialSource,
  staticCredentials,
} from '../../../../functions/shared/workspace-api/credentials/credentials.ts';
import { federatedCredentials } from '../../../../functions/shared/workspace-api/credentials/federated-credentials.ts';
import { tokenCredentials } from '../../../../functions/shared/workspace-api/credentials/token-credentials.ts';
import { groupsOf } from '../../../../functions/shared/workspace-api/operations/groups.ts';
import {
  startWorkspaceSimulator,
  type WorkspaceSimulator,
} from '../../../workspace-simulator/start-workspace-simulator.ts';
import { collect } from './support/client.ts';
import { createFakeClock } from './support/fake-clock.ts';

let simulator: WorkspaceSimulator;
let client: WorkspaceClient;

const clock = createFakeClock();

const clientOf = (credentials: CredentialSource, more: { projectId?: string } = {}) => {
  const { url: endpoint, projectId } = simulator;
  return createWorkspaceClient({ endpoint, projectId, credentials, clock, ...more });
};

beforeAll(async () => {
  simulator = await startWorkspaceSimulator({ clock });
  client = clientOf(staticCredentials({ accessKey: simulator.accessKey, secretKey: simulator.secretKey }));
});
beforeEach(() => {
  simulator.clearFaults();
  simulator.reset();
});
afterAll(() => simulator.close());

const outcomes = (results: readonly { outcome: string }[]) => results.map(({ outcome }) => outcome);
const left = (desktopId: string) => simulator.world.attachedTo(desktopId);

describe('taking desktops away', () => {
  it('detaches a leaver and nobody else, and unbinds and rebinds the EIP', async () => {
    const own = simulator.world.addDesktop({ users: ['ann'] });
    const shared = simulator.world.addDesktop({ desktopType: 'SHARED', users: ['ann', 'bob'] });
    const eip = simulator.world.addEip({ desktopId: own.id });

    const found = await collect(client.listDesktopDetails({ userNames: ['ann'] }));
    const targets = found.map((desktop) => {
      const ann = desktop.attach_user_infos?.find((user) => user.user_name === 'ann');
      return { desktopId: desktop.desktop_id, users: [{ userName: 'ann', userId: ann?.user_id ?? '' }] };
    });
    expect(outcomes(await client.batchDetach(targets))).toEqual(['done', 'done']);
    expect([left(own.id), left(shared.id)]).toEqual([[], ['bob']]);

    expect(outcomes(await client.unbindEips([own.id]))).toEqual(['done']);
    expect(await collect(client.listEips({ state: 'unbind' }))).toEqual([expect.objectContaining({ id: eip.id })]);
    expect(await client.bindEip({ eipId: eip.id, desktopId: own.id })).toMatchObject({ outcome: 'done' });
    expect(await collect(client.listEips({ desktopId: own.id }))).toEqual([expect.objectContaining({ id: eip.id })]);
  });

  it('takes everybody off and shuts down', async () => {
    const desktop = simulator.world.addDesktop({ users: ['ann'] });
    expect(outcomes(await client.detachDesktops([desktop.id], { shutoffAfterDetach: true }))).toEqual(['done']);
    expect(simulator.world.desktop(desktop.id)).toMatchObject({ status: 'SHUTOFF', attachments: [] });
  });

  it('gives a desktop back with its data', async () => {
    const desktop = simulator.world.addDesktop({ users: ['ann'], data: 'thesis' });
    const userId = simulator.world.user('ann')?.id ?? '';
    await client.detachDesktops([desktop.id]);
    const user = { userName: 'ann', userId, userGroup: 'administrators' };
    const [result] = await client.batchAttach([{ desktopId: desktop.id, user }]);
    expect(result).toMatchObject({ outcome: 'done', jobId: expect.any(String) });
    expect(simulator.world.desktop(desktop.id)).toMatchObject({ data: 'thesis' });
    expect(left(desktop.id)).toEqual(['ann']);
  });

  it('gives a shared desktop back to one of its users by the batch operation', async () => {
    const desktop = simulator.world.addDesktop({ desktopType: 'SHARED', users: ['bob'] });
    simulator.world.addUser({ userName: 'ann' });
    const users = [{ userName: 'ann', userGroup: 'users' }];
    expect(outcomes(await client.batchAttach([{ desktopId: desktop.id, users }]))).toEqual(['done']);
    expect(left(desktop.id)).toEqual(['bob', 'ann']);
  });

  it('one that is busy does not keep the other 99 back', async () => {
    const desktops = Array.from({ length: 100 }, (_, n) => simulator.world.addDesktop({ users: [`user${n}`] }));
    const busy = desktops[41]?.id ?? '';
    simulator.world.updateDesktop(busy, { taskStatus: 'rebooting' });
    const results = await client.batchDetach(desktops.map(({ id }) => ({ desktopId: id, users: 'all' })));
    expect(results.filter(({ outcome }) => outcome !== 'done')).toEqual([
      expect.objectContaining({ desktopId: busy, outcome: 'failed', code: 'WKS.00010032', retryable: true }),
    ]);
    expect(desktops.filter(({ id }) => left(id).length > 0).map(({ id }) => id)).toEqual([busy]);
  });
});

describe('reading', () => {
  it('finds users by name, and locks and unlocks them', async () => {
    const { id } = simulator.world.addUser({ userName: 'ann' });
    simulator.world.addUser({ userName: 'bob' });
    expect(await collect(client.listUsers({ userNames: ['ann', 'nobody'] }))).toEqual([
      expect.objectContaining({ id, user_name: 'ann', locked: false }),
    ]);
    expect(await client.lockUser(id)).toMatchObject({ outcome: 'done' });
    expect(simulator.world.user('ann')).toMatchObject({ locked: true });
    expect(await client.unlockUser(id)).toMatchObject({ outcome: 'done' });
    expect(simulator.world.user('ann')).toMatchObject({ locked: false });
  });

  it('finds the groups of users by name, and any number of groups and pools', async () => {
    for (let n = 0; n < 250; n++) simulator.world.addGroup({ groupName: `group-${n}`, members: n < 2 ? ['ann'] : [] });
    for (let n = 0; n < 1_001; n++) simulator.world.addPool({ poolName: `pool-${n}` });
    const [ann] = await collect(client.listUsers({ userNames: ['ann'] }));
    expect(ann?.group_names).toEqual(['group-0', 'group-1']);
    expect(await client.showUser(ann?.id ?? '')).toMatchObject({ user_name: 'ann', group_names: ann?.group_names });
    expect(await collect(client.listGroups())).toHaveLength(250);
    expect(await collect(client.listPools())).toHaveLength(1_001);
    const called = simulator.requests.map(({ operation }) => operation);
    expect(called.filter((operation) => operation === 'ListUserGroups')).toHaveLength(3);
    expect(called.filter((operation) => operation === 'ListDesktopPools')).toHaveLength(2);
  });

  it('finds groups and the desktops they open', async () => {
    simulator.world.addGroup({ groupName: 'staff', members: ['ann'] });
    const desktop = simulator.world.addDesktop({ desktopType: 'SHARED', groups: ['staff'], users: ['bob'] });
    expect(await collect(client.listGroups({ keyword: 'sta' }))).toEqual([expect.objectContaining({ name: 'staff' })]);
    const [listed] = await collect(client.listDesktops({ desktopIds: [desktop.id] }));
    expect(groupsOf(listed ?? { attach_user_infos: [] })).toEqual([
      expect.objectContaining({ user_name: 'staff', type: 'GROUP' }),
    ]);
  });

  it('ends a pool authorisation', async () => {
    simulator.world.addUser({ userName: 'ann' });
    const { id } = simulator.world.addPool({ poolName: 'pool', users: ['ann'] });
    expect(await collect(client.listPools())).toEqual([expect.objectContaining({ id, name: 'pool' })]);
    const users = await collect(client.listPoolUsers(id));
    const members = users.map((user) => ({
      type: 'USER' as const,
      id: user.object_id ?? '',
      name: user.object_name ?? '',
      userGroup: user.user_group ?? '',
    }));
    expect(members).toHaveLength(1);
    expect(outcomes(await client.removePoolUsers(id, members))).toEqual(['done']);
    expect(await collect(client.listPoolUsers(id))).toEqual([]);
    expect(outcomes(await client.addPoolUsers(id, members))).toEqual(['done']);
    expect(await collect(client.listPoolUsers(id))).toEqual(users);
  });

  it('pages through 1,200 desktops', async () => {
    for (let n = 0; n < 1_200; n++) simulator.world.addDesktop({ users: [`user${n}`] });
    const ids = (await collect(client.listDesktops())).map((desktop) => desktop.desktop_id);
    expect(new Set(ids)).toHaveLength(1_200);
    expect(simulator.requests).toHaveLength(2);
    const some = ids.slice(0, 150);
    expect((await collect(client.listDesktops({ desktopIds: some }))).map((desktop) => desktop.desktop_id)).toEqual(
      some,
    );
    expect(await collect(client.listDesktopDetails({ userAttached: true }))).toHaveLength(1_200);
  });
});

describe('power, sessions and tags', () => {
  it('starts, stops and logs off', async () => {
    const { id } = simulator.world.addDesktop({ users: ['ann'] });
    simulator.world.logIn('ann');
    expect(outcomes(await client.logOffDesktops([id], { message: 'Goodbye' }))).toEqual(['done']);
    expect(simulator.world.desktop(id)?.loggedIn).toBeNull();
    expect(outcomes(await client.stopDesktops([id], 'HARD'))).toEqual(['done']);
    expect(simulator.world.desktop(id)?.status).toBe('SHUTOFF');
    expect(outcomes(await client.startDesktops([id]))).toEqual(['done']);
    expect(simulator.world.desktop(id)?.status).toBe('ACTIVE');
  });

  it('lists tags', async () => {
    const { id } = simulator.world.addDesktop({ tags: { 'left by': 'ann', keep: '' } });
    expect(await client.listDesktopTags(id)).toEqual([
      { key: 'left by', value: 'ann' },
      { key: 'keep', value: '' },
    ]);
  });
});

describe('the EIP service', () => {
  it('knows billing and tags, and releases what is free', async () => {
    const free = simulator.world.addEip({ tags: { keep: 'no' } });
    const prepaid = simulator.world.addEip({ billingMode: 'YEARLY_MONTHLY' });
    const [first, second] = await collect(client.listPublicIps({ ids: [free.id, prepaid.id] }));
    expect(first).toMatchObject({ id: free.id, status: 'DOWN', billing_info: '', tags: ['keep=no'] });
    expect(second?.billing_info).not.toBe('');
    expect(await client.releasePublicIp(free.id)).toMatchObject({ outcome: 'done' });
    expect(await client.releasePublicIp(prepaid.id)).toMatchObject({ outcome: 'failed' });
    expect(simulator.world.eips.map(({ id }) => id)).toEqual([prepaid.id]);
  });
});

describe('credentials', () => {
  it('may be an IAM token, which is renewed when the service no longer takes it', async () => {
    const { url: endpoint, projectId: id, iam } = simulator;
    const byToken = clientOf(tokenCredentials({ endpoint, ...iam, project: { id }, clock }));
    expect(await collect(byToken.listEips())).toEqual([]);
    simulator.revokeTokens();
    expect(await collect(byToken.listEips())).toEqual([]);
  });

  it('may be the keys of an assumed agency', async () => {
    const federated = federatedCredentials({
      endpoint: simulator.url,
      providerUrn: 'provider',
      agencyUrn: 'agency',
      sessionName: 'offboarding',
      identityToken: async () => 'a.web.token',
      clock,
    });
    expect(await collect(clientOf(federated).listEips())).toEqual([]);
  });

  it('that are wrong are one clear error', async () => {
    const wrong = clientOf(staticCredentials({ accessKey: simulator.accessKey, secretKey: 'another' }));
    await expect(collect(wrong.listEips())).rejects.toThrow(/APIGW\.0301.*Check the access key and secret key/);
  });

  it('for another project are one clear error', async () => {
    const { accessKey, secretKey } = simulator;
    const wrong = clientOf(staticCredentials({ accessKey, secretKey }), { projectId: 'another' });
    await expect(collect(wrong.listEips())).rejects.toThrow(/WORKSPACE_PROJECT_ID/);
  });

  it('that lack a permission are denied', async () => {
    simulator.fault({ operation: 'ListDesktopsEips', kind: '403' });
    const error = await collect(client.listEips()).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ kind: 'denied' });
  });
});

describe('throttling', () => {
  it('is waited out', async () => {
    simulator.fault({ operation: 'ListDesktopsEips', kind: '429', times: 2 });
    expect(await collect(client.listEips())).toEqual([]);
    expect(simulator.requests.map(({ status }) => status)).toEqual([429, 429, 200]);
  });
});

describe.each(['raw', 'encoded', 'as-sent'] as const)('a gateway that checks repeated values in %s order', (order) => {
  it('accepts every list, whatever the names', async () => {
    const strict = await startWorkspaceSimulator({ clock, assumptions: { repeatedQueryValues: order } });
    onTestFinished(() => strict.close());
    const names = ['u5@', 'u50', 'u49', '张伟', 'b', 'a', 'A', 'a.b', "o'neil", '\u{1F600}x', '\uE000'];
    for (const name of names) strict.world.addDesktop({ users: [name] });
    const { url: endpoint, projectId, accessKey, secretKey } = strict;
    const credentials = staticCredentials({ accessKey, secretKey });
    const ownClient = createWorkspaceClient({ endpoint, projectId, credentials, clock });

    const found = await collect(ownClient.listDesktopDetails({ userNames: names }));
    const users = await collect(ownClient.listUsers({ userNames: names }));

    expect(found).toHaveLength(names.length);
    expect(new Set(users.map(({ user_name: name }) => name))).toEqual(new Set(names));
  });
});
