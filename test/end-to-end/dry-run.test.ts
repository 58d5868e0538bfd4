import { afterAll, expect, test } from 'vitest';
import type { SweepSummary } from '../../functions/shared/elastic-ips/eip-line.ts';
import { exitOf, inSeconds } from './hr-sender.ts';
import { startTestStack } from './local-stack.ts';
import { whatLogsGiveAway } from './log-check.ts';

// What a new deployment does until somebody tells it to enforce.
const stack = await startTestStack({ config: { policy: { mode: 'dry-run' } } });
const { hr, operator, simulator, world } = stack;
afterAll(() => stack.close());

test('an exit ends as dry-run, with a ledger line of what would be done to each desktop', async () => {
  const [leaver, colleague] = [stack.employee(), stack.employee()];
  const own = world.addDesktop({ users: [leaver.userName] });
  const shared = world.addDesktop({ desktopType: 'SHARED', users: [leaver.userName, colleague.userName] });
  for (const { id } of [own, shared]) world.addEip({ desktopId: id });

  const caseId = await hr.send(exitOf(leaver));
  const { case: ended, lines } = await stack.untilCase(caseId, 'dry-run');

  expect(ended).toMatchObject({ reason: 'would-detach' });
  expect(ended).not.toHaveProperty('dueAt');
  expect(lines).toHaveLength(2);
  expect(lines.find(({ desktopId }) => desktopId === own.id)).toMatchObject({
    caseStatus: 'dry-run',
    access: 'would-be-removed',
    publicIp: 'would-be-unbound',
  });
  expect(lines.find(({ desktopId }) => desktopId === shared.id)).toMatchObject({
    access: 'would-be-removed',
    publicIp: 'kept',
    eipReason: 'still-in-use-by-others',
  });
  expect(world.attachedTo(own.id)).toEqual([leaver.userName]);
});

test('an exit later is tried out on its day, and can be cancelled before', async () => {
  const [leaver, stayer] = [stack.employee(), stack.employee()];
  for (const { userName } of [leaver, stayer]) world.addDesktop({ users: [userName] });
  const [caseId, other] = [
    await hr.send(exitOf(leaver, { effectiveAt: inSeconds(3600) })),
    await hr.send(exitOf(stayer, { effectiveAt: inSeconds(3600) })),
  ];
  await stack.untilCase(caseId, 'scheduled');

  await stack.wakeAt(caseId, inSeconds(2 * 3600));
  const { lines } = await stack.untilCase(caseId, 'dry-run');

  expect(lines.map(({ access }) => access)).toEqual(['would-be-removed']);
  expect((await stack.status(other))?.case.status).toBe('scheduled');
});

test('the sweep and the operator say what they would do', async () => {
  const desktop = world.addDesktop();
  const bare = world.addDesktop();
  const [eip, free] = [world.addEip({ desktopId: desktop.id }), world.addEip()];

  const { runId } = (await stack.fire('sweep-eips')) as SweepSummary;
  const lines = await stack.untilSwept(runId, 1);
  const unbound = await operator('unbind-eips', { desktopIds: [desktop.id], force: true });
  const bound = await operator('rebind-eip', { eipId: free.id, desktopId: bare.id });

  expect(lines).toMatchObject([{ eipId: eip.id, outcome: 'would-unbind' }]);
  expect(unbound).toMatchObject({ outcome: 'done', data: { eips: [{ outcome: 'would-unbind' }] } });
  expect(bound).toMatchObject({ outcome: 'done', data: { outcome: 'would-bind' } });
});

test('nothing has been written to Workspace', () => {
  expect(simulator.requests.length).toBeGreaterThan(0);
  expect(simulator.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
});

test('nothing that the functions printed gives anything away', () => {
  expect(whatLogsGiveAway(stack)).toEqual([]);
});
