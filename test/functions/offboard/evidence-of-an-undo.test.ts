import { expect, it } from 'vitest';
import { caseIdsOf } from '../../../functions/shared/offboarding/case/person.ts';
import { openUndo } from '../../../functions/shared/offboarding/decide/undo.ts';
import { evidenceOf } from '../../../functions/shared/offboarding/evidence/evidence.ts';
import { noticeRecord, wakeRecord } from '../support/exits-records.ts';
import { createOffboarding } from '../support/offboarding.ts';
import { aNotice } from '../support/samples.ts';
import { startWorkspace } from '../support/start-workspace.ts';

const person = { id: 'E1', userName: 'ann' };
const hour = 60 * 60_000;

it('the evidence of an undo has its own times and requests, and names what it did to the power', async () => {
  const workspace = await startWorkspace();
  const { world, clock } = workspace;
  const now = () => new Date(clock.now()).toISOString();
  const { id } = world.addDesktop({ users: ['ann'] });
  world.addEip({ desktopId: id });
  world.addPool({ poolName: 'pool', users: ['ann'] });
  const offboarding = createOffboarding(workspace, { lockUser: true, pools: 'remove', shutdown: true });
  await offboarding.deliver([noticeRecord(aNotice({ person }))]);
  await offboarding.passTime(hour);
  const exit = await offboarding.caseOf(caseIdsOf(person)[0]);

  const askedAt = now();
  const opened = openUndo(exit, { by: 'eve', reason: 'stays', at: askedAt });
  if (typeof opened === 'string' || !opened.undo || !opened.original) throw new Error('Not to be undone');
  await offboarding.store.save(opened.undo);
  await offboarding.store.save(opened.original);
  clock.advance(60_000);
  await offboarding.deliver([wakeRecord(opened.undoId, now())]);
  await offboarding.passTime(hour);

  const taken = evidenceOf(exit.trail);
  const undone = await offboarding.caseOf(opened.undoId);
  const proof = evidenceOf(undone.trail);
  expect(proof.status).toBe('restored');
  const { begunAt = '', givenBackAt = '', verifiedAt = '' } = proof.restoration ?? {};
  expect(proof.restoration?.askedAt).toBe(askedAt);
  expect(begunAt > askedAt && begunAt <= givenBackAt && givenBackAt <= verifiedAt).toBe(true);
  expect(verifiedAt <= proof.endedAt).toBe(true);

  const [desktop] = proof.desktops;
  expect(desktop).toMatchObject({ access: 'restored', publicIp: 'bound-again', power: 'started' });
  expect(taken.desktops).toMatchObject([{ access: 'removed', publicIp: 'unbound' }]);
  const parts = [...proof.desktops, ...proof.users, ...proof.access];
  for (const part of parts) {
    const instants = Object.entries(part).filter(([name]) => name.endsWith('At'));
    expect(instants.length).toBeGreaterThan(1);
    for (const [name, at] of instants) expect([name, String(at) >= askedAt]).toEqual([name, true]);
  }
  const ofTheExit = JSON.stringify([taken.desktops, taken.users, taken.access]).match(/"\w+RequestId":"[^"]+"/g) ?? [];
  expect(ofTheExit.length).toBeGreaterThan(1);
  for (const requestId of ofTheExit) expect(JSON.stringify(parts)).not.toContain(requestId.split(':')[1]);
});
