import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { evidence } from '../../functions/shared/offboarding/evidence/evidence.ts';
import { exitOf } from './hr-sender.ts';
import { startTestStack } from './local-stack.ts';
import { whatLogsGiveAway } from './log-check.ts';
import type { TestPerson } from './people.ts';
import { untilTrue } from './until.ts';

/**
 * The limits of the API, forty times as wide on both sides: by the true ones the share of one worker lets in 25 calls a minute, and 300
 * pools are read in twelve minutes. That is played on a clock of its own in `functions/offboard/many-pools.test.ts`; here what takes a
 * minute takes one and a half seconds, and nothing may be refused as too much.
 */
const budget = { writesPerMinute: 40 * 100, readsPerMinute: 40 * 200 };
const far = { count: 100_000, percentFloor: 100_000 };
const listMembers = 'ListDesktopPoolAuthorizedObjects';

const stack = await startTestStack({
  // A region that cannot be asked for the pools of a user: whatever is found is found by the index.
  simulator: { budget, assumptions: { poolsByUsers: 'missing' } },
  config: {
    policy: { mode: 'enforce', groups: 'remove', confirmEmptyAfterMinutes: 0, caps: far, savingsCaps: far },
    workspace: { budget },
  },
});
const { hr, world, simulator } = stack;
afterEach(() => simulator.clearFaults());
afterAll(() => stack.close());

const pools: string[] = [];
beforeAll(() => {
  for (let number = 1; number <= 300; number += 1) {
    pools.push(world.addPool({ poolName: `pool-${number}`, users: [`worker-${number}`] }).id);
  }
});

/** Somebody who leaves: their desktop is gone in seconds, whatever there is to be read of pools. */
async function leave(leaver: TestPerson): Promise<{ caseId: string; desktopId: string }> {
  const desktopId = world.addDesktop({ users: [leaver.userName] }).id;
  const from = Date.now();
  const caseId = await hr.send(exitOf(leaver));
  await untilTrue('the desktop to be gone', () => world.attachedTo(desktopId).length === 0);
  expect(Date.now() - from).toBeLessThan(10_000);
  await stack.untilCase(caseId, 'unbinding', ({ attempts }) => attempts > 0);
  return { caseId, desktopId };
}

function open(poolId: string, { userName }: TestPerson): void {
  const { id: objectId = '', domain = '' } = world.user(userName) ?? {};
  const grant = { objectType: 'USER' as const, objectId, objectName: userName, userGroup: 'users', domain };
  world.grantPool(poolId, (grants) => [...grants, grant]);
}

function membersOf(poolId: string): string[] {
  const grants = world.pools.find(({ id }) => id === poolId)?.grants ?? [];
  return grants.map(({ objectName }) => objectName);
}

/** Wakes a case after its pools have been read, and waits until it has closed. */
async function close(caseId: string) {
  await stack.fire('refresh-access');
  await stack.wakeAt(caseId);
  return stack.untilCase(caseId, 'closed');
}

/** Calls of Workspace by the worker that has the cases. */
function callsOfCases(): number {
  return stack.stack.logs.filter(({ function: name, text }) => name === 'offboard' && text.includes('"Workspace call"'))
    .length;
}

const callsOfMembers = () => simulator.requests.filter(({ operation }) => operation === listMembers).length;

describe('in a company of 300 pools', () => {
  test('two leavers lose their desktops in seconds, and a pool and a group as soon as pools are read, with proof', async () => {
    const [named, grouped] = [stack.employee(), stack.employee()];
    open(pools[120] ?? '', named);
    const stays = stack.employee();
    world.addGroup({ groupName: 'staff', members: [grouped.userName, stays.userName] });
    const ofGroup = world.addPool({ poolName: 'of-staff', groups: ['staff'] }).id;
    pools.push(ofGroup);

    const cases = [await leave(named), await leave(grouped)];
    const [first, second] = [await close(cases[0]?.caseId ?? ''), await close(cases[1]?.caseId ?? '')];

    expect(membersOf(pools[120] ?? '')).toEqual(['worker-121']);
    expect(world.groups.map(({ members }) => members)).toEqual([[stays.userName]]);
    expect(first.case.access).toMatchObject([{ kind: 'pool', name: 'pool-121', removal: 'verified' }]);
    expect(second.case.access).toMatchObject([{ kind: 'group', name: 'staff', removal: 'verified' }]);
    for (const { case: closed } of [first, second]) {
      const key = `cases/${closed.caseId}/${closed.endedAt}.json`;
      let text = '';
      await untilTrue('the evidence to be kept', async () => {
        text = await stack.outcomes.file(key).then(
          (file) => file.text,
          () => '',
        );
        return text !== '';
      });
      const [gone] = evidence.parse(JSON.parse(text)).seenGone ?? [];
      expect(gone).toMatchObject({ workspace: 'main', attachments: expect.any(String) });
      expect(Date.parse(gone?.poolsAndGroups ?? '')).toBeGreaterThanOrEqual(
        Date.parse(closed.desktops[0]?.detachVerifiedAt ?? 'never'),
      );
    }
  });

  test('the next one costs fewer than 20 calls, and a pool that was opened after the index was read is found', async () => {
    const leaver = stack.employee();
    open(pools[60] ?? '', leaver);
    const [calls, reads] = [callsOfCases(), callsOfMembers()];

    const { caseId } = await leave(leaver);
    const { case: closed } = await close(caseId);

    expect(membersOf(pools[60] ?? '')).toEqual(['worker-61']);
    expect(closed.access).toMatchObject([{ id: pools[60], removal: 'verified' }]);
    expect(callsOfCases() - calls).toBeLessThan(20);
    // Each pool once for everybody, and the one that concerns the leaver around its write.
    expect(callsOfMembers() - reads).toBeLessThan(pools.length + 10);
  });

  test('a pool whose members cannot be read holds the close and not the desktop, and the case says which and what is missing', async () => {
    const leaver = stack.employee();
    const closedOff = pools[200] ?? '';
    open(closedOff, leaver);
    simulator.fault({ operation: listMembers, path: closedOff, kind: '403', times: 100_000 });

    const { caseId } = await leave(leaver);
    await stack.fire('refresh-access');
    await stack.wakeAt(caseId);
    const { case: held } = await stack.untilCase(
      caseId,
      'unbinding',
      ({ problem }) => problem?.code !== 'access-unconfirmed',
    );
    expect(held.problem).toEqual({
      code: 'pool-not-permitted',
      message: `main: The members of pool pool-201 (${closedOff}) may not be read: the key lacks workspace:desktopPools:listUsers`,
    });
    expect(membersOf(closedOff)).toContain(leaver.userName);

    simulator.clearFaults();
    await stack.wakeAt(caseId);
    await stack.untilCase(caseId, 'closed');
    expect(membersOf(closedOff)).toEqual(['worker-201']);
  });
});

test('nothing was refused as too much, and nothing that the functions printed gives anything away', () => {
  expect(simulator.requests.filter(({ status }) => status === 429)).toEqual([]);
  expect(whatLogsGiveAway(stack)).toEqual([]);
});
