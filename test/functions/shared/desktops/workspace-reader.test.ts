import { describe, expect, it } from 'vitest';
import { createWorkspaceReader } from '../../../functions/offboard/workspace-reader.ts';
import type { Policy } from '../../../functions/shared/offboarding/policy.ts';
import { aCase, aPolicy, aRecord, ten } from '../support/samples.ts';
import { startWorkspace, type Workspace } from '../support/start-workspace.ts';

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
        { desktopId: own.id, others: 0 },
        { desktopId: shared.id, others: 1 },
      ],
      eips: [{ desktopId: own.id, eipId: eip.id, attachedCount: 1 }],
    });
    expect(seen.get('case-of-ben')).toMatchObject({ attached: [{ desktopId: shared.id }], eips: [] });
  });

  it('takes two calls for a hundred people without desktops, and two for a hundred with', async () => {
    const workspace = await startWorkspace();
    const names = Array.from({ length: 100 }, (_, index) => `user-${index}`);

    await readerOf(workspace).observe(names.map(caseOf));
    const before = workspace.simulator.requests.length;
    for (const name of names) workspace.world.addDesktop({ users: [name] });
    await readerOf(workspace).observe(names.map(caseOf));

    expect(before).toBe(2);
    expect(workspace.simulator.requests.length - before).toBe(2);
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
    reader.forgetAttachments();
    reader.forgetEips();
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
    reader.forgetAttachments();
    const after = await reader.observe([{ ...caseOf('ann'), desktops: [aRecord(id)] }]);

    expect(before.get('case-of-ann')?.eips).toMatchObject([{ attachedCount: 2 }]);
    expect(askedBefore).toBe(0);
    expect(after.get('case-of-ann')?.eips).toMatchObject([{ attachedCount: 1 }]);
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

    expect(seen.get('case-of-ann')?.eips).toMatchObject([{ desktopId: id, attachedCount: 0 }]);
  });

  it('does not take a desktop that is not listed for one with nobody left', async () => {
    const workspace = await startWorkspace();
    const { id } = workspace.world.addDesktop();
    workspace.world.addEip({ desktopId: id });
    const blind = { ...workspace.client, async *listDesktops() {} };

    const seen = await readerOf({ ...workspace, client: blind }).observe([
      { ...caseOf('ann'), desktops: [aRecord(id)] },
    ]);

    expect(seen.get('case-of-ann')?.eips).toMatchObject([{ desktopId: id, attachedCount: undefined }]);
  });

  it('tells a user without desktops from one that Workspace does not know', async () => {
    const workspace = await startWorkspace();
    workspace.world.addUser({ userName: 'Ann' });
    const nameless = aCase({ caseId: 'nameless', person: { id: 'E1' } });

    const seen = await readerOf(workspace).observe([caseOf('Ann'), caseOf('stranger'), nameless]);

    expect(seen.get('case-of-Ann')).toMatchObject({ identity: { userName: 'Ann' }, userExists: true, attached: [] });
    expect(seen.get('case-of-stranger')).toMatchObject({ identity: { userName: 'stranger' }, userExists: false });
    expect(seen.get('nameless')).toMatchObject({
      identity: { problem: 'no-identity-for-workspace' },
      userExists: false,
      attached: [],
    });
  });
});

function readerOf({ client, clock }: Workspace, policy: Partial<Policy> = {}) {
  const identities = { load: async (people: readonly unknown[]) => people.map(() => []) };
  return createWorkspaceReader({ workspace: client, identities, policy: aPolicy(policy), clock });
}

function caseOf(userName: string) {
  return aCase({ caseId: `case-of-${userName}`, person: { userName } });
}
