import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createWorkspaceReader } from '../../../../functions/shared/desktops/workspace-reader.ts';
import { createMemoryAccessIndexStore } from '../../support/memory-access-index-store.ts';
import { aCase, aPolicy, aRecord, ten } from '../../support/samples.ts';
import { silentLog } from '../../support/silent-log.ts';
import { startWorkspace, type Workspace } from '../../support/start-workspace.ts';

describe('what a run reads of Workspace', () => {
  it('is, for each case, where its person is attached and what EIPs those desktops have', async () => {
    const workspace = await startWorkspace();
    const own = workspace.world.addDesktop({ users: ['ann'] });
    const eip = workspace.world.addEip({ desktopId: own.id });
    const shared = workspace.world.addDesktop({ desktopType: 'SHARED', users: ['ann', 'ben'] });

    const seen = await readerOf(workspace).observe([caseOf('ann'), caseOf('ben')]);

    expect(seen.get('case-of-ann')).toMatchObject({
      at: ten,
      identity: { userName: 'ann' },
      attached: [
        { workspace: 'main', desktopId: own.id, others: [] },
        { workspace: 'main', desktopId: shared.id, others: [{ userName: 'ben' }] },
      ],
      eips: [{ desktopId: own.id, eipId: eip.id }],
    });
    expect(seen.get('case-of-ben')).toMatchObject({ attached: [{ desktopId: shared.id }], eips: [] });
  });

  it('is of the Workspace user that a case is about since a drift, whatever the rules say', async () => {
    const workspace = await startWorkspace();
    const desktop = workspace.world.addDesktop({ users: ['ann.before'] });

    const seen = await readerOf(workspace).observe([{ ...caseOf('ann'), workspaceUserName: 'ann.before' }]);

    expect(seen.get('case-of-ann')).toMatchObject({
      identity: { userName: 'ann.before' },
      attached: [{ desktopId: desktop.id }],
    });
  });

  it('takes three calls for a hundred strangers, and three for a hundred people with desktops', async () => {
    const workspace = await startWorkspace();
    const names = Array.from({ length: 100 }, (_, index) => `user-${index}`);

    await readerOf(workspace).observe(names.map(caseOf));
    const before = workspace.simulator.requests.length;
    for (const name of names) workspace.world.addDesktop({ users: [name] });
    await readerOf(workspace).observe(names.map(caseOf));

    expect(before).toBe(3);
    expect(workspace.simulator.requests.length - before).toBe(3);
  });

  it('is read once, until a write may have changed it', async () => {
    const workspace = await startWorkspace();
    const [own, left] = [workspace.world.addDesktop({ users: ['ann'] }).id, workspace.world.addDesktop().id];
    for (const desktopId of [own, left]) workspace.world.addEip({ desktopId });
    const reader = readerOf(workspace);
    const one = { ...caseOf('ann'), desktops: [aRecord(left)] };
    const operations = ['ListDesktopsDetail', 'ListDesktops', 'ListDesktopsEips'];

    await reader.observe([one]);
    await reader.observe([one]);
    const onceEach = operations.map(workspace.calls);
    reader.forget('attachments');
    reader.forget('eips');
    await reader.observe([one]);

    expect(onceEach).toEqual([1, 1, 1]);
    expect(operations.map(workspace.calls)).toEqual([2, 2, 2]);
  });

  it('asks who is left on a desktop only once the leavers are gone from it', async () => {
    const workspace = await startWorkspace();
    const { id } = workspace.world.addDesktop({ desktopType: 'SHARED', users: ['ann', 'ben'] });
    workspace.world.addEip({ desktopId: id });
    const reader = readerOf(workspace);

    const before = await reader.observe([caseOf('ann')]);
    const askedBefore = workspace.calls('ListDesktops');
    await workspace.client.batchDetach([{ desktopId: id, users: [{ userName: 'ann' }] }]);
    reader.forget('attachments');
    const after = await reader.observe([{ ...caseOf('ann'), desktops: [aRecord(id)] }]);

    expect(before.get('case-of-ann')).toMatchObject({ attached: [{ others: [{ userName: 'ben' }] }], others: [] });
    expect(askedBefore).toBe(0);
    expect(after.get('case-of-ann')).toMatchObject({
      attached: [],
      others: [{ desktopId: id, others: [{ userName: 'ben' }] }],
    });
  });

  it('shows an EIP that stays by policy, so that the evidence does not say there was none', async () => {
    const workspace = await startWorkspace();
    const { id } = workspace.world.addDesktop({ users: ['ann'] });
    workspace.world.addEip({ desktopId: id });

    const seen = await readerOf(workspace, { unbindEips: false }).observe([caseOf('ann')]);

    expect(seen.get('case-of-ann')?.eips).toHaveLength(1);
  });

  it('shows an EIP that was bound again after it was seen unbound', async () => {
    const workspace = await startWorkspace();
    const { id } = workspace.world.addDesktop();
    workspace.world.addEip({ desktopId: id });
    const settled = aRecord(id, { detach: 'verified', unbind: 'verified' });

    const seen = await readerOf(workspace).observe([{ ...caseOf('ann'), desktops: [settled] }]);

    expect(seen.get('case-of-ann')).toMatchObject({ eips: [{ desktopId: id }], others: [{ others: [] }] });
  });

  it('does not take a desktop that is not listed for one with nobody left', async () => {
    const workspace = await startWorkspace();
    const { id } = workspace.world.addDesktop();
    workspace.world.addEip({ desktopId: id });
    const blind = { ...workspace.client, async *listDesktops() {} };

    const seen = await readerOf({ ...workspace, client: blind }).observe([
      { ...caseOf('ann'), desktops: [aRecord(id)] },
    ]);

    expect(seen.get('case-of-ann')).toMatchObject({ eips: [{ desktopId: id }], others: [] });
  });

  it('tells a user without desktops from one that Workspace does not know', async () => {
    const workspace = await startWorkspace();
    workspace.world.addUser({ userName: 'Ann' });
    const nameless = aCase({ caseId: 'nameless', person: { id: 'E1' } });

    const seen = await readerOf(workspace).observe([caseOf('Ann'), caseOf('stranger'), nameless]);

    expect(seen.get('case-of-Ann')).toMatchObject({
      identity: { userName: 'Ann' },
      users: [{ userName: 'Ann' }],
      attached: [],
    });
    expect(seen.get('case-of-stranger')).toMatchObject({ identity: { userName: 'stranger' }, users: [] });
    expect(seen.get('nameless')).toMatchObject({
      identity: { problem: 'no-identity-for-workspace' },
      users: [],
      attached: [],
    });
  });
});

describe('several projects', () => {
  it('are read all, and each says what it has', async () => {
    const { main, branch, reader } = await twoProjects();
    for (const { world } of [main, branch]) world.addDesktop({ users: ['ann'] });

    const seen = (await reader.observe([caseOf('ann')])).get('case-of-ann');

    expect(seen?.attached.map(({ workspace }) => workspace)).toEqual(['main', 'branch']);
    expect(seen).toMatchObject({ users: [{ workspace: 'main' }, { workspace: 'branch' }], unread: [] });
  });

  it('show what the others have where one cannot be read, which is asked no more in that run', async () => {
    const { main, branch, reader } = await twoProjects();
    main.world.addDesktop({ users: ['ann'] });
    branch.simulator.fault({ operation: '*', kind: '403', times: 100 });

    await reader.observe([caseOf('ann')]);
    const seen = (await reader.observe([caseOf('ann')])).get('case-of-ann');

    expect(seen?.attached).toHaveLength(1);
    expect(seen?.unread).toMatchObject([{ workspace: 'branch', problem: { code: 'SIM.Denied' } }]);
    // The second names nobody in question: was it for a name?
    expect(branch.simulator.requests).toHaveLength(2);
  });

  it('do not wait for one that does not answer', async () => {
    const { main, reader } = await twoProjects(() => ({ listDesktopDetails: neverAnswered }));
    main.world.addDesktop({ users: ['ann'] });

    const seen = (await reader.observe([caseOf('ann')])).get('case-of-ann');

    expect(seen?.attached).toHaveLength(1);
    expect(seen?.unread).toMatchObject([{ workspace: 'branch', problem: { code: 'too-slow' } }]);
  });

  it('do not wait for one that is slow to say who somebody is, where their own address says it', async () => {
    const { main, branch, reader } = await twoProjects(answersAfter(700), 3_000);
    for (const { world } of [main, branch]) world.addDesktop({ users: ['ann'] });
    const ann = { ...caseOf('ann'), person: { userName: 'ann', email: 'ann@example.com' } };

    const inHaste = (await reader.observe([ann])).get('case-of-ann');
    const isWaiting = reader.isWaiting();
    const patiently = (await reader.observe([ann], { patient: true })).get('case-of-ann');

    expect(inHaste).toMatchObject({ attached: [{ workspace: 'main' }], unread: [{ workspace: 'branch' }] });
    expect(isWaiting).toBe(true);
    expect(patiently).toMatchObject({ attached: [{ workspace: 'main' }, { workspace: 'branch' }], unread: [] });
    expect(branch.calls('ListDesktopsDetail')).toBe(1);
  });

  it('ask one that is silent no second time, however often the others are looked at again meanwhile', async () => {
    const { main, branch, reader } = await twoProjects(listsUsersLate, 3_000);
    for (const { world } of [main, branch]) world.addDesktop({ users: ['ann'] });
    const ann = { ...caseOf('ann'), person: { userName: 'ann', email: 'ann@example.com' } };

    for (let look = 0; look < 4; look += 1) {
      await reader.observe([ann]);
      reader.forget('attachments');
    }
    await reader.observe([ann], { patient: true });

    // Once more when it has answered, since what was attached may have changed.
    expect(branch.calls('ListDesktopsDetail')).toBe(2);
    expect(main.calls('ListDesktopsDetail')).toBeGreaterThan(3);
  });

  it('wait for one that is slow to say who somebody is, where it may know another one of the name', async () => {
    const { main, branch, reader } = await twoProjects(answersAfter(700), 3_000);
    main.world.addDesktop({ users: ['ann'] });
    branch.world.addDesktop({ users: ['partner.local\\ann'] });

    const seen = (await reader.observe([caseOf('ann')])).get('case-of-ann');

    expect(seen?.identity).toMatchObject({ problem: 'several-identities-on-workspace' });
  });

  it('are all asked for what is new enough for the one that was read last: else a case asks again and again', async () => {
    const { main, branch, reader } = await twoProjects(
      ({ client }) => ({
        async *listDesktopDetails(filter) {
          await delay(100);
          await main.clock.sleep(1_000);
          yield* client.listDesktopDetails(filter);
        },
      }),
      3_000,
    );
    for (const { world } of [main, branch]) world.addUser({ userName: 'ann' });
    const ann = { ...caseOf('ann'), desktops: [aRecord('gone', { detach: 'requested' })] };
    const access = new Map([[ann.caseId, 'confirm' as const]]);

    await reader.observe([ann]);
    const seen = (await reader.observe([ann], { access })).get('case-of-ann');

    expect(seen?.accessReads.map(({ askedSince }) => askedSince)).toEqual([seen?.attachmentsAt, seen?.attachmentsAt]);
  });

  it('are all unread where none can be read', async () => {
    const { main, branch, reader } = await twoProjects();
    for (const { simulator } of [main, branch]) simulator.fault({ operation: '*', kind: '403', times: 100 });

    const seen = (await reader.observe([caseOf('ann')])).get('case-of-ann');

    expect(seen?.unread.map(({ workspace }) => workspace)).toEqual(['main', 'branch']);
  });
});

async function* neverAnswered(): AsyncGenerator<never> {
  yield* await new Promise<never[]>(() => {});
}

function listsUsersLate({ client }: Workspace): Partial<Workspace['client']> {
  return {
    async *listUsers(filter) {
      await delay(900);
      yield* client.listUsers(filter);
    },
  };
}

/** ms, for its first list of desktops. */
function answersAfter(ms: number) {
  return ({ client }: Workspace): Partial<Workspace['client']> => {
    let isFirst = true;
    return {
      async *listDesktopDetails(filter) {
        if (isFirst) await delay(ms);
        isFirst = false;
        yield* client.listDesktopDetails(filter);
      },
    };
  };
}

async function twoProjects(
  ofBranch: (branch: Workspace) => Partial<Workspace['client']> = () => ({}),
  patienceMs = 300,
) {
  const [main, branch] = [await startWorkspace(), await startWorkspace({ projectId: 'b'.repeat(32) })];
  const workspaces = new Map([
    ['main', main.client],
    ['branch', { ...branch.client, ...ofBranch(branch) }],
  ]);
  const identities = { load: async (people: readonly unknown[]) => people.map(() => []) };
  const index = createMemoryAccessIndexStore();
  const parts = { workspaces, identities, index, policy: aPolicy(), clock: main.clock, log: silentLog };
  return { main, branch, reader: createWorkspaceReader({ ...parts, patienceMs }) };
}

function readerOf({ client, clock }: Workspace, policy: Parameters<typeof aPolicy>[0] = {}) {
  const identities = { load: async (people: readonly unknown[]) => people.map(() => []) };
  const workspaces = new Map([['main', client]]);
  const index = createMemoryAccessIndexStore();
  return createWorkspaceReader({ workspaces, identities, index, policy: aPolicy(policy), clock, log: silentLog });
}

function caseOf(userName: string) {
  return aCase({ caseId: `case-of-${userName}`, person: { userName } });
}
