import { describe, expect, it } from 'vitest';
import type { OffboardingCase } from '../../../functions/shared/offboarding/case/offboarding-case.ts';
import { caseIdsOf } from '../../../functions/shared/offboarding/case/person.ts';
import { firstBrokenLine } from '../../../functions/shared/offboarding/case/trail.ts';
import { openUndo } from '../../../functions/shared/offboarding/decide/undo.ts';
import { approved, rejected } from '../../../functions/shared/offboarding/guards/approval.ts';
import { driftRecord, noticeRecord } from '../support/exits-records.ts';
import { Killed } from '../support/mortal.ts';
import { createOffboarding, type Offboarding } from '../support/offboarding.ts';
import { aCase, aNotice, at } from '../support/samples.ts';
import { startWorkspace, type Workspace } from '../support/start-workspace.ts';

const everything = { lockUser: true, logOff: true, shutdown: true, groups: 'remove' as const };

describe('an offboarding of everything', () => {
  it('locks, logs off, detaches, shuts down, unbinds, and closes pools and groups, in that order, and says so', async () => {
    const { workspace, offboarding, ids } = await annWithEverything();

    await offboarding.run([await openCase(offboarding)]);

    const { world } = workspace;
    expect(world.user('ann')?.locked).toBe(true);
    expect(world.pools[0]?.grants.map(({ objectName }) => objectName)).toEqual(['ben']);
    expect(world.groups[0]?.members).toEqual(['ben']);
    expect(ids.map((id) => world.attachedTo(id))).toEqual([[], ['ben'], ['staff']]);
    expect(world.desktop(ids[0] ?? '')?.status).toBe('SHUTOFF');
    expect(world.eips.map(({ desktopId }) => desktopId)).toEqual([null]);
    expect(writesIn(workspace)).toEqual([
      'ChangeUserStatus',
      'BatchLogoffDesktops',
      'BatchDetachInstances',
      'BatchDisassociateDesktopsEip',
      'CreateDesktopPoolAuthorizedObjects',
      'RunActionsOnGroup',
    ]);
    const one = await caseOfAnn(offboarding);
    expect(one).toMatchObject({
      status: 'closed',
      reason: 'access-gone',
      users: [{ userName: 'ann', wasLocked: false, lock: 'verified' }],
      desktops: [
        { desktopId: ids[0], logOff: 'requested', detach: 'verified', unbind: 'verified' },
        { desktopId: ids[1], logOff: 'kept', detach: 'verified' },
      ],
    });
    expect(one.access.map(({ kind, removal }) => [kind, removal])).toEqual([
      ['pool', 'verified'],
      ['group', 'verified'],
    ]);
    expect(firstBrokenLine(one.trail)).toBeUndefined();
    const steps = one.trail.flatMap(({ event, facts }) => (event === 'answered' ? [facts['step']] : []));
    expect(steps).toEqual(['lock', 'log-off', 'detach', 'unbind', 'remove-access', 'remove-access']);
    expect(offboarding.announced.map(({ type }) => type)).toEqual(['OffboardingStarted', 'OffboardingCompleted']);
  });

  it('shuts down what detaching has left running', async () => {
    const workspace = await startWorkspace({ assumptions: { singleUserShutsOffUnasked: false } });
    const { id } = workspace.world.addDesktop({ users: ['ann'] });
    const offboarding = createOffboarding(workspace, { shutdown: true });

    await offboarding.run([await openCase(offboarding)]);

    expect(workspace.world.desktop(id)?.status).toBe('SHUTOFF');
    expect(await caseOfAnn(offboarding)).toMatchObject({ status: 'closed', desktops: [{ shutdown: 'verified' }] });
  });

  it('calls nothing gone in a project that was taken out of the configuration', async () => {
    const workspace = await startWorkspace();
    const branch = await startWorkspace();
    branch.world.addDesktop({ id: 'of-branch', users: ['ann'] });
    branch.simulator.fault({ operation: 'BatchDetachInstances', kind: '403' });
    const offboarding = createOffboarding(workspace);
    const both = new Map([...offboarding.workspaces(), ['branch', branch.client]]);
    await offboarding.run([await openCase(offboarding)], { workspaces: both });

    await offboarding.passTime(5 * 60_000);

    expect(branch.world.attachedTo('of-branch')).toEqual(['ann']);
    expect(await caseOfAnn(offboarding)).toMatchObject({
      status: 'detaching',
      problem: { code: 'not-configured', message: expect.stringContaining('branch') },
      desktops: [{ workspace: 'branch', detach: 'planned' }],
    });
  });

  it('works in one project while another one cannot say who has an e-mail address', async () => {
    const workspace = await startWorkspace();
    const branch = await startWorkspace();
    for (const { world } of [workspace, branch]) world.addUser({ userName: 'ann', email: 'ann@example.com' });
    const own = workspace.world.addDesktop({ users: ['ann'] });
    branch.world.addDesktop({ id: 'of-branch', users: ['ann'] });
    branch.simulator.fault({ operation: 'ListUsers', kind: '403', times: 2 });
    const offboarding = createOffboarding(workspace, { identity: ['email'] });
    const workspaces = new Map([...offboarding.workspaces(), ['branch', branch.client]]);
    const one = { ...(await openCase(offboarding)), person: { email: 'Ann@example.com' } };

    await offboarding.run([one], { workspaces });

    const postponed = await caseOfAnn(offboarding);
    expect(workspace.world.attachedTo(own.id)).toEqual([]);
    expect(postponed).toMatchObject({ attempts: 1, problem: { code: 'SIM.Denied' } });
    await offboarding.run([postponed], { workspaces });
    expect(branch.world.attachedTo('of-branch')).toEqual([]);
    expect(await caseOfAnn(offboarding)).toMatchObject({ status: 'closed' });
  });

  it('writes nothing for anybody while a project is unread, where a group could protect them', async () => {
    const workspace = await startWorkspace();
    const branch = await startWorkspace();
    const { id } = branch.world.addDesktop({ users: ['ann'] });
    workspace.simulator.fault({ operation: '*', kind: '500', times: 1_000 });
    const offboarding = createOffboarding(workspace, { protect: { groups: ['operators'] } });
    const workspaces = new Map([...offboarding.workspaces(), ['branch', branch.client]]);

    await offboarding.run([await openCase(offboarding)], { workspaces });

    expect(branch.world.attachedTo(id)).toEqual(['ann']);
    expect(await caseOfAnn(offboarding)).toMatchObject({ status: 'scheduled', attempts: 1 });
  });

  it('does not wait with the desktops for a lock that is refused, and does not close without it', async () => {
    const { workspace, offboarding, ids } = await annWithEverything();
    const refusal = { kind: 'refusal', status: 400, code: 'WKS.0001', message: 'No.' } as const;
    workspace.simulator.fault({ operation: 'ChangeUserStatus', ...refusal, times: 1 });

    await offboarding.run([await openCase(offboarding)]);

    expect(ids.map((id) => workspace.world.attachedTo(id))).toEqual([[], ['ben'], ['staff']]);
    expect(await caseOfAnn(offboarding)).toMatchObject({
      status: 'unbinding',
      users: [{ lock: 'planned', problem: { code: 'WKS.0001' } }],
    });
    await offboarding.passTime(5 * 60_000);
    expect(await caseOfAnn(offboarding)).toMatchObject({ status: 'closed', users: [{ lock: 'verified' }] });
  });

  it('asks again for everything that was refused, though one refusal stays', async () => {
    const { workspace, offboarding, ids } = await annWithEverything();
    const no = { code: 'WKS.0001', message: 'No.' };
    const desktopIds = [ids[0] ?? ''];
    workspace.simulator.fault({ operation: 'ChangeUserStatus', kind: 'refusal', status: 400, ...no, times: 1 });
    workspace.simulator.fault({
      operation: 'BatchDetachInstances',
      kind: 'partial-failure',
      desktopIds,
      ...no,
      times: 1_000,
    });
    await offboarding.run([await openCase(offboarding)]);

    await offboarding.passTime(5 * 60_000);

    expect(await caseOfAnn(offboarding)).toMatchObject({
      status: 'detaching',
      problem: { code: 'WKS.0001' },
      users: [{ lock: 'verified' }],
    });
  });

  it('holds the case where a person is to remove a group or a pool, and closes once they have', async () => {
    const { workspace, offboarding } = await annWithEverything({ groups: 'report', pools: 'remove' });

    await offboarding.run([await openCase(offboarding)]);

    const held = await caseOfAnn(offboarding);
    expect(held).toMatchObject({ status: 'held', reason: 'access-through-group' });
    expect(held.access.find(({ kind }) => kind === 'group')).toMatchObject({ name: 'staff', removal: 'reported' });
    const { groups, users } = workspace.world;
    await workspace.client.removeGroupUsers(groups[0]?.id ?? '', [
      users.find((user) => user.userName === 'ann')?.id ?? '',
    ]);
    await offboarding.passTime(25 * 60 * 60_000);
    expect(await caseOfAnn(offboarding)).toMatchObject({ status: 'closed', reason: 'access-gone' });
  });

  it('never touches a protected desktop, and says that access is left', async () => {
    const workspace = await startWorkspace();
    const tagged = workspace.world.addDesktop({ users: ['ann'], tags: { keep: 'yes' } });
    const own = workspace.world.addDesktop({ users: ['ann'] });
    workspace.world.addEip({ desktopId: tagged.id });
    const offboarding = createOffboarding(workspace, { protect: { tags: ['keep'] } });

    await offboarding.run([await openCase(offboarding)]);

    expect([tagged, own].map(({ id }) => workspace.world.attachedTo(id))).toEqual([['ann'], []]);
    expect(workspace.world.eipOf(tagged.id)).toBeDefined();
    expect(await caseOfAnn(offboarding)).toMatchObject({ status: 'held', reason: 'protected-desktop' });
  });

  it.each([{ users: ['ANN'] }, { groups: ['Staff'] }])('never touches somebody protected by %j', async (protect) => {
    const { workspace, offboarding } = await annWithEverything({ protect });

    await offboarding.run([await openCase(offboarding)]);

    expect(writesIn(workspace)).toEqual([]);
    expect(await caseOfAnn(offboarding)).toMatchObject({ status: 'held', reason: 'protected-user' });
  });
});

describe('caps', () => {
  const caps = { count: 2, percentFloor: 1, percentOfFleet: 100 };

  it('hold everything over them and stop all others, until a person clears it; dry runs go on', async () => {
    const workspace = await startWorkspace();
    const names = ['ann', 'ben', 'cas'];
    const ids = names.map((name) => workspace.world.addDesktop({ users: [name] }).id);
    const offboarding = createOffboarding(workspace, { caps });
    const cases = await Promise.all(names.map((name) => openCase(offboarding, name)));

    await offboarding.run(cases);
    const later = workspace.world.addDesktop({ users: ['dan'] }).id;
    await offboarding.run([await openCase(offboarding, 'dan')]);

    expect(writesIn(workspace)).toEqual([]);
    const held = await Promise.all(['ann', 'ben', 'cas', 'dan'].map((name) => offboarding.caseOf(`case-of-${name}`)));
    expect(held.map(({ status, reason }) => `${status}: ${reason}`)).toEqual([
      'held: cap',
      'held: cap',
      'held: cap',
      'held: quarantined',
    ]);
    const told = offboarding.announced.map(({ type }) => type);
    expect(told.filter((type) => type === 'QuarantineSet')).toHaveLength(1);
    expect(told).not.toContain('OffboardingStarted');

    await offboarding.parts.guards.clear({ by: 'eve', reason: 'they did leave', at: at(1) }, 3);
    await offboarding.run(await Promise.all(held.map(({ caseId }) => offboarding.caseOf(caseId))));

    expect([...ids, later].map((id) => workspace.world.attachedTo(id))).toEqual([[], [], [], []]);
  });

  it('count whoever has no desktops as one, for what else they lose', async () => {
    const workspace = await startWorkspace();
    const names = ['ann', 'ben', 'cas'];
    for (const userName of names) workspace.world.addUser({ userName });
    const offboarding = createOffboarding(workspace, { caps, lockUser: true });

    await offboarding.run(await Promise.all(names.map((name) => openCase(offboarding, name))));

    expect(writesIn(workspace)).toEqual([]);
    expect(await caseOfAnn(offboarding)).toMatchObject({ status: 'held', reason: 'cap' });
  });

  it('stop what is waiting for its turn already, at the last moment before the call', async () => {
    const workspace = await startWorkspace();
    const { id } = workspace.world.addDesktop({ users: ['ann'] });
    const offboarding = createOffboarding(workspace);
    const { guards } = offboarding.parts;
    const client = workspace.connect({ beforeWrite: (write) => guards.beforeWrite(write) });
    offboarding.parts.workspace = {
      ...client,
      async batchDetach(targets) {
        await guards.quarantine({ by: 'eve', reason: 'wrong list', at: at(0) });
        return client.batchDetach(targets);
      },
    };

    await offboarding.run([await openCase(offboarding)]);

    expect(workspace.world.attachedTo(id)).toEqual(['ann']);
    expect(writesIn(workspace)).toEqual([]);
  });
});

describe('a person who becomes somebody else on Workspace while their case is open', () => {
  const gone = { status: 'closed', reason: 'access-gone' };

  it.each([
    { now: 'another user name', names: ['ann.lee'], end: gone },
    { now: 'another user name, without locks', names: ['ann.lee'], lockUser: false, end: gone },
    {
      now: 'nobody for certain',
      names: ['ann.lee', 'ann.other'],
      end: { status: 'held', reason: 'several-identities-on-workspace' },
    },
  ])('has not lost what they were found with under the first: $now', async ({ names, lockUser = true, end }) => {
    const { workspace, offboarding, ids } = await annWithEverything({ logOff: false, lockUser });
    const no = { code: 'WKS.0001', message: 'No.' };
    workspace.simulator.fault({ operation: 'ChangeUserStatus', kind: 'refusal', status: 400, ...no });
    workspace.simulator.fault({ operation: 'RunActionsOnGroup', kind: 'refusal', status: 400, ...no });
    const desktopIds = ids.slice(0, 2);
    workspace.simulator.fault({ operation: 'BatchDetachInstances', kind: 'partial-failure', desktopIds, ...no });
    await offboarding.run([await openCase(offboarding)]);
    const before = ids.map((id) => workspace.world.attachedTo(id));

    offboarding.parts.identities = { load: async () => [names] };
    await offboarding.passTime(5 * 60_000);

    expect(before).toEqual([['ann'], ['ann', 'ben'], ['staff']]);
    expect(ids.map((id) => workspace.world.attachedTo(id))).toEqual([[], ['ben'], ['staff']]);
    expect(workspace.world.user('ann')?.locked).toBe(lockUser);
    expect(workspace.world.groups[0]?.members).toEqual(['ben']);
    expect(await caseOfAnn(offboarding)).toMatchObject(end);
  });
});

describe('a cap in percent of a fleet that cannot be counted whole', () => {
  it('counts a project that does not answer as it was, and one that never did as none', async () => {
    const workspace = await startWorkspace();
    const branch = await startWorkspace();
    for (let n = 0; n < 20; n += 1) branch.world.addDesktop();
    const offboarding = createOffboarding(workspace, { caps: { percentFloor: 0, percentOfFleet: 10 } });
    const workspaces = new Map([...offboarding.workspaces(), ['branch', branch.client]]);
    const { guards } = offboarding.parts;
    const refuse = () => branch.simulator.fault({ operation: 'ListDesktops', kind: '403', times: 1 });

    refuse();
    const never = await guards.admit(1, workspaces, at(0));
    await guards.clear({ by: 'ann', reason: 'the branch did not answer', at: at(0) }, 0);
    const first = await guards.admit(1, workspaces, at(1));
    refuse();

    expect([never, first, await guards.admit(1, workspaces, at(2))]).toEqual(['cap', 'go', 'go']);
    expect((await guards.state()).fleet).toEqual({ main: 0, branch: 20 });
  });
});

describe('a case that needs approval', () => {
  const approval = { moreThanDesktops: 1, people: 2, unproven: true };

  it('waits for two people, does exactly what they saw, and is done', async () => {
    const { workspace, offboarding, ids } = await annWithEverything({ approval });
    await offboarding.run([await openCase(offboarding)]);
    const asked = await caseOfAnn(offboarding);
    expect(asked).toMatchObject({ status: 'held', reason: 'approval', approval: { reasons: ['many-desktops'] } });
    expect(writesIn(workspace)).toEqual([]);

    const once = agreed(approved(asked, { by: 'eve', reason: 'left', at: at(1) }));
    expect(approved(once, { by: 'EVE', reason: 'again', at: at(2) })).toBe('already-approved-by-them');
    await offboarding.run([await offboarding.store.save(once)]);
    expect(writesIn(workspace)).toEqual([]);
    const twice = agreed(approved(await caseOfAnn(offboarding), { by: 'finn', reason: 'left', at: at(3) }));
    await offboarding.run([await offboarding.store.save(twice)]);

    expect(await caseOfAnn(offboarding)).toMatchObject({ status: 'closed' });
    expect(ids.map((id) => workspace.world.attachedTo(id))).toEqual([[], ['ben'], ['staff']]);
  });

  it('asks anew where the world has changed since', async () => {
    const { workspace, offboarding } = await annWithEverything({ approval: { ...approval, people: 1 } });
    await offboarding.run([await openCase(offboarding)]);
    const yes = agreed(approved(await caseOfAnn(offboarding), { by: 'eve', reason: 'left', at: at(1) }));
    workspace.world.addDesktop({ users: ['ann'] });

    await offboarding.run([await offboarding.store.save(yes)]);

    const again = await caseOfAnn(offboarding);
    expect(writesIn(workspace)).toEqual([]);
    expect(again).toMatchObject({ status: 'held', reason: 'approval', approval: { approvedBy: [] } });
    expect(again.approval?.planHash).not.toBe(yes.approval?.planHash);
    expect(approved(again, { by: 'eve', reason: 'x', at: at(2), planHash: yes.approval?.planHash })).toBe(
      'another-plan',
    );
  });

  it('asks anew where the last colleague has left a shared desktop since', async () => {
    const { offboarding, leaves, approve } = await annAndBenOnOne();

    await leaves('ben');
    await approve();

    expect(await caseOfAnn(offboarding)).toMatchObject({ status: 'held', approval: { approvedBy: [] } });
  });

  it('takes no more of a shared desktop than was shown, though the last colleague leaves while it is at it', async () => {
    const { workspace, offboarding, id, leaves, approve } = await annAndBenOnOne();
    const { client } = workspace;
    const batchDetach: typeof client.batchDetach = async (targets) => {
      const results = await client.batchDetach(targets);
      await leaves('ben');
      return results;
    };
    offboarding.parts.workspace = { ...client, batchDetach };

    await approve();

    expect(workspace.world.attachedTo(id)).toEqual([]);
    expect(workspace.world.eipOf(id)).toBeDefined();
    expect(await caseOfAnn(offboarding)).toMatchObject({
      status: 'closed',
      desktops: [{ unbind: 'kept', eipReason: 'still-in-use-by-others' }],
    });
  });

  it('fails where nobody answers in time, and ends where somebody refuses', async () => {
    const { workspace, offboarding } = await annWithEverything({ approval: { ...approval, expiresAfterHours: 6 } });
    await offboarding.run([await openCase(offboarding)]);
    const asked = await caseOfAnn(offboarding);

    const no = agreed(rejected(asked, { by: 'eve', reason: 'stays', at: at(1) }));
    await offboarding.passTime(26 * 60 * 60_000);

    expect(no).toMatchObject({ status: 'cancelled', reason: 'rejected' });
    expect(await caseOfAnn(offboarding)).toMatchObject({ status: 'failed', reason: 'approval-expired' });
    expect(writesIn(workspace)).toEqual([]);
  });
});

describe('an undo', () => {
  it('restores the before-image: EIP, attachments without wiping, power, pools, groups and the lock', async () => {
    const { workspace, offboarding, ids } = await annWithEverything();
    const { world } = workspace;
    const before = picture(workspace, ids);
    await offboarding.run([await openCase(offboarding)]);
    expect(picture(workspace, ids)).not.toEqual(before);

    const undo = await undoAnn(offboarding);

    expect(undo).toMatchObject({ status: 'restored', reason: 'restored' });
    expect(picture(workspace, ids)).toEqual(before);
    expect(world.desktop(ids[0] ?? '')?.data).not.toBeNull();
    expect(firstBrokenLine(undo.trail)).toBeUndefined();
    expect(offboarding.announced.at(-1)).toMatchObject({ type: 'OffboardingUndone' });
  });

  it.each([
    'ChangeUserStatus',
    'CreateDesktopPoolAuthorizedObjects',
    'RunActionsOnGroup',
    'BatchDetachInstances',
    'BatchDisassociateDesktopsEip',
  ])('restores also what was taken by a worker that was killed right after %s', async (operation) => {
    const { workspace, offboarding, ids } = await annWithEverything();
    const before = picture(workspace, ids);
    const { store } = offboarding.parts;
    const save: typeof store.save = async (...args) => {
      if (workspace.calls(operation) > 0) throw new Killed(`Killed before it could save what ${operation} answered`);
      return store.save(...args);
    };
    const one = await openCase(offboarding);
    offboarding.parts.store = { ...store, save };
    expect([...(await offboarding.run([one]))]).toEqual([one.caseId]);
    offboarding.parts.store = store;
    await offboarding.run([await caseOfAnn(offboarding)]);
    expect(await caseOfAnn(offboarding)).toMatchObject({ status: 'closed', reason: 'access-gone' });

    const undo = await undoAnn(offboarding);

    expect(undo).toMatchObject({ status: 'restored', reason: 'restored' });
    expect(picture(workspace, ids)).toEqual(before);
  });

  it('finds what was taken in an earlier episode, where a later one has found nothing', async () => {
    const workspace = await startWorkspace();
    const { id } = workspace.world.addDesktop({ users: ['ann'] });
    const offboarding = createOffboarding(workspace);
    const person = { userName: 'ann' };
    await offboarding.deliver([noticeRecord(aNotice({ person }))]);
    await offboarding.deliver([noticeRecord(aNotice({ person, sentAt: at(1), receivedAt: at(1) }))]);
    await offboarding.passTime(10 * 60_000);
    const again = await offboarding.caseOf(caseIdsOf(person)[0]);
    expect(again).toMatchObject({ status: 'closed', reason: 'no-desktops', desktops: [] });

    const opened = openUndo(again, { by: 'eve', reason: 'came back', at: at(2) });
    if (typeof opened === 'string' || !opened.undo) throw new Error('Not to be undone');
    await offboarding.run([await offboarding.store.save(opened.undo)]);

    expect(workspace.world.attachedTo(id)).toEqual(['ann']);
  });

  it.each([
    ['its EIP', 'AssociateDesktopsEip'],
    ['its power', 'BatchRunDesktops'],
    ['the pool', 'CreateDesktopPoolAuthorizedObjects'],
  ])('gives back the desktop and unlocks though %s is refused, for which it asks again', async (_, operation) => {
    const { workspace, offboarding, ids } = await annWithEverything();
    const before = picture(workspace, ids);
    await offboarding.run([await openCase(offboarding)]);
    const opened = openUndo(await caseOfAnn(offboarding), { by: 'eve', reason: 'came back', at: at(0) });
    if (typeof opened === 'string' || !opened.undo) throw new Error('Not to be undone');
    workspace.simulator.fault({ operation, kind: '409', times: 1 });

    await offboarding.run([await offboarding.store.save(opened.undo)]);
    expect(workspace.world.attachedTo(ids[0] ?? '')).toEqual(['ann']);
    expect(workspace.world.user('ann')?.locked).toBe(false);
    await offboarding.passTime(30 * 60_000);

    expect(picture(workspace, ids)).toEqual(before);
    expect(await offboarding.caseOf(opened.undoId)).toMatchObject({ status: 'restored', reason: 'restored' });
  });

  it('waits for what is still on its way out, instead of calling it restored', async () => {
    const workspace = await startWorkspace({ detachLagMs: 60_000 });
    const { id } = workspace.world.addDesktop({ users: ['ann'] });
    const offboarding = createOffboarding(workspace);
    const person = { userName: 'ann' };
    await offboarding.deliver([noticeRecord(aNotice({ person }))]);
    await offboarding.deliver([noticeRecord(aNotice({ person, kind: 'cancelled', sentAt: at(1), receivedAt: at(1) }))]);
    const cancelled = await offboarding.caseOf(caseIdsOf(person)[0]);
    expect(cancelled).toMatchObject({ status: 'cancelled', desktops: [{ detach: 'requested' }] });

    const opened = openUndo(cancelled, { by: 'eve', reason: 'stays', at: at(1) });
    if (typeof opened === 'string' || !opened.undo) throw new Error('Not to be undone');
    await offboarding.run([await offboarding.store.save(opened.undo)]);
    await offboarding.passTime(30 * 60_000);

    expect(workspace.world.attachedTo(id)).toEqual(['ann']);
    expect(await offboarding.caseOf(opened.undoId)).toMatchObject({ status: 'restored', reason: 'restored' });
  });

  it.each(['attach', 'refuse-call'] as const)(
    'takes seconds for a desktop that is off, where attaching to it is answered by: %s',
    async (attachWhileOff) => {
      const workspace = await startWorkspace({ detachLagMs: 1_000, assumptions: { attachWhileOff } });
      const { world, clock } = workspace;
      const { id } = world.addDesktop({ users: ['ann'] });
      const offboarding = createOffboarding(workspace);
      await offboarding.run([await openCase(offboarding)]);
      expect(world.desktop(id)?.status).toBe('SHUTOFF');
      const opened = openUndo(await caseOfAnn(offboarding), { by: 'eve', reason: 'came back', at: at(0) });
      if (typeof opened === 'string' || !opened.undo) throw new Error('Not to be undone');
      const [from, calls] = [clock.now(), workspace.calls('BatchAttachInstances')];

      await offboarding.run([await offboarding.store.save(opened.undo)]);

      expect(await offboarding.caseOf(opened.undoId)).toMatchObject({ status: 'restored', reason: 'restored' });
      expect([world.attachedTo(id), world.desktop(id)?.status]).toEqual([['ann'], 'ACTIVE']);
      expect(clock.now() - from).toBeLessThan(10_000);
      expect(workspace.calls('BatchAttachInstances') - calls).toBe(attachWhileOff === 'attach' ? 1 : 2);
    },
  );

  it('says what cannot come back, and restores the rest', async () => {
    const { workspace, offboarding, ids } = await annWithEverything();
    const [own = '', shared = ''] = ids;
    await offboarding.run([await openCase(offboarding)]);
    await workspace.client.batchAttach([{ desktopId: own, user: { userName: 'ben', userGroup: 'users' } }]);

    const undo = await undoAnn(offboarding);

    expect(undo).toMatchObject({ status: 'restored', reason: 'restored-in-part' });
    expect(undo.desktops[0]).toMatchObject({ restore: 'impossible', restoreReason: 'attached-to-somebody-else' });
    expect(workspace.world.attachedTo(own)).toEqual(['ben']);
    expect(workspace.world.attachedTo(shared).toSorted()).toEqual(['ann', 'ben']);
  });
});

describe('the undo of an exit after which access came back', () => {
  it('gives back what the exit took in all its episodes, and unlocks whom the first has locked', async () => {
    const workspace = await startWorkspace();
    const { world } = workspace;
    world.addUser({ userName: 'ann' });
    const [first, second] = [world.addDesktop({ users: ['ann'] }).id, world.addDesktop().id];
    const eip = world.addEip({ desktopId: first });
    const offboarding = createOffboarding(workspace, { lockUser: true });
    await offboarding.run([await openCase(offboarding)]);
    const user = { userName: 'ann', userGroup: 'users' };
    await workspace.client.batchAttach([{ desktopId: second, clearData: false, user }]);

    workspace.clock.advance(60 * 60_000);
    await offboarding.deliver([driftRecord('case-of-ann', 'ann', at(60))]);
    const taken = [first, second].map((id) => world.attachedTo(id));
    const undo = await undoAnn(offboarding);

    expect(taken).toEqual([[], []]);
    expect(undo).toMatchObject({ status: 'restored', reason: 'restored' });
    expect([first, second].map((id) => world.attachedTo(id))).toEqual([['ann'], ['ann']]);
    expect(world.eipOf(first)?.id).toBe(eip.id);
    expect(world.user('ann')?.locked).toBe(false);
  });
});

describe('the undo of an exit that took the same desktop twice', () => {
  it('restores it as it was before the first time', async () => {
    const workspace = await startWorkspace();
    const { world } = workspace;
    const { id } = world.addDesktop({ users: ['ann'] });
    const eip = world.addEip({ desktopId: id });
    const offboarding = createOffboarding(workspace);
    await offboarding.run([await openCase(offboarding)]);
    const user = { userName: 'ann', userGroup: 'users' };
    await workspace.client.batchAttach([{ desktopId: id, clearData: false, user }]);
    workspace.clock.advance(60 * 60_000);

    await offboarding.deliver([driftRecord('case-of-ann', 'ann', at(60))]);
    const undo = await undoAnn(offboarding);

    expect(undo).toMatchObject({ status: 'restored', reason: 'restored' });
    expect(world.attachedTo(id)).toEqual(['ann']);
    expect(world.eipOf(id)?.id).toBe(eip.id);
  });
});

describe('a case that is being worked on', () => {
  it('is not made a dry run by a source that announces the exit too', async () => {
    const workspace = await startWorkspace({ detachLagMs: 60_000 });
    const { id } = workspace.world.addDesktop({ users: ['ann'] });
    workspace.world.addEip({ desktopId: id });
    const offboarding = createOffboarding(workspace, { sources: { okta: { mode: 'dry-run' } } });
    const person = { id: 'E1', userName: 'ann' };
    await offboarding.deliver([noticeRecord(aNotice({ source: 'bamboohr', person }))]);

    await offboarding.deliver([noticeRecord(aNotice({ source: 'okta', person, sentAt: at(1) }))]);
    await offboarding.passTime(30 * 60_000);

    expect(workspace.world.attachedTo(id)).toEqual([]);
    expect(workspace.world.eipOf(id)).toBeUndefined();
    expect(await offboarding.caseOf(caseIdsOf(person)[0])).toMatchObject({ status: 'closed' });
  });
});

describe('an exit that is taken up again while it is being undone', () => {
  it('withdraws the undo, which would give back what the exit takes away', async () => {
    const workspace = await startWorkspace();
    const { id } = workspace.world.addDesktop({ users: ['ann'] });
    const offboarding = createOffboarding(workspace);
    const exit = { person: { id: 'E1', userName: 'ann' } };
    await offboarding.deliver([noticeRecord(aNotice(exit))]);
    const caseId = caseIdsOf(exit.person)[0];
    const opened = openUndo(await offboarding.caseOf(caseId), { by: 'eve', reason: 'came back', at: at(0) });
    if (typeof opened === 'string' || !opened.undo) throw new Error('Not to be undone');
    await offboarding.store.save(opened.undo);

    await offboarding.deliver([noticeRecord(aNotice({ ...exit, sentAt: at(1), receivedAt: at(1) }))]);
    await offboarding.passTime(10 * 60_000);

    expect(workspace.world.attachedTo(id)).toEqual([]);
    expect(await offboarding.caseOf(opened.undoId)).toMatchObject({
      status: 'cancelled',
      reason: 'exit-taken-up-again',
    });
  });
});

/**
 * Ann has a desktop of her own with an EIP, shares one with ben, may take desktops from a pool, and is in a group that has a
 * desktop; ben stays.
 */
async function annWithEverything(given: Parameters<typeof createOffboarding>[1] = {}) {
  const workspace = await startWorkspace();
  const { world } = workspace;
  for (const userName of ['ann', 'ben']) world.addUser({ userName });
  world.addGroup({ groupName: 'staff', members: ['ann', 'ben'] });
  const own = world.addDesktop({ users: ['ann'] });
  const shared = world.addDesktop({ desktopType: 'SHARED', users: ['ann', 'ben'] });
  const groups = world.addDesktop({ desktopType: 'SHARED', groups: ['staff'] });
  world.addEip({ desktopId: own.id });
  world.addPool({ poolName: 'call-centre', users: ['ann', 'ben'] });
  const offboarding = createOffboarding(workspace, { ...everything, ...given });
  return { workspace, offboarding, ids: [own.id, shared.id, groups.id] };
}

/** A shared desktop with an EIP, and a case about one of its two users that waits for approval. */
async function annAndBenOnOne() {
  const workspace = await startWorkspace();
  const { id } = workspace.world.addDesktop({ desktopType: 'SHARED', users: ['ann', 'ben'] });
  workspace.world.addEip({ desktopId: id });
  const offboarding = createOffboarding(workspace, { approval: { moreThanDesktops: 0 }, shutdown: true });
  await offboarding.run([await openCase(offboarding)]);
  return {
    workspace,
    offboarding,
    id,
    leaves: (userName: string) =>
      workspace.client.batchDetach([{ desktopId: id, users: [{ userName, type: 'USER' }] }]),
    approve: async () => {
      const yes = agreed(approved(await caseOfAnn(offboarding), { by: 'eve', reason: 'left', at: at(1) }));
      await offboarding.run([await offboarding.store.save(yes)]);
    },
  };
}

/** What of the world an offboarding may change. */
function picture({ world }: Workspace, ids: readonly string[]) {
  return {
    desktops: ids.map((id) => [world.attachedTo(id).toSorted(), world.desktop(id)?.status, world.eipOf(id)?.id]),
    pools: world.pools.map(({ grants }) => grants.map(({ objectName }) => objectName).toSorted()),
    groups: world.groups.map(({ members }) => members.toSorted()),
    locked: world.users.map(({ userName, locked }) => [userName, locked]),
  };
}

function writesIn({ simulator }: Workspace): string[] {
  return simulator.requests.flatMap(({ method, operation }) => (method === 'GET' ? [] : [operation ?? '']));
}

async function undoAnn(offboarding: Offboarding): Promise<OffboardingCase> {
  const opened = openUndo(await caseOfAnn(offboarding), { by: 'eve', reason: 'came back', at: at(0) });
  if (typeof opened === 'string' || !opened.undo) throw new Error(`Not to be undone: ${JSON.stringify(opened)}`);
  await offboarding.run([await offboarding.store.save(opened.undo)]);
  await offboarding.passTime(30 * 60_000);
  return offboarding.caseOf(opened.undoId);
}

function openCase({ store }: Offboarding, userName = 'ann'): Promise<OffboardingCase> {
  return store.save(aCase({ version: 0, caseId: `case-of-${userName}`, person: { userName } }));
}

function caseOfAnn({ caseOf }: Offboarding): Promise<OffboardingCase> {
  return caseOf('case-of-ann');
}

function agreed(answer: OffboardingCase | string): OffboardingCase {
  if (typeof answer === 'string') throw new Error(answer);
  return answer;
}
