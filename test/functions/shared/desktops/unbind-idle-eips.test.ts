import { describe, expect, it } from 'vitest';
import { type UnbindOptions, unbindIdleEips } from '../../../../functions/shared/desktops/unbind-idle-eips.ts';
import type { DesktopEip } from '../../../../functions/shared/elastic-ips/idle-eips.ts';
import type { NewDesktop } from '../../../workspace-simulator/world/new-entities.ts';
import { aPolicy, ten } from '../../support/samples.ts';
import { startWorkspace, type Workspace } from '../../support/start-workspace.ts';

describe('unbinding idle EIPs', () => {
  it('unbinds what is idle and proves it by a reading', async () => {
    const workspace = await startWorkspace();
    const eip = desktopWithEip(workspace);

    const outcomes = await unbind(workspace, [eip]);

    expect(outcomes).toMatchObject([
      {
        workspace: 'main',
        ...eip,
        outcome: 'unbound',
        requestedAt: ten,
        verifiedAt: ten,
        requestId: expect.any(String),
      },
    ]);
    expect(workspace.world.eipOf(eip.desktopId)).toBeUndefined();
  });

  it('takes a hundred desktops in one write and three reads', async () => {
    const workspace = await startWorkspace();
    const eips = Array.from({ length: 100 }, () => desktopWithEip(workspace));

    const outcomes = await unbind(workspace, eips);

    expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['unbound']));
    expect(workspace.calls('BatchDisassociateDesktopsEip')).toBe(1);
    expect(workspace.simulator.requests).toHaveLength(4);
  });

  it.each<[string, NewDesktop, string]>([
    ['somebody was attached since', { users: ['ann'] }, 'in-use'],
    ['the desktop is of a pool', { desktopType: 'POOLED' }, 'pool-desktop'],
  ])('keeps an EIP where %s', async (_, desktop, reason) => {
    const workspace = await startWorkspace();
    const eip = desktopWithEip(workspace, desktop);

    const outcomes = await unbind(workspace, [eip]);

    expect(outcomes).toEqual([{ workspace: 'main', ...eip, outcome: 'kept', reason }]);
    expect(workspace.world.eipOf(eip.desktopId)).toBeDefined();
    expect(workspace.calls('BatchDisassociateDesktopsEip')).toBe(0);
  });

  it('keeps an EIP that is unbound already, and one that another has taken the place of', async () => {
    const workspace = await startWorkspace();
    const { id: bare } = workspace.world.addDesktop();
    const current = desktopWithEip(workspace);
    const gone = { eipId: 'eip-a', desktopId: bare };
    const replaced = { ...current, eipId: 'eip-b' };

    const outcomes = await unbind(workspace, [gone, replaced]);

    expect(outcomes).toEqual([
      { workspace: 'main', ...gone, outcome: 'kept', reason: 'already-unbound' },
      { workspace: 'main', ...replaced, outcome: 'kept', reason: 'another-eip-now' },
    ]);
    expect(workspace.world.eipOf(current.desktopId)).toBeDefined();
  });

  it('keeps the EIP of a desktop that is not listed', async () => {
    const workspace = await startWorkspace();
    const eip = desktopWithEip(workspace);
    const blind = { ...workspace.client, async *listDesktops() {} };

    const outcomes = await unbind({ ...workspace, client: blind }, [eip]);

    expect(outcomes).toMatchObject([{ outcome: 'kept', reason: 'desktop-not-listed' }]);
  });

  it('unbinds where somebody is attached, when a person has asked for it', async () => {
    const workspace = await startWorkspace();
    const eip = desktopWithEip(workspace, { users: ['ann'] });

    const outcomes = await unbind(workspace, [eip], { evenIfInUse: true });

    expect(outcomes).toMatchObject([{ outcome: 'unbound' }]);
  });

  it('keeps the EIP of a pool’s desktop even then', async () => {
    const workspace = await startWorkspace();
    const eip = desktopWithEip(workspace, { desktopType: 'POOLED' });

    const outcomes = await unbind(workspace, [eip], { evenIfInUse: true });

    expect(outcomes).toMatchObject([{ outcome: 'kept', reason: 'pool-desktop' }]);
  });

  it('asks nothing for nothing', async () => {
    const workspace = await startWorkspace();

    expect(await unbind(workspace, [])).toEqual([]);
    expect(workspace.simulator.requests).toEqual([]);
  });

  it('writes nothing in a dry run', async () => {
    const workspace = await startWorkspace();
    const [idle, used] = [desktopWithEip(workspace), desktopWithEip(workspace, { users: ['ann'] })];

    const outcomes = await unbind(workspace, [idle, used], { policy: aPolicy({ mode: 'dry-run' }) });

    expect(outcomes).toEqual([
      { workspace: 'main', ...idle, outcome: 'would-unbind' },
      { workspace: 'main', ...used, outcome: 'kept', reason: 'in-use' },
    ]);
    expect(workspace.calls('BatchDisassociateDesktopsEip')).toBe(0);
  });

  it('answers in the order it was asked', async () => {
    const workspace = await startWorkspace();
    const eips = ['ann', undefined, 'ben', undefined].map((user) =>
      desktopWithEip(workspace, user === undefined ? {} : { users: [user] }),
    );

    const outcomes = await unbind(workspace, eips);

    expect(outcomes.map(({ eipId }) => eipId)).toEqual(eips.map(({ eipId }) => eipId));
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['kept', 'unbound', 'kept', 'unbound']);
  });
});

describe('an EIP that is still bound after the call', () => {
  it('has failed, to be tried again, where the API said nothing of it', async () => {
    const workspace = await startWorkspace();
    const [stubborn, other] = [desktopWithEip(workspace), desktopWithEip(workspace)];
    const { desktopId } = stubborn;
    workspace.simulator.fault({
      operation: 'BatchDisassociateDesktopsEip',
      kind: 'partial-failure',
      desktopIds: [desktopId],
    });

    const outcomes = await unbind(workspace, [stubborn, other]);

    expect(outcomes).toMatchObject([
      { outcome: 'failed', reason: 'still-bound', retryable: true, requestedAt: ten },
      { outcome: 'unbound' },
    ]);
  });

  it('has failed for good, in the API’s words, where the API refused it for good', async () => {
    const workspace = await startWorkspace();
    const eip = desktopWithEip(workspace);
    const refusal = { status: 400, code: 'WKS.0001', message: 'No.' };
    workspace.simulator.fault({ operation: 'BatchDisassociateDesktopsEip', kind: 'refusal', ...refusal });

    const outcomes = await unbind(workspace, [eip]);

    expect(outcomes).toMatchObject([{ outcome: 'failed', reason: 'WKS.0001', retryable: false }]);
    expect(outcomes[0]?.message).toContain('No.');
  });

  it('has failed, to be tried again, where the outcome was unknown', async () => {
    const workspace = await startWorkspace();
    const eip = desktopWithEip(workspace);
    workspace.simulator.fault({ operation: 'BatchDisassociateDesktopsEip', kind: '500' });

    expect(await unbind(workspace, [eip])).toMatchObject([{ outcome: 'failed', reason: 'still-bound' }]);
  });
});

describe('an EIP that is gone after the call', () => {
  it.each(['500-after', 'reset-after', 'malformed-json'] as const)(
    'is unbound, though the answer was %s',
    async (kind) => {
      const workspace = await startWorkspace();
      const eip = desktopWithEip(workspace);
      workspace.simulator.fault({ operation: 'BatchDisassociateDesktopsEip', kind });

      const outcomes = await unbind(workspace, [eip]);

      expect(outcomes).toMatchObject([{ outcome: 'unbound', verifiedAt: ten }]);
      expect(workspace.calls('BatchDisassociateDesktopsEip')).toBe(1);
    },
  );
});

function desktopWithEip({ world }: Workspace, desktop: NewDesktop = {}): DesktopEip {
  const { id: desktopId } = world.addDesktop(desktop);
  const { id: eipId, address } = world.addEip({ desktopId });
  return { eipId, address, desktopId };
}

function unbind({ client, clock }: Workspace, eips: readonly DesktopEip[], options: Partial<UnbindOptions> = {}) {
  return unbindIdleEips(eips, {
    workspace: { name: 'main', client },
    clock,
    policy: aPolicy(),
    admit: letAll,
    ...options,
  });
}

async function letAll(): Promise<'go'> {
  return 'go';
}
