import { describe, expect, it } from 'vitest';
import { caseIdsOf } from '../../../functions/shared/offboarding/case/person.ts';
import { offboardTiming } from '../../../infra/constructs/functions/offboard-timing.ts';
import { noticeRecord } from '../support/exits-records.ts';
import { createLife, Killed } from '../support/mortal.ts';
import { createOffboarding, type Offboarding } from '../support/offboarding.ts';
import { aNotice } from '../support/samples.ts';
import { startWorkspace, type Workspace } from '../support/start-workspace.ts';

const leavers = ['ann', 'ben', 'nobody'].map((userName) => ({ id: `id of ${userName}`, userName }));
const minute = 60_000;
const hour = 60 * minute;

describe('a worker that is killed', () => {
  it('at whatever step leaves nothing that others do not bring to the same end', { timeout: 90_000 }, async () => {
    const { steps, end } = await play();
    expect(end).toEqual({
      attached: [[], ['cas']],
      detached: [['ann'], ['ann', 'ben']],
      eips: ['unbound', 'bound'],
      power: ['SHUTOFF', 'ACTIVE'],
      sessions: [null, 'cas'],
      locked: ['ann', 'ben'],
      inPool: ['cas'],
      inGroup: ['cas'],
      cases: [['closed', 'removed unbound', 'removed kept'], ['closed', 'removed kept'], ['held']],
    });
    expect(steps).toBeGreaterThan(20);

    for (let step = 1; step <= steps; step++) {
      const played = await play(step);
      expect(played.end, `killed at step ${step} of ${steps}`).toEqual(end);
      expect(played.accessGoneMs, `killed at step ${step} of ${steps}`).toBeLessThanOrEqual(2 * minute);
    }
  });
});

/** Everything that can be taken away is. */
const policy = { lockUser: true, logOff: true, shutdown: true, pools: 'remove', groups: 'remove' } as const;

/**
 * Ann leaves a desktop of her own and one she shares with ben, who leaves too, and with cas, who stays; all three may take
 * desktops from a pool, by name or through a group. The worker that takes the three notices is killed at a step; the waker comes by every minute, the queue delivers again what was not finished when its visibility timeout has passed, and an hour passes.
 */
async function play(killedAt?: number) {
  const workspace = await startWorkspace({ detachLagMs: 1_000 });
  const { world } = workspace;
  const own = world.addDesktop({ users: ['ann'], loggedIn: 'ann' }).id;
  const shared = world.addDesktop({ desktopType: 'SHARED', users: ['ann', 'ben', 'cas'], loggedIn: 'cas' }).id;
  world.addGroup({ groupName: 'designers', members: ['ben', 'cas'] });
  world.addPool({ poolName: 'pool', users: ['ann', 'cas'], groups: ['designers'] });
  for (const desktopId of [own, shared]) world.addEip({ desktopId });
  const offboarding = createOffboarding(workspace, policy);
  const records = leavers.map((person) => noticeRecord(aNotice({ person })));

  const healthy = { ...offboarding.parts };
  const life = createLife(killedAt);
  Object.assign(offboarding.parts, {
    store: life.around(healthy.store),
    workspace: life.around(healthy.workspace),
    outcomes: life.around(healthy.outcomes),
    guards: life.around(healthy.guards),
  });
  const { clock } = workspace;
  const visibleAt = clock.now() + offboardTiming.visibility * 1000;
  const unfinished = await offboarding.deliver(records).catch(allOf(records));
  Object.assign(offboarding.parts, healthy);
  const crashedAt = clock.now();

  await offboarding.passTime(minute);
  clock.advance(Math.max(0, visibleAt - clock.now()));
  await offboarding.deliver(records.filter(({ record }) => unfinished.includes(record.messageId)));
  const hasAccess = [own, shared].flatMap((id) => world.attachedTo(id)).filter((name) => name !== 'cas');
  const accessGoneMs = hasAccess.length === 0 ? clock.now() - crashedAt : Infinity;
  await offboarding.passTime(hour);
  return { steps: life.steps(), accessGoneMs, end: await endOf(workspace, offboarding, [own, shared]) };
}

/** A batch whose worker died is delivered again as a whole. */
function allOf(records: readonly ReturnType<typeof noticeRecord>[]) {
  return (error: unknown): string[] => {
    if (!(error instanceof Killed)) throw error;
    return records.map(({ record }) => record.messageId);
  };
}

async function endOf({ world }: Workspace, { store }: Offboarding, desktopIds: readonly string[]) {
  const caseIds = leavers.map((person) => caseIdsOf(person)[0]);
  const cases = await store.load(caseIds);
  const lines = await Promise.all(caseIds.map((caseId) => store.lines(caseId)));
  return {
    attached: desktopIds.map((id) => world.attachedTo(id)),
    /** By the service's own record: nobody is detached twice. */
    detached: desktopIds.map((id) =>
      world
        .desktop(id)
        ?.detachRecords.map(({ userName }) => userName)
        .toSorted(),
    ),
    eips: desktopIds.map((id) => (world.eipOf(id) ? 'bound' : 'unbound')),
    power: desktopIds.map((id) => world.desktop(id)?.status),
    sessions: desktopIds.map((id) => world.desktop(id)?.loggedIn),
    locked: world.users.flatMap(({ userName, locked }) => (locked ? [userName] : [])).toSorted(),
    inPool: world.pools.flatMap(({ grants }) =>
      grants.filter(({ objectType }) => objectType === 'USER').map(({ objectName }) => objectName),
    ),
    inGroup: world.groups.flatMap(({ members }) => members),
    cases: caseIds.map((caseId, index) => [
      cases.get(caseId)?.status,
      ...(lines[index] ?? [])
        .map(({ access, publicIp }) => `${access} ${publicIp}`)
        .toSorted()
        .toReversed(),
    ]),
  };
}
