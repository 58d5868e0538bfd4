import { expect, test } from 'vitest';
import { refreshAccess } from '../../../functions/refresh-access/refresh-access.ts';
import { createOffboarding } from '../support/offboarding.ts';
import { aCase } from '../support/samples.ts';
import { silentLog } from '../support/silent-log.ts';
import { startWorkspace } from '../support/start-workspace.ts';

const minute = 60_000;

/** More pools than a worker reads by itself: the index is read by `refresh-access`. */
const pools = 25;

/** Ann has a desktop, and may take another from one pool of many, whose members nobody may list. Asking for her pools directly is of no use. */
async function annInAPoolThatCannotBeRead(given: Parameters<typeof createOffboarding>[1] = {}) {
  const workspace = await startWorkspace({ assumptions: { poolsByUsers: 'missing' } });
  const { world, simulator, clock } = workspace;
  const { id: desktopId } = world.addDesktop({ users: ['ann'] });
  for (let number = 1; number < pools; number += 1) world.addPool({ poolName: `pool-${number}` });
  const { id: poolId } = world.addPool({ poolName: 'call-centre', users: ['ann'] });
  simulator.fault({ operation: 'ListDesktopPoolAuthorizedObjects', path: poolId, kind: '403', times: 1_000_000 });
  const offboarding = createOffboarding(workspace, given);

  /** Both functions, minute by minute. */
  async function passTime(minutes: number): Promise<void> {
    for (let passed = 0; passed < minutes; passed += 1) {
      const deadline = clock.now() + minute;
      const workspaces = offboarding.workspaces();
      await refreshAccess({ workspaces, index: offboarding.parts.index, clock, log: silentLog, deadline });
      await offboarding.passTime(minute);
    }
  }

  await offboarding.run([
    await offboarding.store.save(aCase({ version: 0, caseId: 'case-of-ann', person: { userName: 'ann' } })),
  ]);
  const caseOfAnn = () => offboarding.caseOf('case-of-ann');
  const isInPool = () => world.pools.some(({ grants }) => grants.some(({ objectName }) => objectName === 'ann'));
  return { workspace, offboarding, desktopId, poolId, passTime, caseOfAnn, isInPool };
}

test('a pool that cannot be read holds the case and not the desktop, and the case says which pool and what is missing', async () => {
  const { workspace, desktopId, poolId, passTime, caseOfAnn } = await annInAPoolThatCannotBeRead();

  expect(workspace.world.attachedTo(desktopId)).toEqual([]);
  await passTime(60);

  const { status, problem, seenGone } = await caseOfAnn();
  expect(status).toBe('unbinding');
  expect(seenGone).toBeUndefined();
  expect(problem?.code).toBe('pool-not-permitted');
  expect(problem?.message).toContain(`pool call-centre (${poolId})`);
  expect(problem?.message).toContain('workspace:desktopPools:listUsers');
});

test('once the pool can be read, what it opens is taken away, and the case closes', async () => {
  const { workspace, passTime, caseOfAnn, isInPool } = await annInAPoolThatCannotBeRead();
  await passTime(60);
  workspace.simulator.clearFaults();

  await passTime(40);

  expect(isInPool()).toBe(false);
  expect(await caseOfAnn()).toMatchObject({ status: 'closed', access: [{ kind: 'pool', removal: 'verified' }] });
});

test('a dry run does not say what somebody would lose while a pool cannot be read', async () => {
  const { passTime, caseOfAnn } = await annInAPoolThatCannotBeRead({ mode: 'dry-run' });

  await passTime(60);

  expect(await caseOfAnn()).toMatchObject({ reason: 'access-unconfirmed', problem: { code: 'pool-not-permitted' } });
});
