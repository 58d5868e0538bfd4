import { expect, onTestFinished, test } from 'vitest';
import { refreshAccess } from '../../../functions/refresh-access/refresh-access.ts';
import { caseIdsOf } from '../../../functions/shared/offboarding/case/person.ts';
import { noticeRecord } from '../support/exits-records.ts';
import { createOffboarding } from '../support/offboarding.ts';
import { aNotice } from '../support/samples.ts';
import { silentLog } from '../support/silent-log.ts';
import { startWorkspace } from '../support/start-workspace.ts';

const minute = 60_000;
/** As the stack divides the account's allowance among all its workers. */
const budget = { writesPerMinute: 100, readsPerMinute: 200, share: 8 };

/**
 * A company of 300 pools and the API's own limits, on a clock of its own. The pools of a user cannot be asked for directly, so that
 * whatever is found is found by the index. Ann and cat are in a pool by name, ben by a group; each has a desktop.
 */
async function openCompany() {
  const workspace = await startWorkspace({ budget: { ...budget }, assumptions: { poolsByUsers: 'missing' } });
  const { world, clock, simulator, connect } = workspace;
  for (const userName of ['ann', 'ben', 'cat', 'stays']) world.addUser({ userName });
  world.addGroup({ groupName: 'staff', members: ['ben', 'stays'] });
  for (let number = 0; number < 300; number += 1) {
    const users = [`user-${number}`, ...(number === 120 ? ['ann'] : []), ...(number === 280 ? ['cat'] : [])];
    world.addPool({ poolName: `pool-${number}`, users, groups: number === 200 ? ['staff'] : [] });
  }
  const desktops = Object.fromEntries(
    ['ann', 'ben', 'cat'].map((userName) => [userName, world.addDesktop({ users: [userName] }).id]),
  );
  let calls: string[] = [];
  const offboarding = createOffboarding(
    { clock, client: connect({ budget, onCall: ({ operation }) => void calls.push(operation) }) },
    { groups: 'remove' },
  );
  const refreshing = connect({ budget });

  async function refresh(): Promise<void> {
    const deadline = clock.now() + 4 * minute;
    const { index } = offboarding.parts;
    await refreshAccess({ workspaces: new Map([['main', refreshing]]), index, clock, log: silentLog, deadline });
  }

  return {
    ...workspace,
    offboarding,
    refresh,
    desktopOf: (userName: string) => desktops[userName] ?? '',
    /** Calls of the worker that has the cases, since the last time it was asked. */
    callsOfCases() {
      const made = calls;
      calls = [];
      return made;
    },
    exit: (userName: string) => {
      const at = new Date(clock.now()).toISOString();
      const notice = aNotice({ person: { userName }, eventId: `exit-${userName}`, sentAt: at, receivedAt: at });
      return offboarding.deliver([noticeRecord(notice)]);
    },
    caseOf: (userName: string) => offboarding.caseOf(caseIdsOf({ userName })[0]),
    async untilClosed(userNames: readonly string[]): Promise<void> {
      for (let passed = 0; passed < 60; passed += 1) {
        await refresh();
        await offboarding.passTime(minute);
        const cases = await Promise.all(userNames.map((userName) => offboarding.caseOf(caseIdsOf({ userName })[0])));
        if (cases.every(({ status }) => status === 'closed')) return;
      }
    },
    isInPool: (userName: string) =>
      world.pools.some(({ grants }) => grants.some(({ objectName }) => objectName === userName)),
    refused: () => simulator.requests.filter(({ status }) => status === 429).length,
  };
}

test('with 300 pools and the limits of the API a leaver loses the desktop in seconds, and pools as soon as they are read', async () => {
  const company = await openCompany();
  const { world, clock } = company;
  onTestFinished(() => expect(company.refused()).toBe(0));
  const begun = clock.now();

  for (const userName of ['ann', 'ben']) {
    const from = clock.now();
    await company.exit(userName);
    expect(world.attachedTo(company.desktopOf(userName))).toEqual([]);
    expect(clock.now() - from).toBeLessThan(10_000);
  }
  expect(company.callsOfCases().length).toBeLessThan(80);
  expect((await company.caseOf('ann')).status).toBe('unbinding');

  await company.untilClosed(['ann', 'ben']);

  expect(company.isInPool('ann')).toBe(false);
  expect(world.groups[0]?.members).toEqual(['stays']);
  expect(await company.caseOf('ann')).toMatchObject({
    status: 'closed',
    access: [{ kind: 'pool', removal: 'verified' }],
  });
  expect(await company.caseOf('ben')).toMatchObject({
    status: 'closed',
    access: [{ kind: 'group', name: 'staff', removal: 'verified' }],
  });
  for (const userName of ['ann', 'ben']) {
    const { seenGone, desktops } = await company.caseOf(userName);
    const [gone] = seenGone ?? [];
    expect(Date.parse(gone?.poolsAndGroups ?? '')).toBeGreaterThanOrEqual(
      Date.parse(desktops[0]?.detachVerifiedAt ?? 'never'),
    );
  }
  const readIn = clock.now() - begun;
  expect(readIn).toBeLessThan(20 * minute);

  company.callsOfCases();
  await company.exit('cat');
  expect(world.attachedTo(company.desktopOf('cat'))).toEqual([]);
  await company.untilClosed(['cat']);

  expect(company.isInPool('cat')).toBe(false);
  expect(await company.caseOf('cat')).toMatchObject({
    status: 'closed',
    access: [{ kind: 'pool', removal: 'verified' }],
  });
  expect(company.callsOfCases().length).toBeLessThan(20);
});

test('a pool that is opened to a leaver after the index was read is found before the case closes', async () => {
  const company = await openCompany();
  const { world, clock } = company;
  await company.offboarding.parts.index.want('main', { pools: new Date(clock.now()).toISOString() });
  for (let passed = 0; passed < 5; passed += 1) await company.refresh();
  expect((await company.offboarding.parts.index.state('main')).pools?.count).toBe(300);
  const late = world.pools[60]?.id ?? '';

  world.grantPool(late, (grants) => [...grants, grantOf(company, 'cat')]);
  await company.exit('cat');
  await company.untilClosed(['cat']);

  expect(company.isInPool('cat')).toBe(false);
  const { status, access } = await company.caseOf('cat');
  expect(status).toBe('closed');
  expect(access.map(({ id, removal }) => [id, removal])).toContainEqual([late, 'verified']);
});

function grantOf({ world }: Awaited<ReturnType<typeof openCompany>>, userName: string) {
  const user = world.user(userName);
  if (!user) throw new Error(`There is no user ${userName}`);
  return {
    objectType: 'USER' as const,
    objectId: user.id,
    objectName: userName,
    userGroup: 'users',
    domain: user.domain,
  };
}
