import { afterAll, afterEach, describe, expect, test } from 'vitest';
import type { Forecast } from '../../functions/operator/forecast.ts';
import type { PlannedAction } from '../../functions/shared/offboarding/decide/plan.ts';
import { beforeTheRecord } from '../functions/support/ended-cases.ts';
import type { OperatorAnswer } from './case-access.ts';
import { exitOf, inSeconds } from './hr-sender.ts';
import { startTestStack } from './local-stack.ts';
import { whatLogsGiveAway } from './log-check.ts';
import { newEmployee } from './people.ts';

const stack = await startTestStack({
  config: {
    policy: {
      mode: 'enforce',
      lockUser: true,
      protect: { users: ['the-boss'], tags: ['keep'] },
      // Nothing here could prove who somebody is.
      approval: { moreThanDesktops: 2, people: 2, unproven: true },
      caps: { count: 30, percentFloor: 30 },
    },
  },
});
const { operator, simulator, world } = stack;
afterEach(() => simulator.clearFaults());
afterAll(() => stack.close());

const unknownCase = 'case-00000000000000000000';

function as(by: string, command: string, input: unknown): Promise<OperatorAnswer> {
  return stack.invoke('operator', { command, by, input }) as Promise<OperatorAnswer>;
}

function leaverWith(desktops: number) {
  const leaver = newEmployee(world);
  return { leaver, ids: Array.from({ length: desktops }, () => world.addDesktop({ users: [leaver.userName] }).id) };
}

/** Everything Workspace was asked to change since. */
function writesSince(since: number) {
  return simulator.requests.slice(since).filter(({ method }) => method !== 'GET');
}

/** A case that waits for two people to agree to it. */
async function askedCase() {
  const { leaver, ids } = leaverWith(3);
  const caseId = await stack.hr.send(exitOf(leaver));
  const { case: one } = await stack.untilCase(caseId, 'held', ({ reason }) => reason === 'approval');
  return { caseId, ids, one, leaver };
}

async function closedCase() {
  const { leaver, ids } = leaverWith(1);
  const [desktopId = ''] = ids;
  const eip = world.addEip({ desktopId });
  const caseId = await stack.hr.send(exitOf(leaver));
  await stack.untilCase(caseId, 'closed');
  return { caseId, desktopId, eipId: eip.id, leaver };
}

describe('plan', () => {
  type Planned = { forecasts: Forecast[]; guards: { verdict: string; desktops: number } };

  async function planned(input: unknown): Promise<Forecast> {
    const { outcome, data } = await operator('plan', input);
    const [only, ...others] = (data as Planned).forecasts;
    if (outcome !== 'done' || !only || others.length > 0) throw new Error(`No plan: ${JSON.stringify(data)}`);
    return only;
  }

  test('says what would happen to somebody who has no case, and writes nothing anywhere', async () => {
    const { leaver, ids } = leaverWith(1);
    const [desktopId = ''] = ids;
    const kept = world.addDesktop({ users: [leaver.userName], tags: { keep: '' } });
    const eip = world.addEip({ desktopId });
    const since = simulator.requests.length;

    const forecast = await planned({ person: { userName: leaver.userName } });

    expect(forecast).toMatchObject({
      would: 'act',
      mode: 'enforce',
      planHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(forecast).not.toHaveProperty('status');
    expect(forecast.plan.map(({ do: what, target, why }) => [what, target, why])).toEqual([
      ['lock', world.user(leaver.userName)?.id, 'policy'],
      ['detach', desktopId, 'attached'],
      ['unbind-eip', eip.id, 'nobody-left'],
      ['leave', kept.id, 'protected-tag:keep'],
    ]);
    expect(writesSince(since)).toEqual([]);
    expect((await operator('status', { person: { userName: leaver.userName } })).outcome).toBe('not-found');
  });

  test('says who is asked and who is protected, as in earnest', async () => {
    const { leaver } = leaverWith(3);
    world.addUser({ userName: 'the-boss' });
    world.addDesktop({ users: ['the-boss'] });

    expect(await planned({ person: { userName: leaver.userName } })).toMatchObject({
      would: 'ask',
      why: 'many-desktops',
      approval: { people: 2 },
    });
    expect(await planned({ person: { userName: 'the-boss' } })).toMatchObject({ would: 'hold', why: 'protected-user' });
    expect(await planned({ person: { userName: 'whoever-it-is' } })).toMatchObject({
      would: 'hold',
      why: 'unknown-workspace-user',
      plan: [],
    });
  });

  test('plans what people are then asked about: the same hash', async () => {
    const { leaver } = leaverWith(3);
    const before = await planned({ person: leaver });

    const caseId = await stack.hr.send(exitOf(leaver));
    const { case: held } = await stack.untilCase(caseId, 'held');

    expect(held.approval?.planHash).toBe(before.planHash);
    expect((await planned({ caseId })).planHash).toBe(before.planHash);
  });

  test('shows a case of a later day as it would be then, and leaves its day alone', async () => {
    const { leaver, ids } = leaverWith(1);
    const effectiveAt = inSeconds(3600);
    const caseId = await stack.hr.send(exitOf(leaver, { effectiveAt }));
    const { case: before } = await stack.untilCase(caseId, 'scheduled');

    const forecast = await planned({ caseId });

    expect(forecast).toMatchObject({ status: 'scheduled', would: 'act', actAt: new Date(effectiveAt).toISOString() });
    expect(forecast.plan.map(({ target }) => target)).toContain(ids[0]);
    expect((await stack.status(caseId))?.case).toEqual(before);
  });

  test('goes through all open cases, page by page', async () => {
    const { leaver } = leaverWith(1);
    const caseId = await stack.hr.send(exitOf(leaver, { effectiveAt: inSeconds(3600) }));
    await stack.untilCase(caseId, 'scheduled');

    const seen: Forecast[] = [];
    let page: unknown;
    do {
      const { data } = await operator('plan-all', page === undefined ? {} : { page });
      const answer = data as Planned & { next?: unknown };
      seen.push(...answer.forecasts);
      page = answer.next;
    } while (page !== undefined);

    expect(seen.map((each) => each.caseId)).toContain(caseId);
    expect(seen.every(({ status }) => status !== 'closed')).toBe(true);
  });
});

describe('plan of somebody whose case has ended', () => {
  test('is what a new exit would come to', async () => {
    const { caseId, leaver } = await closedCase();
    const again = world.addDesktop({ users: [leaver.userName] });

    const { data } = await operator('plan', { caseId });

    expect(data).toMatchObject({ forecasts: [{ caseId, status: 'closed', asIf: true, would: 'act' }] });
    expect(JSON.stringify(data)).toContain(again.id);
    expect((await stack.status(caseId))?.case.status).toBe('closed');
  });
});

describe('approve and reject', () => {
  test('two different people agree to the very plan that is asked about, and it is carried out', async () => {
    const { caseId, ids, one, leaver } = await askedCase();
    const planHash = one.approval?.planHash;

    const first = await as('ann', 'approve', { caseId, reason: 'seen the plan', planHash });
    const again = await as('Ann ', 'approve', { caseId, reason: 'and again', planHash });
    const still = await stack.status(caseId);
    const second = await as('ben', 'approve', { caseId, reason: 'me too', planHash });
    const { case: closed } = await stack.untilCase(caseId, 'closed');

    expect(first).toMatchObject({
      outcome: 'done',
      data: { approval: { people: 2, approvedBy: [{ by: 'ann (unproven)' }] } },
    });
    expect(again).toMatchObject({ outcome: 'failed', error: { code: 'already-approved-by-them' } });
    expect(still?.case).toMatchObject({ status: 'held', reason: 'approval' });
    expect(second.outcome).toBe('done');
    expect(ids.flatMap((id) => world.attachedTo(id))).toEqual([]);
    expect(world.user(leaver.userName)?.locked).toBe(true);
    const verdicts = closed.trail.filter(({ event }) => event === 'approval').map(({ facts }) => facts);
    expect(verdicts).toMatchObject([
      { verdict: 'approved', by: 'ann (unproven)', reason: 'seen the plan', planHash },
      { verdict: 'approved', by: 'ben (unproven)', reason: 'me too', planHash },
    ]);
  });

  test('what is not what they saw is not agreed to', async () => {
    const { caseId, one } = await askedCase();
    const input = { caseId, reason: 'seen', planHash: '0'.repeat(64) };

    const answer = await operator('approve', input);

    expect(answer).toMatchObject({ outcome: 'failed', error: { code: 'another-plan' } });
    expect(answer.error?.message).toContain(one.approval?.planHash);
    expect((await stack.status(caseId))?.case.approval?.approvedBy).toEqual([]);
  });

  test('a refused case ends, and its access stays', async () => {
    const { caseId, ids, leaver, one } = await askedCase();
    const since = simulator.requests.length;

    expect(await as('ann', 'reject', { caseId, reason: 'wrong person' })).toMatchObject({ outcome: 'done' });
    const { case: ended } = await stack.untilCase(caseId, 'cancelled');

    expect(ended).toMatchObject({ reason: 'rejected' });
    expect(ended).not.toHaveProperty('dueAt');
    expect(ids.map((id) => world.attachedTo(id))).toEqual(ids.map(() => [leaver.userName]));
    expect(writesSince(since)).toEqual([]);
    expect(await operator('approve', { caseId, reason: 'no', planHash: one.approval?.planHash })).toMatchObject({
      outcome: 'failed',
      error: { code: 'nothing-to-approve', message: expect.stringContaining('cancelled (rejected)') },
    });
  });

  test.each(['approve', 'reject', 'undo', 'cancel'])('%s needs a case and a reason', async (name) => {
    const plan = name === 'approve' ? { planHash: '0'.repeat(64) } : {};
    expect(await operator(name, { caseId: unknownCase, reason: 'why not', ...plan })).toMatchObject({
      outcome: 'not-found',
      error: { code: 'no-such-case' },
    });
    expect(await operator(name, { caseId: unknownCase, reason: ' ', ...plan })).toMatchObject({
      outcome: 'usage',
      error: { details: [{ path: 'reason' }] },
    });
  });
});

describe('undo', () => {
  test('gives back what was taken: the desktop, its very EIP, and the login', async () => {
    const { caseId, desktopId, eipId, leaver } = await closedCase();
    expect(world.attachedTo(desktopId)).toEqual([]);

    const { outcome, data } = await as('ann', 'undo', { caseId, reason: 'the wrong Pat' });
    const { caseId: undoId } = data as { caseId: string };
    const { case: undone } = await stack.untilCase(undoId, 'restored');

    expect(outcome).toBe('done');
    expect(undone).toMatchObject({ reason: 'restored', undoes: caseId });
    expect(undone.desktops).toMatchObject([{ restore: 'verified', restoreEip: 'verified' }]);
    expect(world.attachedTo(desktopId)).toEqual([leaver.userName]);
    expect(world.eipOf(desktopId)?.id).toBe(eipId);
    expect(world.user(leaver.userName)?.locked).toBe(false);
    const original = await stack.status(caseId);
    expect(original?.case).toMatchObject({ status: 'closed', undoneBy: undoId });
    const facts = { command: 'undo', by: 'ann (unproven)', reason: 'the wrong Pat' };
    expect(original?.case.trail.at(-1)).toMatchObject({ event: 'command', facts: { ...facts, undoneBy: undoId } });
    expect(undone.trail[0]).toMatchObject({ event: 'command', facts: { ...facts, undoes: caseId } });
    expect(await operator('undo', { caseId, reason: 'once more' })).toMatchObject({
      outcome: 'failed',
      error: { code: 'already-undone', message: expect.stringContaining(undoId) },
    });
    expect(await operator('cancel', { caseId: undoId, reason: 'no' })).toMatchObject({
      outcome: 'failed',
      error: { code: 'is-an-undo' },
    });
    expect(await operator('undo', { caseId: undoId, reason: 'no' })).toMatchObject({
      outcome: 'failed',
      error: { code: 'nothing-was-done' },
    });
  });

  test('begins anew where the first did not restore everything', async () => {
    const { caseId, desktopId, leaver } = await closedCase();
    const other = newEmployee(world);
    const { userName, id: userId } = world.user(other.userName) ?? other;
    await stack.somebodyElse.batchAttach([{ desktopId, user: { userName, userId, userGroup: 'sudo' } }]);

    const { data } = await operator('undo', { caseId, reason: 'the wrong Pat' });
    const { caseId: undoId } = data as { caseId: string };
    const { case: partly } = await stack.untilCase(undoId, 'restored');
    expect(partly).toMatchObject({
      reason: 'restored-in-part',
      desktops: [{ restore: 'impossible', restoreReason: 'attached-to-somebody-else' }],
    });

    await stack.somebodyElse.detachDesktops([desktopId]);
    const again = await operator('undo', { caseId, reason: 'it is free now' });
    await stack.untilCase(undoId, 'restored', ({ reason }) => reason === 'restored');

    expect(again).toMatchObject({ outcome: 'done', data: { caseId: undoId } });
    expect(world.attachedTo(desktopId)).toEqual([leaver.userName]);
  });

  test('is refused where there is nothing to give back', async () => {
    const { caseId } = await askedCase();
    expect(await operator('undo', { caseId, reason: 'early' })).toMatchObject({
      outcome: 'failed',
      error: { code: 'not-ended', message: expect.stringContaining('held') },
    });
    await operator('reject', { caseId, reason: 'no' });
    expect(await operator('undo', { caseId, reason: 'late' })).toMatchObject({
      outcome: 'failed',
      error: { code: 'nothing-was-done' },
    });
  });
});

describe('cancel', () => {
  test('cancels an exit that is still to come, by the case or the person, and says who did', async () => {
    const cases = await Promise.all(
      [0, 1].map(async () => {
        const { leaver } = leaverWith(1);
        const caseId = await stack.hr.send(exitOf(leaver, { effectiveAt: inSeconds(3600) }));
        await stack.untilCase(caseId, 'scheduled');
        return { caseId, leaver };
      }),
    );
    const [first, second] = cases;
    if (!first || !second) throw new Error('Two were asked for');

    await as('ann', 'cancel', { caseId: first.caseId, reason: 'stays' });
    await as('ann', 'cancel', { person: { userName: second.leaver.userName }, reason: 'stays' });

    for (const { caseId } of cases) {
      const { case: ended } = await stack.untilCase(caseId, 'cancelled');
      expect(ended.notices.at(-1)).toMatchObject({
        source: 'operator',
        by: 'ann (unproven)',
        reason: 'stays',
        effect: 'cancelled',
      });
      expect(beforeTheRecord(ended.trail).at(-1)).toMatchObject({
        event: 'received',
        facts: { by: 'ann (unproven)', reason: 'stays' },
      });
    }
  });
});

describe('quarantine', () => {
  test('stops everything, is shown, and lets what was held go on when it is cleared', async () => {
    const { leaver, ids } = leaverWith(1);

    const set = await as('ann', 'quarantine-set', { reason: 'the HR feed looks wrong' });
    const stopped = { by: 'ann (unproven)', reason: 'the HR feed looks wrong' };
    expect(set).toMatchObject({ data: { quarantine: { exits: stopped, savings: stopped } } });
    const caseId = await stack.hr.send(exitOf(leaver));
    await stack.untilCase(caseId, 'held', ({ reason }) => reason === 'quarantined');
    expect(world.attachedTo(ids[0] ?? '')).toEqual([leaver.userName]);
    expect((await operator('plan', { caseId })).data).toMatchObject({
      forecasts: [{ would: 'hold', why: 'quarantined' }],
      guards: { verdict: 'quarantined', why: 'the HR feed looks wrong' },
    });
    const listed = await operator('list', { status: 'held', reason: 'quarantined' });
    expect((listed.data as { cases: { caseId: string }[] }).cases.map((one) => one.caseId)).toEqual([caseId]);

    const cleared = await as('ben', 'quarantine-clear', { reason: 'it was right', allow: 5 });
    await stack.untilCase(caseId, 'closed');

    expect(cleared).toMatchObject({ outcome: 'done', data: { cleared: ['exits', 'savings'], woken: 1 } });
    expect(world.attachedTo(ids[0] ?? '')).toEqual([]);
    const { exits: shown } = (await operator('quarantine-show')).data as { exits: { trail: { facts: unknown }[] } };
    expect(shown).toMatchObject({ allowance: { desktops: 4 } });
    expect(shown).not.toHaveProperty('quarantine');
    expect(shown).not.toHaveProperty('brokenAt');
    expect(shown.trail.map(({ facts }) => facts)).toMatchObject([
      { type: 'QuarantineSet', by: 'ann (unproven)', reason: 'the HR feed looks wrong' },
      { type: 'QuarantineCleared', by: 'ben (unproven)', reason: 'it was right', allow: 5 },
    ]);
  });

  test('clearing what is not stopped wakes nobody anew and allows nothing', async () => {
    expect(await operator('quarantine-clear', { reason: 'to be sure' })).toMatchObject({
      outcome: 'done',
      data: { cleared: [], woken: 0 },
    });
    expect(await operator('quarantine-clear', { reason: 'to be sure', allow: 1 })).toMatchObject({
      outcome: 'failed',
      error: { code: 'not-quarantined' },
    });
  });
});

describe('status', () => {
  test('shows the plan that is asked about, and whether the trail is unbroken', async () => {
    const { caseId, ids, one } = await askedCase();

    const { data } = await operator('status', { caseId, trail: true });

    const shown = data as { plan: PlannedAction[]; planHash: string; trail: { count: number; lines: unknown[] } };
    expect(shown.planHash).toBe(one.approval?.planHash);
    expect(shown.plan.filter(({ do: what }) => what === 'detach').map(({ target }) => target)).toEqual(
      expect.arrayContaining(ids),
    );
    expect(shown.trail.count).toBe(one.trail.length);
    expect(shown.trail.lines).toEqual(one.trail);
    expect(shown.trail).not.toHaveProperty('brokenAt');
  });
});

describe('export', () => {
  type Page = { rows: Record<string, string>[]; next?: string };

  test('gives the cases of a period, one row for each desktop, and not those of another', async () => {
    const { caseId, desktopId } = await closedCase();
    const { case: one } = await stack.untilCase(caseId, 'closed');
    const [from, to] = [one.updatedAt, new Date(Date.parse(one.updatedAt) + 1).toISOString()];

    const { outcome, data } = await operator('export', { from, to });
    const before = await operator('export', { from: inSeconds(-7200), to: from });

    expect(outcome).toBe('done');
    const rows = (data as Page).rows.filter((row) => row['case_id'] === caseId);
    expect(rows.filter(({ kind }) => kind === 'desktop')).toMatchObject([
      { status: 'closed', desktop_id: desktopId, access: 'removed', public_ip: 'unbound' },
    ]);
    expect(rows.filter(({ kind }) => kind === 'user')).toMatchObject([{ status: 'closed', access: 'locked' }]);
    expect((before.data as Page).rows.map((row) => row['case_id'])).not.toContain(caseId);
  });

  test('goes on only where an earlier page ended', async () => {
    expect(await operator('export', { next: 'anywhere' })).toMatchObject({
      outcome: 'failed',
      error: { code: 'bad-next' },
    });
  });
});

describe('doctor', () => {
  type Findings = { findings: { check: string; state: string; found: string }[] };
  const foundBy = ({ data }: OperatorAnswer, check: string) =>
    (data as Findings).findings.find((finding) => finding.check === check);

  test('finds everything in order, and counts', async () => {
    const answer = await operator('doctor');

    expect(answer.outcome).toBe('done');
    const others = (answer.data as Findings).findings.filter(({ state }) => state !== 'ok');
    // Nothing here can prove who agrees, which the policy allows for.
    expect(others.map(({ check }) => check)).toEqual(['approvals', 'you']);
    expect((answer.data as Findings).findings).toHaveLength(11);
    expect(foundBy(answer, 'policy')?.found).toBe('enforce');
    expect(foundBy(answer, 'workspace main')?.found).toBe(
      `${world.desktops.length} desktops, project ${simulator.projectId} at ${simulator.url}`,
    );
    expect(foundBy(answer, 'queue exits')?.found).toMatch(/^about \d+ waiting, \d+ in work$/);
  });

  test('says what is wrong and what to do, and looks at the rest', async () => {
    simulator.fault({ operation: 'ListDesktopsEips', kind: '403', code: 'WKS.00009999' });

    const answer = await operator('doctor');

    expect(answer.outcome).toBe('failed');
    expect(foundBy(answer, 'workspace main')).toMatchObject({
      state: 'wrong',
      found: expect.stringMatching(/^WKS.00009999: .*Check that WORKSPACE_PROJECT_ID/s),
    });
    expect(foundBy(answer, 'ledger')).toMatchObject({ state: 'ok' });
  });
});

test('nothing that the functions printed gives anything away', () => {
  expect(whatLogsGiveAway(stack)).toEqual([]);
});
