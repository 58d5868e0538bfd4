import { afterAll, expect, test } from 'vitest';
import type { ReconcileSummary } from '../../functions/shared/offboarding/drift/reconcile-summary.ts';
import { exitOf, rehireOf } from './hr-sender.ts';
import { startTestStack } from './local-stack.ts';
import { whatLogsGiveAway } from './log-check.ts';
import type { TestPerson } from './people.ts';
import { until } from './until.ts';

const stack = await startTestStack({
  config: {
    policy: {
      mode: 'enforce',
      // Nothing lags here, and whoever was offboarded just now is looked at as soon.
      confirmEmptyAfterMinutes: 0,
      reconcile: { disabledUsers: 'offboard' },
      protect: { users: ['break-glass'] },
    },
  },
});
const { hr, world } = stack;
afterAll(() => stack.close());

const reconcile = async () => (await stack.fire('reconcile')) as ReconcileSummary;

/** What an administrator does who does not know that the person has left. */
async function attachAgain(desktopId: string, { userName }: TestPerson): Promise<void> {
  await stack.somebodyElse.batchAttach([{ desktopId, user: { userName, userGroup: 'users' } }]);
  expect(world.attachedTo(desktopId)).toEqual([userName]);
}

/** A leaver whose case is closed, and the desktop that they lost. */
async function offboarded() {
  const leaver = stack.employee();
  const desktop = world.addDesktop({ users: [leaver.userName] });
  const caseId = await hr.send(exitOf(leaver));
  const { case: closed } = await stack.untilCase(caseId, 'closed');
  return { leaver, desktop, caseId, closed };
}

test('somebody who is attached again loses it again, as a second episode of the same case', async () => {
  const { leaver, desktop, caseId, closed } = await offboarded();
  await attachAgain(desktop.id, leaver);

  const summary = await reconcile();
  const { case: again, lines } = await stack.untilCase(
    caseId,
    'closed',
    ({ openedAt }) => openedAt !== closed.openedAt,
  );

  expect(summary).toMatchObject({ cases: 1, drift: 1, decided: { reopen: 1 } });
  expect(world.attachedTo(desktop.id)).toEqual([]);
  expect(stack.callsFor(desktop.id, 'BatchDetachInstances')).toHaveLength(2);
  expect(lines.map(({ desktopId, access }) => [desktopId, access])).toEqual([
    [desktop.id, 'removed'],
    [desktop.id, 'removed'],
  ]);
  expect(again.openedAt).toBe(summary.runId);
  expect(again.trail.map(({ event, facts }) => [event, facts['kind']])).toContainEqual(['received', 'drift']);
});

test('nothing comes of a night in which nobody has access again', async () => {
  const writes = stack.simulator.requests.filter(({ method }) => method !== 'GET').length;

  const summary = await reconcile();

  expect(summary).toMatchObject({ drift: 0, decided: {} });
  expect(summary.cases).toBeGreaterThan(0);
  expect(stack.simulator.requests.filter(({ method }) => method !== 'GET')).toHaveLength(writes);
});

test('who was rehired keeps what they have been given', async () => {
  const { leaver, desktop, caseId } = await offboarded();
  await hr.send(rehireOf(leaver));
  await stack.untilCase(caseId, 'closed', ({ notices }) => notices.at(-1)?.kind === 'rehired');
  await attachAgain(desktop.id, leaver);

  const summary = await reconcile();

  expect(summary).toMatchObject({ drift: 0, left: { 'stays-after-all': 1 } });
  expect(world.attachedTo(desktop.id)).toEqual([leaver.userName]);
});

test('a disabled user loses their desktops, and a protected one does not', async () => {
  const disabled = stack.person();
  for (const userName of [disabled.userName, 'break-glass']) world.addUser({ userName, disabled: true });
  const [desktop, kept] = [disabled.userName, 'break-glass'].map((userName) => world.addDesktop({ users: [userName] }));
  if (!desktop || !kept) throw new TypeError('There are no desktops');

  const summary = await reconcile();
  await until('the desktop to be free', () => {
    const users = world.attachedTo(desktop.id);
    return users.length === 0 ? { found: true } : { instead: users };
  });

  expect(summary).toMatchObject({ dormantUsers: 2, decided: { offboard: 1 }, left: { 'protected-user': 1 } });
  expect(world.attachedTo(kept.id)).toEqual(['break-glass']);
  const { data } = await stack.operator('status', { person: { userName: disabled.userName } });
  expect(data).toMatchObject({ case: { notices: [{ source: 'reconcile', trust: 'iam' }] } });
});

test('a project that cannot be read fails the run aloud, after all else is done', async () => {
  stack.simulator.fault({ operation: 'ListUsers', kind: '403', times: 100 });
  await expect(reconcile()).rejects.toThrow('Not every project could be read');
  stack.simulator.clearFaults();
});

test('nothing that the functions printed gives anything away', () => {
  expect(whatLogsGiveAway(stack)).toEqual([]);
});
