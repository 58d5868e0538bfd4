import { describe, expect, it } from 'vitest';
import { cancel } from '../../../../functions/operator/commands/cancel.ts';
import { detach } from '../../../../functions/operator/commands/detach.ts';
import { plan } from '../../../../functions/operator/commands/plan.ts';
import { undo } from '../../../../functions/operator/commands/undo.ts';
import { createCaseSaver } from '../../../../functions/shared/ledger/case-saver.ts';
import type { OffboardingCase } from '../../../../functions/shared/offboarding/case/offboarding-case.ts';
import { caseIdsOf } from '../../../../functions/shared/offboarding/case/person.ts';
import { whyNotWatched } from '../../../../functions/shared/offboarding/drift/drift.ts';
import { evidenceOf } from '../../../../functions/shared/offboarding/evidence/evidence.ts';
import { wakeRecord } from '../../support/exits-records.ts';
import { createOffboarding } from '../../support/offboarding.ts';
import { aCase, aNotice, aPolicy } from '../../support/samples.ts';
import { silentLog } from '../../support/silent-log.ts';
import { startWorkspace } from '../../support/start-workspace.ts';
import { commandContext } from '../support/command-context.ts';

type Given = Parameters<typeof aPolicy>[0];

/** Ann with two desktops of her own, one shared with Ben, a pool and a group; and the function that works on cases. */
async function annAtWork(given: Given = {}, known: readonly OffboardingCase[] = []) {
  const workspace = await startWorkspace();
  const { world, client, clock } = workspace;
  const own = world.addDesktop({ users: ['ann'] }).id;
  const other = world.addDesktop({ users: ['ann'] }).id;
  const shared = world.addDesktop({ desktopType: 'SHARED', users: ['ann', 'ben'] }).id;
  const eipId = world.addEip({ desktopId: own }).id;
  world.addPool({ poolName: 'pool', users: ['ann'] });
  world.addGroup({ groupName: 'staff', members: ['ann'] });
  const offboarding = createOffboarding(workspace, given);
  for (const one of known) await offboarding.store.save({ ...one, version: 0 });
  const { context: made, woken } = await commandContext([], { client, policy: aPolicy(given) });
  const saver = createCaseSaver({ store: offboarding.store, outcomes: offboarding.parts.outcomes, log: silentLog });
  const { index } = offboarding.parts;
  const context = { ...made, cases: offboarding.store, saver, index, now: clock.now() };

  /** Gives the command, works on what it wakes, and shows the case. */
  async function detachAnn(desktopIds: string[], more: object = {}): Promise<OffboardingCase> {
    const input = { person: { userName: 'ann' }, desktopIds, shutdown: false, dryRun: false, ...more };
    const answer = await detach.run(input, context);
    const { caseId } = answer.data as { caseId: string };
    expect(woken.at(-1)).toMatchObject({ type: 'wake', caseId });
    await offboarding.deliver([wakeRecord(caseId, new Date(clock.now()).toISOString())]);
    return offboarding.caseOf(caseId);
  }

  const attached = () => [own, other, shared].map((id) => world.attachedTo(id));
  return { ...workspace, offboarding, context, detachAnn, attached, own, other, shared, eipId };
}

describe('detaching somebody from single desktops', () => {
  it('takes these desktops and nothing else of theirs, and proves it', async () => {
    const { world, simulator, detachAnn, attached, own, shared, eipId } = await annAtWork({
      lockUser: true,
      groups: 'remove',
    });

    const closed = await detachAnn([own, shared], { reason: 'a mix-up' });

    expect(attached()).toEqual([[], ['ann'], ['ben']]);
    expect(closed).toMatchObject({
      status: 'closed',
      reason: 'detached',
      desktops: [{ detach: 'verified' }, { detach: 'verified' }],
      access: [],
      users: [],
    });
    expect(world.user('ann')?.locked).toBe(false);
    expect(world.eipOf(own)?.id).toBe(eipId);
    expect(world.pools[0]?.grants).toHaveLength(1);
    expect(world.groups[0]?.members).toEqual(['ann']);
    expect(closed.trail[0]).toMatchObject({
      event: 'command',
      facts: { command: 'detach', by: 'ann', reason: 'a mix-up', desktops: [own, shared] },
    });
    expect(evidenceOf(closed.trail)).toMatchObject({ scope: { desktopIds: [own, shared] } });
    const detaching = simulator.requests.filter(({ method }) => method === 'POST');
    expect(detaching.map(({ operation }) => operation)).toEqual(['BatchDetachInstances']);
  });

  it('is undone as every exit is', async () => {
    const { offboarding, context, detachAnn, attached, own, clock } = await annAtWork();
    const closed = await detachAnn([own]);

    const { data } = await undo.run({ caseId: closed.caseId, reason: 'it was hers' }, context);
    const { caseId: undoId } = data as { caseId: string };
    await offboarding.deliver([wakeRecord(undoId, new Date(clock.now()).toISOString())]);

    expect(await offboarding.caseOf(undoId)).toMatchObject({ status: 'restored', reason: 'restored' });
    expect(attached()).toEqual([['ann'], ['ann'], ['ann', 'ben']]);
  });

  it('shuts down what nobody is left on, where that is asked for', async () => {
    const { world, detachAnn, shared } = await annAtWork({ shutdown: true });
    const single = world.addDesktop({ desktopType: 'SHARED', users: ['ann'] }).id;

    await detachAnn([single, shared], { shutdown: true });

    expect([world.desktop(single)?.status, world.desktop(shared)?.status]).toEqual(['SHUTOFF', 'ACTIVE']);
  });

  it('leaves on what an exit would shut down, where that is not asked for', async () => {
    const { world, detachAnn } = await annAtWork({ shutdown: true });
    const single = world.addDesktop({ desktopType: 'SHARED', users: ['ann'] }).id;
    await detachAnn([single]);
    expect(world.desktop(single)?.status).toBe('ACTIVE');
  });

  it.each<[what: string, given: Given, held: Partial<OffboardingCase>]>([
    ['a protected person', { protect: { users: ['ann'] } }, { status: 'held', reason: 'protected-user' }],
    [
      'more than the cap',
      { caps: { count: 1, percentFloor: 1, percentOfFleet: 100 } },
      { status: 'held', reason: 'cap' },
    ],
    ['a plan that people must agree to', { approval: { moreThanDesktops: 1 } }, { status: 'held', reason: 'approval' }],
    ['a dry run', { mode: 'dry-run' }, { status: 'dry-run' }],
  ])('is stopped by what stops an exit: %s', async (_, given, held) => {
    const { detachAnn, attached, own, other } = await annAtWork(given);
    expect(await detachAnn([own, other])).toMatchObject(held);
    expect(attached()).toEqual([['ann'], ['ann'], ['ann', 'ben']]);
  });

  it('is stopped by the quarantine', async () => {
    const { offboarding, detachAnn, attached, own } = await annAtWork();
    await offboarding.parts.guards.quarantine({ by: 'ann', reason: 'stop', at: '2026-11-20T10:00:00.000Z' });
    expect(await detachAnn([own])).toMatchObject({ status: 'held', reason: 'quarantined' });
    expect(attached()[0]).toEqual(['ann']);
  });

  it('leaves a protected desktop, and takes the others', async () => {
    const { world, detachAnn } = await annAtWork({ protect: { tags: ['keep'] } });
    const kept = world.addDesktop({ users: ['ann'], tags: { keep: '' } }).id;
    const taken = world.addDesktop({ users: ['ann'] }).id;
    expect(await detachAnn([kept, taken])).toMatchObject({ status: 'held', reason: 'protected-desktop' });
    expect([world.attachedTo(kept), world.attachedTo(taken)]).toEqual([['ann'], []]);
  });

  it('is tried without effect first, and says to which desktops they are not attached', async () => {
    const { world, context, attached, own, offboarding } = await annAtWork();
    const strange = world.addDesktop({ users: ['ben'] }).id;
    const input = {
      person: { userName: 'ann' },
      desktopIds: [own, strange, 'never-was'],
      shutdown: false,
      dryRun: true,
    };

    const { data } = await detach.run(input, context);

    expect(data).toMatchObject({
      forecasts: [
        {
          would: 'act',
          plan: [
            { do: 'detach', target: own },
            { do: 'leave', why: 'policy' },
          ],
        },
      ],
      guards: { verdict: 'go', desktops: 1 },
      notAttached: [strange, 'never-was'],
    });
    expect(attached()[0]).toEqual(['ann']);
    expect(
      await offboarding.store.load([(data as { forecasts: { caseId: string }[] }).forecasts[0]?.caseId ?? '']),
    ).toEqual(new Map());
  });

  it('given twice by a repeated invocation, is one case', async () => {
    const { context, offboarding, own, detachAnn } = await annAtWork();
    const closed = await detachAnn([own]);
    const input = { person: { userName: 'ann' }, desktopIds: [own], shutdown: false, dryRun: false };
    expect(await detach.run(input, context)).toMatchObject({ outcome: 'done', data: { caseId: closed.caseId } });
    expect(await offboarding.caseOf(closed.caseId)).toEqual(closed);
  });
});

describe('a detachment from single desktops is no exit', () => {
  it('so that nobody looks whether they have access again', async () => {
    const { detachAnn, own } = await annAtWork();
    expect(whyNotWatched(await detachAnn([own]), '2027-01-01T00:00:00.000Z')).toBe('one-off');
  });

  it('and is cancelled itself, not the exit of the person', async () => {
    const { context, offboarding, detachAnn, own } = await annAtWork({ protect: { users: ['ann'] } });
    const held = await detachAnn([own]);
    await cancel.run({ caseId: held.caseId, reason: 'not that one' }, context);
    const cancelled = await offboarding.caseOf(held.caseId);
    expect(cancelled).toMatchObject({ status: 'cancelled', reason: 'cancelled' });
    expect(cancelled.dueAt).toBeUndefined();
    await expect(cancel.run({ caseId: held.caseId, reason: 'again' }, context)).rejects.toMatchObject({
      code: 'has-ended',
    });
  });

  it('and once it has ended, the plan of the person is another question', async () => {
    const { context, detachAnn, own } = await annAtWork();
    const closed = await detachAnn([own]);
    await expect(plan.run({ caseId: closed.caseId }, context)).rejects.toMatchObject({ code: 'is-a-one-off' });
  });

  it('and nothing of it is given back to somebody who leaves', async () => {
    const [exitId] = caseIdsOf({ userName: 'ann' });
    const exit = aCase({
      caseId: exitId,
      person: { userName: 'ann' },
      actAt: '2026-12-24T18:00:00.000Z',
      dueAt: '2026-12-24T18:00:00.000Z',
      notices: [{ ...aNotice({ person: { userName: 'ann' } }), effect: 'opened' }],
    });
    const { context, detachAnn, own } = await annAtWork({}, [exit]);
    const closed = await detachAnn([own]);
    await expect(undo.run({ caseId: closed.caseId, reason: 'give it back' }, context)).rejects.toMatchObject({
      code: 'is-leaving',
    });
  });
});
