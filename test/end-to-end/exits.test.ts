import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { CaseAndLines } from './case-access.ts';
import { cancellationOf, exitOf, inSeconds, rehireOf, revocationOf } from './hr-sender.ts';
import { startTestStack } from './local-stack.ts';
import { whatLogsGiveAway } from './log-check.ts';
import { until, untilTrue } from './until.ts';

// As in the real service, a detach takes its time: the desktop shows DEATTACHING meanwhile.
const stack = await startTestStack({ simulator: { detachLagMs: 300 } });
const { hr, world } = stack;
afterAll(() => stack.close());

const samples = join(import.meta.dirname, '../../events/queue');
const sample = (file: string): string => readFileSync(join(samples, file), 'utf8');
const hour = 3600;
const byTime = (a: string, b: string): number => Date.parse(a) - Date.parse(b);

// First, because it is what takes longest; side by side with what follows.
describe.concurrent('an exit later', () => {
  test('waits, untouched, until its time has come, and then is carried out', async () => {
    const leaver = stack.employee();
    const desktop = world.addDesktop({ users: [leaver.userName] });
    const effectiveAt = inSeconds(9);

    const caseId = await hr.send(exitOf(leaver, { effectiveAt }));
    const { case: waiting } = await stack.untilCase(caseId, 'scheduled');
    expect(waiting).toMatchObject({ effectiveAt, dueAt: new Date(effectiveAt).toISOString(), desktops: [] });

    await until('the case to be woken in time', async () => {
      await stack.fire('wake-due-cases');
      const seen = await stack.status(caseId);
      return seen?.case.status === 'closed' ? { found: seen } : { instead: seen?.case };
    });
    const [detach, ...more] = stack.callsFor(desktop.id, 'BatchDetachInstances');
    expect(detach?.at).toBeGreaterThanOrEqual(Date.parse(effectiveAt));
    expect(more).toEqual([]);
    expect(world.attachedTo(desktop.id)).toEqual([]);
  });

  test('that is cancelled before its day takes nothing away, even if the case is woken on it', async () => {
    const leaver = stack.employee();
    const desktop = world.addDesktop({ users: [leaver.userName] });
    const caseId = await hr.send(exitOf(leaver, { effectiveAt: inSeconds(hour) }));
    await stack.untilCase(caseId, 'scheduled');

    await hr.send(cancellationOf(leaver));
    const { case: cancelled, lines } = await stack.untilCase(caseId, 'cancelled');
    await stack.wakeAt(caseId, inSeconds(2 * hour));

    expect(cancelled.reason).toBe('cancelled');
    expect(cancelled).not.toHaveProperty('dueAt');
    expect(lines).toEqual([]);
    expect(world.attachedTo(desktop.id)).toEqual([leaver.userName]);
    expect(stack.writesTo(desktop.id)).toEqual([]);
  });

  test.each(['id', 'userName', 'email'] as const)('is found again by the %s alone', async (identifier) => {
    const leaver = stack.employee();
    const caseId = await hr.send(exitOf(leaver, { effectiveAt: inSeconds(hour) }));
    await stack.untilCase(caseId, 'scheduled');
    const known = { [identifier]: leaver[identifier] };

    const shown = await stack.operator('status', { person: known });
    await hr.send(cancellationOf(known));
    const { case: cancelled } = await stack.untilCase(caseId, 'cancelled');

    expect(shown).toMatchObject({ outcome: 'done', data: { case: { caseId } } });
    expect(cancelled.person).toEqual(leaver);
  });

  test('is cancelled in each case of a person, by one of their names, once a notice has named them by all', async () => {
    const { id, email } = stack.employee();
    const when = { effectiveAt: inSeconds(hour) };
    const caseIds = [await hr.send(exitOf({ id }, when)), await hr.send(exitOf({ email }, when))];
    for (const caseId of caseIds) await stack.untilCase(caseId, 'scheduled');
    const both = await hr.send(exitOf({ id, email }, when));
    await stack.untilCase(both, 'scheduled', ({ notices }) => notices.length === 2);

    await hr.send(cancellationOf({ email }));

    expect(both).toBe(caseIds[0]);
    expect(new Set(caseIds).size).toBe(2);
    for (const caseId of caseIds) await stack.untilCase(caseId, 'cancelled');
  });

  test('that its own cancellation has overtaken takes nothing away', async () => {
    const leaver = stack.employee();
    const desktop = world.addDesktop({ users: [leaver.userName] });

    const caseId = await hr.send(cancellationOf(leaver, { timestamp: inSeconds(-60) }));
    await stack.untilCase(caseId, 'cancelled');
    await hr.send(exitOf(leaver, { timestamp: inSeconds(-120) }));
    const { case: still } = await stack.untilCase(caseId, 'cancelled', ({ notices }) => notices.length === 2);

    expect(still.notices.map(({ kind, effect }) => [kind, effect])).toEqual([
      ['cancelled', 'ignored-nothing-to-cancel'],
      ['exit', 'ignored-older'],
    ]);
    expect(world.attachedTo(desktop.id)).toEqual([leaver.userName]);
    expect(stack.writesTo(desktop.id)).toEqual([]);
  });

  test('follows its latest correction, by the time of sending and not of arrival', async () => {
    const leaver = stack.employee();
    const desktop = world.addDesktop({ users: [leaver.userName] });
    const [first, last] = [inSeconds(hour), inSeconds(3 * hour)];
    const caseId = await hr.send(exitOf(leaver, { effectiveAt: first, timestamp: inSeconds(-90) }));
    await stack.untilCase(caseId, 'scheduled');

    await hr.send(exitOf(leaver, { effectiveAt: last, timestamp: inSeconds(-30) }));
    await stack.untilCase(caseId, 'scheduled', ({ effectiveAt }) => effectiveAt === last);
    await hr.send(exitOf(leaver, { effectiveAt: first, timestamp: inSeconds(-60) }));
    const { case: moved } = await stack.untilCase(caseId, 'scheduled', ({ notices }) => notices.length === 3);
    await stack.wakeAt(caseId, inSeconds(2 * hour));

    expect(moved).toMatchObject({ effectiveAt: last, dueAt: new Date(last).toISOString() });
    expect(moved.notices.map(({ effect }) => effect)).toEqual(['opened', 'moved', 'ignored-older']);
    expect(world.attachedTo(desktop.id)).toEqual([leaver.userName]);

    await stack.wakeAt(caseId, inSeconds(4 * hour));
    await stack.untilCase(caseId, 'closed');
    expect(world.attachedTo(desktop.id)).toEqual([]);
  });

  test('is brought forward by a revocation, whatever its date', async () => {
    const leaver = stack.employee();
    const desktop = world.addDesktop({ users: [leaver.userName] });
    const caseId = await hr.send(exitOf(leaver, { effectiveAt: inSeconds(hour) }));
    await stack.untilCase(caseId, 'scheduled');

    await hr.send(revocationOf(leaver, { effectiveAt: inSeconds(2 * hour) }));
    const { case: closed } = await stack.untilCase(caseId, 'closed');

    expect(closed.notices.map(({ effect }) => effect)).toEqual(['opened', 'revoked-now']);
    expect(world.attachedTo(desktop.id)).toEqual([]);
  });

  test('is cancelled when the person is hired again', async () => {
    const leaver = stack.employee();
    const desktop = world.addDesktop({ users: [leaver.userName] });
    const caseId = await hr.send(exitOf(leaver, { effectiveAt: inSeconds(hour) }));
    await stack.untilCase(caseId, 'scheduled');

    await hr.send(rehireOf(leaver));
    const { case: cancelled } = await stack.untilCase(caseId, 'cancelled');

    expect(cancelled.reason).toBe('rehired');
    expect(world.attachedTo(desktop.id)).toEqual([leaver.userName]);
  });

  test('finds nothing left to do where somebody has detached the desktop before', async () => {
    const leaver = stack.employee();
    const desktop = world.addDesktop({ users: [leaver.userName] });
    const caseId = await hr.send(exitOf(leaver, { effectiveAt: inSeconds(hour) }));
    await stack.untilCase(caseId, 'scheduled');

    await stack.somebodyElse.detachDesktops([desktop.id]);
    await untilTrue('the desktop to be free', () => world.attachedTo(desktop.id).length === 0);
    await stack.wakeAt(caseId, inSeconds(2 * hour));
    const { case: closed } = await stack.untilCase(caseId, 'closed');

    expect(closed.reason).toBe('no-desktops');
    expect(stack.writesTo(desktop.id).map(({ operation }) => operation)).toEqual(['DetachInstances']);
  });
});

describe.concurrent('an exit now', () => {
  test('takes the leaver off every desktop, leaves others theirs, and unbinds only the EIP that nobody needs', async () => {
    const [leaver, colleague] = [stack.employee(), stack.employee()];
    const own = world.addDesktop({ users: [leaver.userName] });
    const shared = world.addDesktop({ desktopType: 'SHARED', users: [colleague.userName, leaver.userName] });
    const [eipOfOwn, eipOfShared] = [world.addEip({ desktopId: own.id }), world.addEip({ desktopId: shared.id })];

    const caseId = await hr.send(exitOf(leaver, { effectiveAt: inSeconds(-hour) }));
    const { case: closed, lines } = await stack.untilCase(caseId, 'closed');

    expect(world.attachedTo(own.id)).toEqual([]);
    expect(world.attachedTo(shared.id)).toEqual([colleague.userName]);
    expect(world.eip(eipOfOwn.id)?.desktopId).toBeNull();
    expect(world.eip(eipOfShared.id)?.desktopId).toBe(shared.id);
    expect(closed).toMatchObject({ reason: 'access-gone', person: leaver });
    expect(closed).not.toHaveProperty('dueAt');
    expect(lines.map(({ desktopId, access, publicIp }) => [desktopId, access, publicIp])).toEqual(
      expect.arrayContaining([
        [own.id, 'removed', 'unbound'],
        [shared.id, 'removed', 'kept'],
      ]),
    );
    expect(lines).toHaveLength(2);
  });

  test('leaves a ledger line with the request ids, the verified times and the time it took', async () => {
    const leaver = stack.employee();
    const desktop = world.addDesktop({ users: [leaver.userName] });
    const eip = world.addEip({ desktopId: desktop.id });

    const caseId = await hr.send(exitOf(leaver));
    const { case: closed, lines } = await stack.untilCase(caseId, 'closed');

    const [line] = lines;
    const [detach] = stack.callsFor(desktop.id, 'BatchDetachInstances');
    const [unbind] = stack.callsFor(desktop.id, 'BatchDisassociateDesktopsEip');
    expect(line).toMatchObject({
      caseId,
      caseStatus: 'closed',
      computerName: desktop.computerName,
      attachment: { userName: leaver.userName, userId: world.user(leaver.userName)?.id },
      others: [],
      eip: { eipId: eip.id, address: eip.address },
      detachRequestId: detach?.requestId,
      unbindRequestId: unbind?.requestId,
      receivedAt: closed.receivedAt,
    });
    const times = [line?.receivedAt, line?.detachRequestedAt, line?.detachVerifiedAt, line?.unbindVerifiedAt];
    expect(times).not.toContain(undefined);
    expect(times).toEqual(times.map(String).toSorted(byTime));
    expect(line?.elapsedMs).toBe(Date.parse(line?.detachVerifiedAt ?? '') - Date.parse(closed.receivedAt));
  });

  test('asks for each desktop once, however long Workspace shows it DEATTACHING', async () => {
    const leaver = stack.employee();
    const desktop = world.addDesktop({ users: [leaver.userName] });

    await stack.untilCase(await hr.send(exitOf(leaver)), 'closed');

    expect(stack.writesTo(desktop.id).map(({ operation }) => operation)).toEqual(['BatchDetachInstances']);
  });

  test('finds a leaver by the local part of an e-mail address alone, whatever its letter case', async () => {
    const leaver = stack.employee();
    const desktop = world.addDesktop({ users: [leaver.userName] });

    const caseId = await hr.send(exitOf({ email: leaver.email.toUpperCase() }));
    await stack.untilCase(caseId, 'closed');

    expect(world.attachedTo(desktop.id)).toEqual([]);
  });

  test('finds a leaver whose name on Workspace has capitals', async () => {
    const { email: _, ...person } = stack.person();
    const leaver = { ...person, userName: 'Robin.McDoe' };
    const desktop = world.addDesktop({ users: [leaver.userName] });

    await stack.untilCase(await hr.send(exitOf(leaver)), 'closed');

    expect(world.attachedTo(desktop.id)).toEqual([]);
  });

  test('of somebody without desktops is closed at once, with nothing written', async () => {
    const leaver = stack.employee();

    const { case: closed, lines } = await stack.untilCase(await hr.send(exitOf(leaver)), 'closed');

    expect(closed.reason).toBe('no-desktops');
    expect(lines).toEqual([]);
  });

  test('of somebody Workspace does not know is held, with the reason, and looked at again when half of its time has passed', async () => {
    const stranger = stack.person();

    const { case: held } = await stack.untilCase(await hr.send(exitOf(stranger)), 'held');

    expect(held.reason).toBe('unknown-workspace-user');
    expect(Date.parse(held.dueAt ?? '') - Date.parse(held.receivedAt)).toBeGreaterThan(11 * hour * 1000);
  });

  test('of somebody with a staff number alone is held, because nothing leads from it to Workspace', async () => {
    const { id } = stack.person();

    const { case: held } = await stack.untilCase(await hr.send(exitOf({ id })), 'held');

    expect(held.reason).toBe('no-identity-for-workspace');
  });

  test('goes on when a held leaver turns up on Workspace after all', async () => {
    const leaver = stack.person();
    const caseId = await hr.send(exitOf(leaver));
    await stack.untilCase(caseId, 'held');

    const desktop = world.addDesktop({ users: [leaver.userName] });
    await stack.wakeAt(caseId);
    await stack.untilCase(caseId, 'closed');

    expect(world.attachedTo(desktop.id)).toEqual([]);
  });

  test('may come from any system that can write to the queue, with who leaves and nothing more', async () => {
    const leaver = stack.employee();
    const desktop = world.addDesktop({ users: [leaver.userName] });

    const { type, notice } = JSON.parse(sample('exits-notice.json')) as { type: string; notice: object };
    await stack.queues.send('exits', [{ type, notice: { ...notice, person: leaver } }]);

    const shown = await until('the case to be closed', async () => {
      const { data } = await stack.operator('status', { person: leaver });
      const { case: one } = (data ?? {}) as Partial<CaseAndLines>;
      return one?.status === 'closed' ? { found: one } : { instead: data };
    });

    expect(shown.notices).toMatchObject([{ source: 'queue', kind: 'exit', trust: 'iam', effect: 'opened' }]);
    expect(world.attachedTo(desktop.id)).toEqual([]);
  });
});

describe.concurrent('the same news twice', () => {
  test('has no second effect when a sender tries again, with its first signature or a new one', async () => {
    const leaver = stack.employee();
    const desktop = world.addDesktop({ users: [leaver.userName] });
    const [event, id, signedAt] = [exitOf(leaver), `msg_of_${leaver.id}`, new Date(Date.now() - 60_000)];
    const caseId = await hr.send(event, { id, signedAt });
    const { case: closed } = await stack.untilCase(caseId, 'closed');
    const writes = stack.writesTo(desktop.id).length;
    // Something that a second effect would take away.
    const next = world.addDesktop({ users: [leaver.userName] });

    const again = [await hr.send(event, { id, signedAt }), await hr.send(event, { id, signedAt: new Date() })];
    await until('both to be ignored', () => {
      const ignored = stack.logged({ caseId, effect: 'ignored-duplicate' });
      return ignored.length === 2 ? { found: ignored } : { instead: ignored };
    });

    expect(again).toEqual([caseId, caseId]);
    expect((await stack.status(caseId))?.case).toEqual(closed);
    expect(stack.writesTo(desktop.id)).toHaveLength(writes);
    expect(world.attachedTo(next.id)).toEqual([leaver.userName]);
  });

  test('has no second effect when SQS delivers a message twice, side by side or later', async () => {
    const leaver = stack.employee();
    const desktop = world.addDesktop({ users: [leaver.userName] });
    const sentAt = new Date().toISOString();
    const notice = { kind: 'exit', source: 'payroll', eventId: `exit of ${leaver.id}`, person: leaver, sentAt };
    const message = { type: 'notice', notice };
    const shown = () => stack.operator('status', { person: leaver });

    await stack.queues.send('exits', [message, message]);
    await until('the case to be closed', async () => {
      const { data } = await shown();
      const { case: one } = (data ?? {}) as Partial<CaseAndLines>;
      return one?.status === 'closed' && one.unsaid.length === 0 ? { found: one } : { instead: data };
    });
    const [closed, writes] = [await shown(), stack.writesTo(desktop.id).length];
    const next = world.addDesktop({ users: [leaver.userName] });
    await stack.deliver([message]);

    expect(await shown()).toEqual(closed);
    expect(writes).toBe(1);
    expect(stack.writesTo(desktop.id)).toHaveLength(writes);
    expect(world.attachedTo(next.id)).toEqual([leaver.userName]);
  });
});

describe('many at once', () => {
  test('two leavers on one shared desktop leave it by one call, and its EIP goes with the last of them', async () => {
    const [one, another] = [stack.employee(), stack.employee()];
    const shared = world.addDesktop({ desktopType: 'SHARED', users: [one.userName, another.userName] });
    const eip = world.addEip({ desktopId: shared.id });

    const caseIds = await Promise.all([hr.send(exitOf(one)), hr.send(exitOf(another))]);
    for (const caseId of caseIds) await stack.untilCase(caseId, 'closed');

    expect(world.attachedTo(shared.id)).toEqual([]);
    expect(world.eip(eip.id)?.desktopId).toBeNull();
    expect(stack.callsFor(shared.id, 'BatchDetachInstances')).toHaveLength(1);
  });

  test('120 leavers need a few calls, none for more than a hundred of them', { timeout: 120_000 }, async () => {
    const leavers = Array.from({ length: 120 }, () => stack.employee());
    const desktops = leavers.map(({ userName }) => world.addDesktop({ users: [userName] }));
    const before = stack.simulator.requests.length;

    const waiting = [...leavers];
    const caseIds: string[] = [];
    const sender = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) caseIds.push(await hr.send(exitOf(next)));
    };
    await Promise.all([sender(), sender(), sender(), sender()]);
    for (const caseId of caseIds) await stack.untilCase(caseId, 'closed');

    expect(desktops.filter(({ id }) => world.attachedTo(id).length > 0)).toEqual([]);
    const calls = stack.simulator.requests.slice(before);
    const lists = calls.filter(({ operation }) => operation === 'ListDesktopsDetail');
    const named = lists.map(({ query }) => new URLSearchParams(query).getAll('user_names').join(',').split(',').length);
    expect(Math.max(...named)).toBeLessThanOrEqual(100);
    expect(lists.length).toBeLessThan(60);
    const detaches = calls.filter(({ operation }) => operation === 'BatchDetachInstances');
    expect(detaches.length).toBeLessThan(30);
    expect(detaches.flatMap(({ desktopIds = [] }) => desktopIds)).toHaveLength(120);
  });

  test('what can never be read reaches the dead letters with the reason, and the rest of its batch is carried out', async () => {
    const leaver = stack.employee();
    const desktop = world.addDesktop({ users: [leaver.userName] });
    const good = { type: 'notice', notice: { kind: 'exit', person: leaver } };
    const wrongShape = sample('exits-malformed.json');

    await stack.queues.send('exits', ['{"type":"notice"', good, wrongShape]);
    const letters = await stack.queues.deadLetters('exits', 2);
    await untilTrue('the desktop to be free', () => world.attachedTo(desktop.id).length === 0);

    expect(letters).toEqual(
      expect.arrayContaining([
        { body: '{"type":"notice"', reason: expect.stringMatching(/^malformed message: /) },
        { body: wrongShape, reason: expect.stringMatching(/notice\.kind: .*; notice\.person: needs at least one of/) },
      ]),
    );
  });
});

test('nothing that the functions printed gives anything away', () => {
  expect(whatLogsGiveAway(stack)).toEqual([]);
});
