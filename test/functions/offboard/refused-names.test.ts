import { describe, expect, it } from 'vitest';
import { placesOf } from '../../../functions/shared/offboarding/case/person.ts';
import type { FirewallAnswer } from '../../workspace-simulator/gateway/firewall.ts';
import type { WorldHandle } from '../../workspace-simulator/world/world-handle.ts';
import { noticeRecord } from '../support/exits-records.ts';
import { createOffboarding } from '../support/offboarding.ts';
import { aNotice } from '../support/samples.ts';
import { startWorkspace } from '../support/start-workspace.ts';

const minute = 60_000;
const others = ['ann', 'ben', 'cas', 'dan'];
const answers: FirewallAnswer[] = ['403-html', '418-html', '200-html', '400-empty', '431-empty', 'reset'];

describe('a name that is refused', () => {
  it.each(answers)('by %s waits with its reason, and its neighbours go at once', async (how) => {
    const { offboarding, world, simulator, caseFor } = await companyWith("o'neil");
    simulator.firewall.refuseText("o'neil", how);

    await offboarding.deliver(leaversOf([...others, "o'neil"]));

    for (const name of others) expect(await caseFor(name)).toMatchObject({ status: 'closed', reason: 'access-gone' });
    const culprit = await caseFor("o'neil");
    expect(culprit.status).not.toBe('held');
    expect(culprit.problem).toMatchObject({ code: 'name-refused', message: expect.stringContaining('main') });
    expect(culprit.dueAt).toBeDefined();
    expect(world.attachedTo(culprit.desktopId)).toEqual(["o'neil"]);
  });

  it.each(answers)('by %s is found among a hundred in few calls, which are all that a minute allows', async (how) => {
    const crowd = Array.from({ length: 99 }, (_, index) => `user-${index}`);
    const { offboarding, simulator, caseFor, calls } = await companyWith('select-from', crowd);
    simulator.firewall.refuseText('select-from', how);

    await offboarding.deliver(leaversOf([...crowd, 'select-from']));

    for (const name of crowd) expect(await caseFor(name)).toMatchObject({ status: 'closed' });
    expect(await caseFor('select-from')).toMatchObject({ problem: { code: 'name-refused' } });
    expect(calls('ListDesktopsDetail')).toBeLessThan(25);
  });

  it('is asked for alone when it is tried again, and goes as soon as it passes', async () => {
    const { offboarding, simulator, caseFor, calls, names } = await companyWith('select-from');
    simulator.firewall.refuseText('select-from');
    await offboarding.deliver(leaversOf(['select-from']));
    const before = simulator.requests.length;

    await offboarding.deliver(leaversOf(others));
    await offboarding.passTime(5 * minute);

    for (const name of others) expect(await caseFor(name)).toMatchObject({ status: 'closed' });
    expect(names(before).filter((asked) => asked.includes('select-from') && asked.length > 1)).toEqual([]);
    simulator.firewall.allowText('select-from');
    await offboarding.passTime(20 * minute);
    expect(await caseFor('select-from')).toMatchObject({ status: 'closed', reason: 'access-gone' });
    expect(calls('BatchDetachInstances')).toBeGreaterThan(0);
  });

  it('proves nothing: what was asked for is not taken as done while the name cannot be read', async () => {
    const { offboarding, world, simulator, caseFor } = await companyWith('select-from', [], { detachLagMs: 20_000 });
    await offboarding.deliver(leaversOf(['select-from']));
    simulator.firewall.refuseText('select-from');

    await offboarding.passTime(10 * minute);

    const { status, desktops, desktopId } = await caseFor('select-from');
    expect(status).toBe('detaching');
    expect(desktops.map(({ detach }) => detach)).toEqual(['requested']);
    expect(world.attachedTo(desktopId)).toEqual([]);
  });

  it('because nobody can have it never reaches a call', async () => {
    const impossible = ['<script>x', 'x'.repeat(65), 'a;b', 'line\nbreak', '.', '..'];
    const { offboarding, simulator, caseFor } = await companyWith('ann');
    simulator.firewall.refuseText('<script>x');

    await offboarding.deliver(leaversOf(['ann', ...impossible]));

    expect(await caseFor('ann')).toMatchObject({ status: 'closed' });
    for (const name of impossible) {
      expect(await caseFor(name)).toMatchObject({ status: 'held', reason: 'unknown-workspace-user' });
    }
    const asked = simulator.requests.flatMap(({ query }) => new URLSearchParams(query).getAll('user_names'));
    expect(new Set(asked)).toEqual(new Set(['ann']));
  });

  it('is not what a service without permissions makes of everybody', async () => {
    const { offboarding, simulator, caseFor, calls } = await companyWith('ann');
    simulator.fault({ operation: 'ListUsers', kind: '403', times: 1_000 });

    await offboarding.deliver(leaversOf(['ann', ...others]));

    expect(await caseFor('ann')).toMatchObject({ problem: { code: 'SIM.Denied' } });
    expect(calls('ListUsers')).toBeLessThanOrEqual(2);
  });
});

describe('a write that is refused for one desktop', () => {
  it.each(answers.filter((how) => how !== '200-html'))(
    'by %s keeps no other, and is asked for apart from then on',
    async (how) => {
      const { offboarding, world, simulator, caseFor } = await companyWith('zoe', [...others, 'eve', 'fay']);
      const { desktopId } = desktopOf(world, 'zoe');
      simulator.firewall.refuseText(`"desktop_id":"${desktopId}"`, how);

      await offboarding.deliver(leaversOf(['zoe', ...others]));
      for (const name of others) expect(await caseFor(name)).toMatchObject({ status: 'closed' });
      expect(await caseFor('zoe')).toMatchObject({ status: 'detaching' });
      await offboarding.passTime(3 * minute);
      const before = simulator.requests.length;
      await offboarding.deliver(leaversOf(['eve', 'fay']));
      await offboarding.passTime(3 * minute);

      for (const name of ['eve', 'fay']) expect(await caseFor(name)).toMatchObject({ status: 'closed' });
      const detaches = simulator.requests.slice(before).filter(({ operation }) => operation === 'BatchDetachInstances');
      const shared = detaches.filter(({ desktopIds = [] }) => desktopIds.includes(desktopId) && desktopIds.length > 1);
      expect(shared).toEqual([]);
      simulator.firewall.clear();
      await offboarding.passTime(20 * minute);
      expect(await caseFor('zoe')).toMatchObject({ status: 'closed', reason: 'access-gone' });
    },
  );
});

describe('long names', () => {
  it('never make a request line of more than 8 KB', async () => {
    const crowd = Array.from({ length: 100 }, (_, index) => `${index}-`.padEnd(64, 'x'));
    const chinese = Array.from({ length: 10 }, (_, index) => `${index}${'张'.repeat(60)}`);
    const { offboarding, simulator, caseFor } = await companyWith('ann', [...crowd, ...chinese]);
    simulator.firewall.limitRequestLine(8_000, 'reset');

    await offboarding.deliver(leaversOf(['ann', ...crowd.slice(0, 89), ...chinese]));

    for (const name of ['ann', ...chinese, ...crowd.slice(0, 89)]) {
      expect(await caseFor(name)).toMatchObject({ status: 'closed', reason: 'access-gone' });
    }
    expect(Math.max(...simulator.requests.map(({ path, query }) => path.length + query.length))).toBeLessThan(7_950);
  });
});

function desktopOf(world: WorldHandle, userName: string) {
  const found = world.desktops.find(({ id }) => world.attachedTo(id).includes(userName));
  if (!found) throw new Error(`There is no desktop of ${userName}`);
  return { desktopId: found.id };
}

function leaversOf(names: readonly string[]) {
  return names.map((userName) => noticeRecord(aNotice({ person: { id: `id of ${userName}`, userName } })));
}

/** A desktop for each of them. */
async function companyWith(
  culprit: string,
  neighbours: readonly string[] = others,
  options: Parameters<typeof startWorkspace>[0] = {},
) {
  const workspace = await startWorkspace(options);
  const { world, simulator } = workspace;
  const desktops = new Map([culprit, ...neighbours].map((name) => [name, world.addDesktop({ users: [name] }).id]));
  const offboarding = createOffboarding(workspace);
  return {
    ...workspace,
    offboarding,
    caseFor: async (name: string) => {
      const person = { id: `id of ${name}`, userName: name };
      const found = [...(await offboarding.store.load(placesOf(person))).values()][0];
      if (!found) throw new Error(`There is no case of ${name}`);
      return { ...found, desktopId: desktops.get(name) ?? '' };
    },
    /** The lists of names that were asked for since. */
    names: (since: number) =>
      simulator.requests.slice(since).map(({ query }) => new URLSearchParams(query).getAll('user_names')),
  };
}
