import { afterAll, afterEach, expect, test } from 'vitest';
import type { ReconcileSummary } from '../../functions/shared/offboarding/drift/reconcile-summary.ts';
import { startWorkspaceSimulator } from '../workspace-simulator/start-workspace-simulator.ts';
import { exitOf } from './hr-sender.ts';
import { startTestStack } from './local-stack.ts';
import { whatLogsGiveAway } from './log-check.ts';
import { untilTrue } from './until.ts';

// The same company elsewhere: another project, with another key.
const branch = await startWorkspaceSimulator({
  projectId: 'b'.repeat(32),
  accessKey: 'BRANCHACCESSKEY00000',
  secretKey: 'branch-secret-key',
  budget: 'off',
});
const { url: endpoint, projectId, accessKey, secretKey } = branch;
const stack = await startTestStack({ further: { branch: { endpoint, projectId, accessKey, secretKey } } });
const { hr, world: main, simulator } = stack;
afterEach(() => {
  simulator.clearFaults();
  branch.clearFaults();
});
afterAll(() => Promise.all([stack.close(), branch.close()]));

/** Somebody with a desktop and its EIP in either project. */
function leaverInBoth() {
  const leaver = stack.employee();
  branch.world.addUser({ userName: leaver.userName, email: leaver.email });
  const here = main.addDesktop({ users: [leaver.userName] });
  const there = branch.world.addDesktop({ users: [leaver.userName] });
  return {
    leaver,
    here,
    there,
    eips: [main.addEip({ desktopId: here.id }), branch.world.addEip({ desktopId: there.id })],
  };
}

test('a leaver with desktops in two projects loses both, by one case', async () => {
  const { leaver, here, there, eips } = leaverInBoth();

  const { case: closed, lines } = await stack.untilCase(await hr.send(exitOf(leaver)), 'closed');

  expect(main.attachedTo(here.id)).toEqual([]);
  expect(branch.world.attachedTo(there.id)).toEqual([]);
  expect([main.eip(eips[0]?.id ?? '')?.desktopId, branch.world.eip(eips[1]?.id ?? '')?.desktopId]).toEqual([
    null,
    null,
  ]);
  expect(closed.reason).toBe('access-gone');
  expect(lines.map(({ workspace, desktopId, publicIp }) => [workspace, desktopId, publicIp])).toEqual(
    expect.arrayContaining([
      ['main', here.id, 'unbound'],
      ['branch', there.id, 'unbound'],
    ]),
  );
});

test('a project that cannot be read does not stop the other, and keeps the case open until it can', async () => {
  const { leaver, here, there } = leaverInBoth();
  branch.fault({ operation: 'ListDesktopsDetail', kind: '403', times: 1000 });

  const caseId = await hr.send(exitOf(leaver));
  const { case: open } = await stack.untilCase(caseId, 'unbinding', ({ attempts }) => attempts === 1);

  expect(main.attachedTo(here.id)).toEqual([]);
  expect(main.eipOf(here.id)).toBeUndefined();
  expect(branch.world.attachedTo(there.id)).toEqual([leaver.userName]);
  expect(open.problem?.message).toMatch(/^branch: /);

  branch.clearFaults();
  await stack.wakeAt(caseId);
  const { lines } = await stack.untilCase(caseId, 'closed');
  expect(branch.world.attachedTo(there.id)).toEqual([]);
  expect(lines.map(({ access }) => access)).toEqual(['removed', 'removed']);
});

test('of somebody whom only the project knows that cannot be read, nothing is concluded', async () => {
  const leaver = stack.person();
  branch.world.addUser({ userName: leaver.userName });
  const there = branch.world.addDesktop({ users: [leaver.userName] });
  branch.fault({ operation: 'ListDesktopsDetail', kind: '403', times: 1000 });

  const caseId = await hr.send(exitOf(leaver));
  await untilTrue('the first try to be over', async () => (await stack.status(caseId))?.case.attempts === 1);
  branch.clearFaults();
  await stack.wakeAt(caseId);

  await stack.untilCase(caseId, 'closed');
  expect(branch.world.attachedTo(there.id)).toEqual([]);
});

test('drift is found in whichever project it is, and one that cannot be read does not hide the other', async () => {
  const { leaver, here, there } = leaverInBoth();
  const caseId = await hr.send(exitOf(leaver));
  const { case: closed } = await stack.untilCase(caseId, 'closed');
  await stack.somebodyElse.batchAttach([
    { desktopId: here.id, user: { userName: leaver.userName, userGroup: 'users' } },
  ]);
  expect(main.attachedTo(here.id)).toEqual([leaver.userName]);
  branch.fault({ operation: 'ListDesktopsDetail', kind: '403', times: 1000 });

  await expect(stack.fire('reconcile')).rejects.toThrow(/could be read: .*branch/);
  branch.clearFaults();
  // In case that the worker was quicker than this.
  await stack.wakeAt(caseId);
  await stack.untilCase(caseId, 'closed', ({ openedAt }) => openedAt !== closed.openedAt);

  expect(main.attachedTo(here.id)).toEqual([]);
  expect(branch.world.attachedTo(there.id)).toEqual([]);
  expect(((await stack.fire('reconcile')) as ReconcileSummary).drift).toBe(0);
});

test('nothing that the functions printed gives anything away', () => {
  expect(whatLogsGiveAway(stack)).toEqual([]);
});
