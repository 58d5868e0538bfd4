import { describe, expect, it } from 'vitest';
import { caseIdsOf } from '../../../functions/shared/offboarding/case/person.ts';
import { noticeRecord } from '../support/exits-records.ts';
import { createOffboarding } from '../support/offboarding.ts';
import { aNotice } from '../support/samples.ts';
import { startWorkspace } from '../support/start-workspace.ts';

const detach = 'BatchDetachInstances';
const unbind = 'BatchDisassociateDesktopsEip';
const minute = 60_000;

async function aCompany(
  given: Parameters<typeof createOffboarding>[1] = {},
  options: Parameters<typeof startWorkspace>[0] = {},
) {
  const workspace = await startWorkspace(options);
  const { world, simulator, calls } = workspace;
  const own = world.addDesktop({ users: ['ann'] }).id;
  const shared = world.addDesktop({ desktopType: 'SHARED', users: ['ann', 'bob'] }).id;
  for (const desktopId of [own, shared]) world.addEip({ desktopId });
  const offboarding = createOffboarding(workspace, given);
  const [caseId] = caseIdsOf({ id: 'id of ann' });
  const leave = () => offboarding.deliver([noticeRecord(aNotice({ person: { id: 'id of ann', userName: 'ann' } }))]);
  const end = async () => {
    const one = await offboarding.caseOf(caseId);
    const lines = await offboarding.store.lines(caseId);
    const of = (id: string) => lines.find(({ desktopId }) => desktopId === id);
    return { one, own: of(own), shared: of(shared) };
  };
  return { workspace, world, simulator, calls, own, shared, offboarding, leave, end, caseId };
}

describe('a desktop that both lists leave out for a while', () => {
  it('is found and taken as well, before the case closes: Workspace still counts it', async () => {
    const { simulator, world, own, shared, leave, end, offboarding } = await aCompany();
    for (const list of ['ListDesktops', 'ListDesktopsDetail'])
      simulator.leaveOut({ list, desktopId: shared, times: 5 });

    await leave();
    const early = (await end()).one;
    const attached = [world.attachedTo(own), world.attachedTo(shared)];
    await offboarding.passTime(30 * minute);

    expect(attached).toEqual([[], ['ann', 'bob']]);
    expect(early).toMatchObject({ status: 'unbinding', reason: 'nothing-seen-yet' });
    expect((await end()).one).toMatchObject({ status: 'closed', reason: 'access-gone' });
    expect(world.attachedTo(shared)).toEqual(['bob']);
  });
});

describe('a list that lags behind the detachment', () => {
  it.each([
    ['ListDesktops', 1],
    ['ListDesktops', 4],
    ['ListDesktopsDetail', 1],
    ['ListDesktopsDetail', 4],
  ] as const)('(%s, for %i readings) is read again, and the leaver is nobody else', async (list, reads) => {
    const { simulator, world, own, shared, leave, end, calls } = await aCompany();
    simulator.lag({ list, reads });

    await leave();

    const { one, ...lines } = await end();
    expect(one).toMatchObject({ status: 'closed', reason: 'access-gone' });
    expect(lines.own).toMatchObject({ access: 'removed', publicIp: 'unbound', others: [] });
    expect(lines.own?.eipReason).toBeUndefined();
    expect(lines.shared).toMatchObject({ publicIp: 'kept', eipReason: 'still-in-use-by-others' });
    expect(lines.shared?.others.map(({ userName }) => userName)).toEqual(['bob']);
    expect(lines.shared?.eipKeptFor?.map(({ userName }) => userName)).toEqual(['bob']);
    expect([world.eipOf(own), world.eipOf(shared)?.desktopId]).toEqual([undefined, shared]);
    expect([calls(detach), calls(unbind)]).toEqual([1, 1]);
  });

  it('is not concluded from as long as it disagrees, and what fails in the end says so', async () => {
    const { simulator, world, own, leave, end, offboarding, calls } = await aCompany({ giveUpAfterHours: 1 });
    simulator.lag({ list: 'ListDesktops', ms: 10 * 3_600_000 });

    await leave();
    const before = (await end()).one;
    await offboarding.passTime(4 * minute);
    const asked = calls(detach);
    await offboarding.passTime(2 * 3_600_000);

    expect(before).toMatchObject({ status: 'detaching', problem: { code: 'not-seen-yet' } });
    expect(before.desktops).toMatchObject([
      { detach: 'requested', problem: { code: 'readings-disagree' } },
      { detach: 'requested', problem: { code: 'readings-disagree' } },
    ]);
    expect(asked).toBe(1);
    expect((await end()).one).toMatchObject({ status: 'failed', reason: 'readings-disagree' });
    expect(world.eipOf(own)).toBeDefined();
  });

  it('leaves somebody of the same name in another domain among the others, with the domain and the id', async () => {
    const { world, simulator, leave, end, offboarding } = await aCompany();
    const { id } = world.addUser({ userName: 'ann', domain: 'partner.local' });
    const both = world.addDesktop({ desktopType: 'SHARED', users: ['ann', 'partner.local\\ann'] }).id;
    world.addEip({ desktopId: both });
    const own = world.user('ann')?.id ?? '';
    offboarding.parts.identities = { load: async (people) => people.map(() => [own]) };
    simulator.lag({ list: 'ListDesktops', reads: 2 });

    await leave();

    const { one } = await end();
    expect(one).toMatchObject({ status: 'closed' });
    const record = one.desktops.find(({ desktopId }) => desktopId === both);
    expect(record?.eipKeptFor).toEqual([{ userName: 'ann', userId: id, domain: 'partner.local' }]);
  });
});

describe('a list that leaves a desktop out once', () => {
  it('after a detachment whose answer was lost proves nothing', async () => {
    const { simulator, world, own, leave, end } = await aCompany();
    simulator.fault({ operation: detach, kind: 'reset-before' });
    await leaveOutAfterDetach();

    await leave();

    expect(world.attachedTo(own)).toEqual([]);
    expect((await end()).one).toMatchObject({ status: 'closed' });

    /** The first reading shows where ann is; every one of the next leaves out her own desktop. */
    async function leaveOutAfterDetach() {
      simulator.fault({ operation: detach, kind: '500', nth: 2 });
      simulator.leaveOut({ list: 'ListDesktopsDetail', desktopId: own });
    }
  });

  it('does not keep an EIP for a desktop that is not listed', async () => {
    const { simulator, world, own, leave, end } = await aCompany();
    simulator.leaveOut({ list: 'ListDesktops', desktopId: own });

    await leave();

    expect((await end()).own).toMatchObject({ publicIp: 'unbound' });
    expect(world.eipOf(own)).toBeUndefined();
  });

  it('does not end a shutdown', async () => {
    const { simulator, world, own, leave, end } = await aCompany({ shutdown: true });
    world.updateDesktop(own, { status: 'ACTIVE' });
    simulator.leaveOut({ list: 'ListDesktops', desktopId: own });

    await leave();

    expect((await end()).one).toMatchObject({ status: 'closed' });
    expect(world.desktop(own)?.status).toBe('SHUTOFF');
  });
});

describe('a list of EIPs that lags behind the unbinding', () => {
  it.each([1, 4])('for %i readings is read again, and the unbinding is asked for once', async (reads) => {
    const { simulator, world, own, leave, end, calls } = await aCompany();
    simulator.lag({ list: 'ListDesktopsEips', reads });

    await leave();

    expect((await end()).own).toMatchObject({ publicIp: 'unbound' });
    expect(world.eipOf(own)).toBeUndefined();
    expect(calls(unbind)).toBe(1);
  });

  it('for minutes takes nothing that was bound to the desktop since', async () => {
    const { simulator, world, own, leave, end, offboarding, calls } = await aCompany();
    simulator.lag({ list: 'ListDesktopsEips', ms: 3 * minute });

    await leave();
    const { id } = world.addEip({ desktopId: own });
    await offboarding.passTime(10 * minute);

    expect((await end()).own).toMatchObject({ publicIp: 'unbound' });
    expect(world.eipOf(own)?.id).toBe(id);
    expect(calls(unbind)).toBe(1);
  });

  it('and leaves out what is bound still says nothing of it', async () => {
    const onRequest = ({ operation }: { operation: string }) => {
      if (operation === unbind) company.simulator.leaveOut({ list: 'ListDesktopsEips', desktopId: company.own });
    };
    const company = await aCompany({}, { onRequest });
    const { simulator, world, own, leave, end, calls } = company;
    simulator.fault({ operation: unbind, kind: 'partial-failure' });

    await leave();
    const before = (await end()).one;
    await company.offboarding.passTime(10 * minute);

    expect(before.desktops).toContainEqual(expect.objectContaining({ desktopId: own, unbind: 'requested' }));
    expect(world.eipOf(own)).toBeUndefined();
    expect((await end()).own).toMatchObject({ publicIp: 'unbound' });
    expect(calls(unbind)).toBe(2);
  });
});
