import { describe, expect, it, vi } from 'vitest';
import type { OffboardingCase } from '../../../functions/shared/offboarding/case/offboarding-case.ts';
import { caseIdsOf } from '../../../functions/shared/offboarding/case/person.ts';
import { noticeRecord, wakeRecord } from '../support/exits-records.ts';
import { createOffboarding, type Offboarding } from '../support/offboarding.ts';
import { aCase, aNotice, at, ten } from '../support/samples.ts';
import { silentLog } from '../support/silent-log.ts';
import { startWorkspace } from '../support/start-workspace.ts';

const detach = 'BatchDetachInstances';
const unbind = 'BatchDisassociateDesktopsEip';

describe('a run over several leavers', () => {
  it('takes everything away from them, in one detach and one unbinding, and nothing from anybody else', async () => {
    const workspace = await startWorkspace();
    const { world } = workspace;
    const own = world.addDesktop({ users: ['ann'] }).id;
    const shared = world.addDesktop({ desktopType: 'SHARED', users: ['ann', 'ben', 'stays'] }).id;
    const emptied = world.addDesktop({ desktopType: 'SHARED', users: ['ben', 'cas'] }).id;
    for (const desktopId of [own, shared, emptied]) world.addEip({ desktopId });
    const offboarding = createOffboarding(workspace);

    const conflicts = await offboarding.run(await openCases(offboarding, ['ann', 'ben', 'cas']));

    expect([...conflicts]).toEqual([]);
    expect([own, shared, emptied].map((id) => world.attachedTo(id))).toEqual([[], ['stays'], []]);
    expect([own, shared, emptied].map((id) => world.eipOf(id) !== undefined)).toEqual([false, true, false]);
    expect([workspace.calls(detach), workspace.calls(unbind)]).toEqual([1, 1]);
    expect(await endOf(offboarding, 'ann')).toEqual(['closed', 'access-gone', ten]);
    expect(await endOf(offboarding, 'ben')).toEqual(['closed', 'access-gone', ten]);
    expect(new Set(await linesOf(offboarding, 'ben'))).toEqual(
      new Set([
        [shared, 'removed', 'kept', 'still-in-use-by-others'],
        [emptied, 'removed', 'unbound', undefined],
      ]),
    );
  });

  it('takes as many calls for a hundred leavers as for one', async () => {
    const workspace = await startWorkspace();
    const names = Array.from({ length: 100 }, (_, index) => `leaver-${index}`);
    for (const name of names) workspace.world.addEip({ desktopId: workspace.world.addDesktop({ users: [name] }).id });
    const offboarding = createOffboarding(workspace);

    await offboarding.run(await openCases(offboarding, names));

    const operations = workspace.simulator.requests.map(({ operation }) => operation);
    expect(operations).toEqual([
      'ListDesktopsDetail',
      'ListUsers',
      'ListDesktopsEips',
      detach,
      'ListDesktopsDetail',
      'ListUsers',
      'ListDesktops',
      unbind,
      'ListDesktopsEips',
      // What was bound and is not shown is looked for twice.
      'ListDesktopsEips',
      'ListDesktopPools',
    ]);
    expect(workspace.world.desktops.flatMap(({ attachments }) => attachments)).toEqual([]);
  });

  it('keeps the evidence of each call: when it was asked for, under which request, and when it was seen done', async () => {
    const workspace = await startWorkspace();
    const { id } = workspace.world.addDesktop({ users: ['ann'] });
    workspace.world.addEip({ desktopId: id });
    const offboarding = createOffboarding(workspace);

    await offboarding.run(await openCases(offboarding, ['ann']));

    const [line] = await offboarding.store.lines('case-of-ann');
    const requestIdOf = (operation: string) =>
      workspace.simulator.requests.find((request) => request.operation === operation)?.requestId;
    expect(line).toMatchObject({
      detachRequestedAt: ten,
      detachRequestId: requestIdOf(detach),
      detachVerifiedAt: ten,
      unbindRequestedAt: ten,
      unbindRequestId: requestIdOf(unbind),
      unbindVerifiedAt: ten,
    });
  });

  it('writes nothing in a dry run, and says what it would have done', async () => {
    const workspace = await startWorkspace();
    workspace.world.addDesktop({ users: ['ann'] });
    const offboarding = createOffboarding(workspace, { mode: 'dry-run' });

    await offboarding.run(await openCases(offboarding, ['ann', 'nobody']));

    expect(workspace.simulator.requests.every(({ method }) => method === 'GET')).toBe(true);
    expect(await endOf(offboarding, 'ann')).toEqual(['dry-run', 'would-detach', ten]);
    expect(await offboarding.caseOf('case-of-nobody')).toMatchObject({ status: 'held' });
  });

  it('asks Workspace nothing for no cases', async () => {
    const workspace = await startWorkspace();

    await createOffboarding(workspace).run([]);

    expect(workspace.simulator.requests).toEqual([]);
  });
});

describe('a Workspace that takes its time', () => {
  it('is waited for, and not asked again', async () => {
    const workspace = await startWorkspace({ detachLagMs: 10_000 });
    workspace.world.addDesktop({ users: ['ann'] });
    const offboarding = createOffboarding(workspace);

    await offboarding.run(await openCases(offboarding, ['ann']));

    const one = await offboarding.caseOf('case-of-ann');
    expect(one).toMatchObject({ status: 'closed', reason: 'access-gone' });
    expect(Date.parse(one.updatedAt)).toBeGreaterThanOrEqual(Date.parse(ten) + 10_000);
    expect(workspace.calls(detach)).toBe(1);
  });

  it('is written about to the store when it is asked and when it has answered, and not while nothing changes', async () => {
    const workspace = await startWorkspace({ detachLagMs: 10_000 });
    workspace.world.addDesktop({ users: ['ann'] });
    const offboarding = createOffboarding(workspace);
    const cases = await openCases(offboarding, ['ann']);

    await offboarding.run(cases);

    const [before] = cases;
    expect((await offboarding.caseOf('case-of-ann')).version - (before?.version ?? 0)).toBe(3);
  });

  it('is read anew after each wait: an EIP that somebody else unbound meanwhile is left alone', async () => {
    const workspace = await startWorkspace({ detachLagMs: 10_000 });
    const { id } = workspace.world.addDesktop({ users: ['ann'] });
    workspace.world.addEip({ desktopId: id });
    const offboarding = createOffboarding(workspace);
    const { client } = workspace;
    offboarding.parts.workspace = {
      ...client,
      async batchDetach(targets) {
        const results = await client.batchDetach(targets);
        await client.unbindEips([id]);
        return results;
      },
    };

    await offboarding.run(await openCases(offboarding, ['ann']));

    expect(await linesOf(offboarding, 'ann')).toEqual([[id, 'removed', 'kept', 'already-unbound']]);
    expect(workspace.calls(unbind)).toBe(1);
  });

  it('outlasts a run: the case is left to a later one, which only reads', async () => {
    const workspace = await startWorkspace({ detachLagMs: 10 * 60_000 });
    workspace.world.addDesktop({ users: ['ann'] });
    const offboarding = createOffboarding(workspace);
    await offboarding.run(await openCases(offboarding, ['ann']));
    const left = await offboarding.caseOf('case-of-ann');

    await offboarding.passTime(20 * 60_000);

    expect(left).toMatchObject({ status: 'detaching', attempts: 1, problem: { code: 'not-seen-yet' } });
    expect(Date.parse(left.dueAt ?? '')).toBeLessThanOrEqual(Date.parse(ten) + 15_000 + 60_000);
    expect(await offboarding.caseOf('case-of-ann')).toMatchObject({ status: 'closed' });
    expect(workspace.calls(detach)).toBe(1);
  });

  it('is asked again in a later run, where it accepted and then did not do it', async () => {
    const workspace = await startWorkspace({ detachLagMs: 1_000 });
    const { id } = workspace.world.addDesktop({ users: ['ann'] });
    workspace.simulator.fault({ operation: detach, kind: 'late-failure' });
    const offboarding = createOffboarding(workspace);
    await offboarding.run(await openCases(offboarding, ['ann']));
    const callsOfFirstRun = workspace.calls(detach);

    await offboarding.passTime(20 * 60_000);

    expect(callsOfFirstRun).toBe(1);
    expect(workspace.calls(detach)).toBe(2);
    expect(workspace.world.attachedTo(id)).toEqual([]);
  });
});

describe('a failure of one desktop', () => {
  it('leaves the others alone: they are done, and this one is tried again later with the reason kept', async () => {
    const workspace = await startWorkspace();
    const [one, two] = ['ann', 'ben'].map((name) => workspace.world.addDesktop({ users: [name] }).id);
    const busy = { code: 'WKS.00010032', message: 'The desktop is busy.' };
    workspace.simulator.fault({ operation: detach, kind: 'partial-failure', desktopIds: [one ?? ''], ...busy });
    const offboarding = createOffboarding(workspace);

    const conflicts = await offboarding.run(await openCases(offboarding, ['ann', 'ben']));

    expect([...conflicts]).toEqual([]);
    expect(await offboarding.caseOf('case-of-ben')).toMatchObject({ status: 'closed' });
    expect(await offboarding.caseOf('case-of-ann')).toMatchObject({
      status: 'detaching',
      attempts: 1,
      dueAt: at(1),
      desktops: [{ detach: 'planned', problem: busy }],
    });
    expect(workspace.world.attachedTo(two ?? '')).toEqual([]);
    expect(workspace.calls(detach)).toBe(1);
  });

  it('does not keep the person’s other desktops', async () => {
    const workspace = await startWorkspace();
    const [one, two] = [1, 2].map(() => workspace.world.addDesktop({ users: ['ann'] }).id) as [string, string];
    workspace.simulator.fault({ operation: detach, kind: 'partial-failure', desktopIds: [one] });
    const offboarding = createOffboarding(workspace);
    await offboarding.run(await openCases(offboarding, ['ann']));
    const afterFirst = [one, two].map((id) => workspace.world.attachedTo(id));

    await offboarding.passTime(5 * 60_000);

    expect(afterFirst).toEqual([['ann'], []]);
    expect(workspace.world.attachedTo(one)).toEqual([]);
    expect(await offboarding.caseOf('case-of-ann')).toMatchObject({ status: 'closed' });
  });

  it('puts the case off as soon as the other one has gone, and not before', async () => {
    const workspace = await startWorkspace({ detachLagMs: 5_000 });
    const [one, two] = [1, 2].map(() => workspace.world.addDesktop({ users: ['ann'] }).id) as [string, string];
    const busy = { code: 'WKS.00010032', message: 'The desktop is busy.' };
    workspace.simulator.fault({ operation: detach, kind: 'partial-failure', desktopIds: [one], ...busy });
    const offboarding = createOffboarding(workspace);

    await offboarding.run(await openCases(offboarding, ['ann']));

    const { desktops, dueAt = '' } = await offboarding.caseOf('case-of-ann');
    expect(Date.parse(dueAt) - Date.parse(ten)).toBeLessThan(60_000 + 10_000);
    expect(desktops.find(({ desktopId }) => desktopId === one)).toMatchObject({ detach: 'planned', problem: busy });
    expect(desktops.find(({ desktopId }) => desktopId === two)).toMatchObject({ detach: 'verified' });
  });

  it('that lasts ends the case as failed when the policy’s time is up, with the API’s reason', async () => {
    const workspace = await startWorkspace();
    const { id } = workspace.world.addDesktop({ users: ['ann'] });
    const refusal = { status: 400, code: 'WKS.0001', message: 'No.' };
    workspace.simulator.fault({ operation: detach, kind: 'refusal', times: 10_000, ...refusal });
    const offboarding = createOffboarding(workspace, { giveUpAfterHours: 2 });
    await openCases(offboarding, ['ann']);

    await offboarding.passTime(4 * 60 * 60_000);

    expect(await offboarding.caseOf('case-of-ann')).toMatchObject({
      status: 'failed',
      reason: 'detach-not-verified',
      desktops: [{ problem: { code: 'WKS.0001' } }],
    });
    expect(await linesOf(offboarding, 'ann')).toEqual([[id, 'still-attached', 'none', undefined]]);
  });
});

describe('an answer that never came', () => {
  it.each(['reset-after', '500-after', 'malformed-json'] as const)(
    'is made up for by reading, and the call is not repeated: %s',
    async (kind) => {
      const workspace = await startWorkspace();
      const { id } = workspace.world.addDesktop({ users: ['ann'] });
      workspace.simulator.fault({ operation: detach, kind });
      const offboarding = createOffboarding(workspace);

      await offboarding.run(await openCases(offboarding, ['ann']));

      expect(await offboarding.caseOf('case-of-ann')).toMatchObject({ status: 'closed' });
      expect(workspace.world.attachedTo(id)).toEqual([]);
      expect(workspace.calls(detach)).toBe(1);
    },
  );

  it('is asked for again once a reading shows that nothing happened', async () => {
    const workspace = await startWorkspace();
    workspace.world.addDesktop({ users: ['ann'] });
    workspace.simulator.fault({ operation: detach, kind: 'reset-before', times: 2 });
    const offboarding = createOffboarding(workspace);

    await offboarding.run(await openCases(offboarding, ['ann']));

    const times = workspace.simulator.requests.flatMap(({ operation, at: time }) =>
      operation === detach ? [time] : [],
    );
    expect(await offboarding.caseOf('case-of-ann')).toMatchObject({ status: 'closed' });
    expect(times).toHaveLength(3);
    expect(new Set(times).size, 'with a pause between').toBe(3);
  });

  it('is asked for three times a run at most', async () => {
    const workspace = await startWorkspace();
    workspace.world.addDesktop({ users: ['ann'] });
    workspace.simulator.fault({ operation: detach, kind: '500', times: 10_000 });
    const offboarding = createOffboarding(workspace);

    await offboarding.run(await openCases(offboarding, ['ann']));

    expect(workspace.calls(detach)).toBe(3);
    expect(await offboarding.caseOf('case-of-ann')).toMatchObject({ status: 'detaching', attempts: 1 });
  });
});

describe('a Workspace that cannot be read', () => {
  it('postpones every case of the run with the reason', async () => {
    const workspace = await startWorkspace();
    workspace.world.addDesktop({ users: ['ann'] });
    workspace.simulator.fault({ operation: 'ListDesktopsDetail', kind: '403', times: 10_000 });
    const offboarding = createOffboarding(workspace);

    await offboarding.run(await openCases(offboarding, ['ann', 'ben']));

    for (const name of ['ann', 'ben']) {
      const one = await offboarding.caseOf(`case-of-${name}`);
      expect(one).toMatchObject({ status: 'scheduled', attempts: 1, dueAt: at(1), problem: { code: 'SIM.Denied' } });
    }
    expect(workspace.calls(detach)).toBe(0);
  });

  it('after a write does not lose what was written', async () => {
    const workspace = await startWorkspace();
    workspace.world.addDesktop({ users: ['ann'] });
    workspace.simulator.fault({ operation: 'ListDesktopsDetail', kind: '403', nth: 2, times: 10_000 });
    const offboarding = createOffboarding(workspace);

    await offboarding.run(await openCases(offboarding, ['ann']));

    expect(await offboarding.caseOf('case-of-ann')).toMatchObject({
      status: 'detaching',
      desktops: [{ detach: 'requested', detachRequestedAt: ten }],
    });
  });
});

describe('a fault of our own', () => {
  it('is not taken for one of Workspace', async () => {
    const workspace = await startWorkspace();
    const offboarding = createOffboarding(workspace);
    offboarding.parts.workspace = {
      ...workspace.client,
      listDesktopDetails() {
        throw new TypeError('names is not iterable');
      },
    };

    await expect(offboarding.run(await openCases(offboarding, ['ann']))).rejects.toThrow('names is not iterable');
  });
});

describe('another worker with the same case', () => {
  it('drops the case before anything is written for it, and says so', async () => {
    const workspace = await startWorkspace();
    const [mine, theirs] = ['ann', 'ben'].map((name) => workspace.world.addDesktop({ users: [name] }).id);
    const offboarding = createOffboarding(workspace);
    const loaded = await openCases(offboarding, ['ann', 'ben']);
    await offboarding.store.save(await offboarding.caseOf('case-of-ben'));

    const conflicts = await offboarding.run(loaded);

    expect([...conflicts]).toEqual(['case-of-ben']);
    expect(workspace.world.attachedTo(mine ?? '')).toEqual([]);
    expect(workspace.world.attachedTo(theirs ?? '')).toEqual(['ben']);
  });

  it('drops it also between two writes: what was cancelled meanwhile keeps its EIP', async () => {
    const workspace = await startWorkspace();
    const { id } = workspace.world.addDesktop({ users: ['ann'] });
    workspace.world.addEip({ desktopId: id });
    const offboarding = createOffboarding(workspace);
    const { client } = workspace;
    offboarding.parts.workspace = {
      ...client,
      async batchDetach(targets) {
        const one = await offboarding.caseOf('case-of-ann');
        await offboarding.store.save({ ...one, status: 'cancelled', dueAt: undefined, endedAt: ten });
        return client.batchDetach(targets);
      },
    };

    const conflicts = await offboarding.run(await openCases(offboarding, ['ann']));

    expect([...conflicts]).toEqual(['case-of-ann']);
    expect(workspace.world.eipOf(id)).toBeDefined();
    expect(await offboarding.caseOf('case-of-ann')).toMatchObject({ status: 'cancelled' });
  });

  it('is kept from waking a case that is being worked on for as long as this one may run', async () => {
    const workspace = await startWorkspace();
    workspace.world.addDesktop({ users: ['ann'] });
    const offboarding = createOffboarding(workspace);
    const { client } = workspace;
    let dueMeanwhile: string | undefined;
    offboarding.parts.workspace = {
      ...client,
      async batchDetach(targets) {
        dueMeanwhile = (await offboarding.caseOf('case-of-ann')).dueAt;
        return client.batchDetach(targets);
      },
    };

    await offboarding.run(await openCases(offboarding, ['ann']));

    expect(dueMeanwhile).toBe(at(1.5));
  });
});

describe('a case that cannot be saved', () => {
  it('loses nothing and comes again, and the others of its batch are worked on', async () => {
    const workspace = await startWorkspace();
    const [mine, theirs] = ['ann', 'ben'].map((name) => workspace.world.addDesktop({ users: [name] }).id);
    const offboarding = createOffboarding(workspace);
    await openCases(offboarding, ['ann', 'ben']);
    const { save } = offboarding.store;
    const tooLarge = new Error('Item size has exceeded the maximum allowed size');
    offboarding.parts.store = {
      ...offboarding.store,
      save: (one, lines) => (one.caseId === 'case-of-ben' ? Promise.reject(tooLarge) : save(one, lines)),
    };
    const [ann, ben] = [wakeRecord('case-of-ann'), wakeRecord('case-of-ben')];

    const again = await offboarding.deliver([ann, ben]);

    expect(again).toEqual([ben.record.messageId]);
    expect(await endOf(offboarding, 'ann')).toEqual(['closed', 'access-gone', ten]);
    expect(workspace.world.attachedTo(mine ?? '')).toEqual([]);
    expect(workspace.world.attachedTo(theirs ?? '')).toEqual(['ben']);
  });

  it('is said with its id and the reason', async () => {
    const workspace = await startWorkspace();
    const offboarding = createOffboarding(workspace);
    const said = vi.spyOn(silentLog, 'error');
    await openCases(offboarding, ['ann']);
    offboarding.parts.store = { ...offboarding.store, save: () => Promise.reject(new Error('no table')) };

    await offboarding.deliver([wakeRecord('case-of-ann')]);

    expect(said).toHaveBeenCalledWith('Case cannot be saved', { caseId: 'case-of-ann', error: new Error('no table') });
    said.mockRestore();
  });
});

/** Stores a due case for each of the names. */
function openCases({ store }: Offboarding, names: readonly string[]): Promise<OffboardingCase[]> {
  const cases = names.map((userName) => aCase({ version: 0, caseId: `case-of-${userName}`, person: { userName } }));
  return Promise.all(cases.map((one) => store.save(one)));
}

async function endOf({ caseOf }: Offboarding, name: string) {
  const { status, reason, endedAt } = await caseOf(`case-of-${name}`);
  return [status, reason, endedAt];
}

async function linesOf({ store }: Offboarding, name: string) {
  const lines = await store.lines(`case-of-${name}`);
  return lines.map(({ desktopId, access, publicIp, eipReason }) => [desktopId, access, publicIp, eipReason]);
}

describe('the night in which the clocks go back', () => {
  it.each([
    { which: 'first', effectiveAt: '2027-10-31T02:30:00+02:00', instant: '2027-10-31T00:30:00.000Z' },
    { which: 'second', effectiveAt: '2027-10-31T02:30:00+01:00', instant: '2027-10-31T01:30:00.000Z' },
  ])('has access go once, at the $which half past two if that is the one', async ({ effectiveAt, instant }) => {
    const workspace = await startWorkspace();
    const { id } = workspace.world.addDesktop({ users: ['ann'] });
    const offboarding = createOffboarding(workspace);
    const sentAt = '2027-10-30T12:00:00.000Z';
    workspace.clock.advance(Date.parse(sentAt) - workspace.clock.now());
    const person = { id: 'E1', userName: 'ann' };
    await offboarding.deliver([noticeRecord(aNotice({ person, sentAt, receivedAt: sentAt, effectiveAt }))]);

    await offboarding.passTime(Date.parse(instant) - Date.parse(sentAt));
    const before = workspace.world.attachedTo(id);
    await offboarding.passTime(3 * 60 * 60_000);

    expect(before).toEqual(['ann']);
    expect(workspace.world.attachedTo(id)).toEqual([]);
    expect(workspace.calls(detach)).toBe(1);
    const [one] = [...(await offboarding.store.load(caseIdsOf(person))).values()];
    expect(one).toMatchObject({ status: 'closed', desktops: [{ detachRequestedAt: instant }] });
  });
});
