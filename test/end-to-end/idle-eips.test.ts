import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SweepSummary } from '../../functions/shared/elastic-ips/eip-line.ts';
import type { Desktop, Eip } from '../workspace-simulator/world/entities.ts';
import { startTestStack } from './local-stack.ts';
import { whatLogsGiveAway } from './log-check.ts';

const stack = await startTestStack();
const { simulator, world } = stack;
beforeEach(() => simulator.reset());
afterEach(() => simulator.clearFaults());
afterAll(() => stack.close());

const sample = join(import.meta.dirname, '../../events/queue/idle-eips.json');

/** A desktop with an EIP that nobody is attached to. */
function idleDesktop(): { desktop: Desktop; eip: Eip } {
  const desktop = world.addDesktop();
  return { desktop, eip: world.addEip({ desktopId: desktop.id }) };
}

const sweep = async () => (await stack.fire('sweep-eips')) as SweepSummary;
const inMessage = ({ id: eipId, address }: Eip, { id: desktopId }: Desktop) => ({ eipId, address, desktopId });
let runs = 0;
/** A run nobody else has: its lines are found by it. */
const newRunId = (): string => new Date(Date.UTC(2026, 0, 1) + (runs += 1)).toISOString();

describe('the nightly sweep', () => {
  test('unbinds the EIPs of desktops that nobody is attached to, and says why each other one stays', async () => {
    const { desktop, eip } = idleDesktop();
    const used = world.addDesktop({ users: [stack.person().userName] });
    const pooled = world.addDesktop({ poolId: world.addPool({ poolName: 'call-centre' }).id });
    const kept = [used, pooled].map(({ id }) => world.addEip({ desktopId: id }));
    const gateway = world.addEip({ otherInstance: { type: 'NATGW', id: 'nat-1' } });
    const free = world.addEip();

    const summary = await sweep();
    const [line] = await stack.untilSwept(summary.runId, 1);

    expect(summary).toMatchObject({ bound: 3, idle: 1, kept: { 'in-use': 1, 'pool-desktop': 1 } });
    const [unbinding] = stack.writesTo(desktop.id);
    expect(line).toMatchObject({
      ...inMessage(eip, desktop),
      outcome: 'unbound',
      requestId: unbinding?.requestId,
      verifiedAt: expect.any(String),
    });
    expect(world.eip(eip.id)?.desktopId).toBeNull();
    expect(kept.map(({ id }) => world.eip(id)?.desktopId)).toEqual([used.id, pooled.id]);
    expect(world.eip(gateway.id)?.otherInstance).toEqual({ type: 'NATGW', id: 'nat-1' });
    expect(world.eip(free.id)?.desktopId).toBeNull();
    expect(simulator.requests.filter(({ method }) => method !== 'GET')).toEqual([unbinding]);
  });

  test('unbinds up to a hundred EIPs a call', async () => {
    const idle = Array.from({ length: 230 }, idleDesktop);

    const { runId } = await sweep();
    const lines = await stack.untilSwept(runId, 230);

    expect(lines.filter(({ outcome }) => outcome !== 'unbound')).toEqual([]);
    expect(idle.filter(({ desktop }) => world.eipOf(desktop.id))).toEqual([]);
    const calls = simulator.requests.filter(({ operation }) => operation === 'BatchDisassociateDesktopsEip');
    const sizes = calls.map(({ desktopIds = [] }) => desktopIds.length);
    expect(sizes.toSorted((a, b) => b - a)).toEqual([100, 100, 30]);
  });

  test('fails aloud when Workspace cannot be read, so that the alarm on its errors means something', async () => {
    simulator.fault({ operation: 'ListDesktopsEips', kind: '403' });
    await expect(sweep()).rejects.toThrow('ListDesktopsEips failed');
  });
});

describe('what a sweep has queued', () => {
  test('is judged again: a desktop that somebody has got meanwhile keeps its EIP', async () => {
    const runId = newRunId();
    const { desktop, eip } = idleDesktop();
    const taken = world.addDesktop({ users: [stack.person().userName] });
    const eipInUse = world.addEip({ desktopId: taken.id });

    await stack.queues.send('idle-eips', [{ runId, eips: [inMessage(eipInUse, taken), inMessage(eip, desktop)] }]);
    const lines = await stack.untilSwept(runId, 2);

    expect(lines.find(({ eipId }) => eipId === eipInUse.id)).toMatchObject({ outcome: 'kept', reason: 'in-use' });
    expect(lines.find(({ eipId }) => eipId === eip.id)).toMatchObject({ outcome: 'unbound' });
    expect(world.eipOf(taken.id)?.id).toBe(eipInUse.id);
    expect(stack.writesTo(taken.id)).toEqual([]);
  });

  test('is judged again: of a desktop that nobody knows any more, nothing is asked', async () => {
    const message = JSON.parse(readFileSync(sample, 'utf8')) as { runId: string };

    await stack.queues.send('idle-eips', [message]);
    const lines = await stack.untilSwept(message.runId, 1);

    expect(lines).toMatchObject([{ outcome: 'kept', reason: 'already-unbound' }]);
    expect(simulator.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  test('is judged again: an EIP that is gone, or another one in its place, is left alone', async () => {
    const runId = newRunId();
    const [before, gone] = [world.addEip(), world.addEip()];
    const { desktop, eip: now } = idleDesktop();
    const empty = world.addDesktop();

    await stack.queues.send('idle-eips', [{ runId, eips: [inMessage(before, desktop), inMessage(gone, empty)] }]);
    const lines = await stack.untilSwept(runId, 2);

    expect(lines.find(({ eipId }) => eipId === before.id)).toMatchObject({
      outcome: 'kept',
      reason: 'another-eip-now',
    });
    expect(lines.find(({ eipId }) => eipId === gone.id)).toMatchObject({ outcome: 'kept', reason: 'already-unbound' });
    expect(world.eipOf(desktop.id)?.id).toBe(now.id);
  });

  test('is recorded as failed where the EIP is still bound after a 200, and done when the message comes again', async () => {
    const runId = newRunId();
    const { desktop, eip } = idleDesktop();
    const message = { runId, eips: [inMessage(eip, desktop)] };
    simulator.fault({ operation: 'BatchDisassociateDesktopsEip', kind: 'partial-failure' });

    await stack.queues.send('idle-eips', [message]);
    const [failed] = await stack.untilSwept(runId, 1);
    expect(failed).toMatchObject({ outcome: 'failed', reason: 'still-bound' });
    expect(failed).not.toHaveProperty('verifiedAt');

    await stack.queues.send('idle-eips', [message]);
    await stack.untilLogged({ message: 'EIP', runId, outcome: 'unbound' });
    expect(world.eip(eip.id)?.desktopId).toBeNull();
  });

  test('has no second effect when it is delivered twice', async () => {
    const runId = newRunId();
    const { desktop, eip } = idleDesktop();
    const message = { runId, eips: [inMessage(eip, desktop)] };

    await stack.queues.send('idle-eips', [message]);
    await stack.untilSwept(runId, 1);
    await stack.queues.send('idle-eips', [message]);
    const [again] = await stack.untilLogged({ message: 'EIP', runId, outcome: 'kept' });

    expect(again).toMatchObject({ reason: 'already-unbound' });
    expect(stack.writesTo(desktop.id)).toHaveLength(1);
  });

  test('reaches the dead letters with the reason if it can never be read, and holds nothing up', async () => {
    const runId = newRunId();
    const { desktop, eip } = idleDesktop();
    const wrongShape = JSON.stringify({ runId: 'last night', eips: [] });

    await stack.queues.send('idle-eips', ['nonsense', wrongShape, { runId, eips: [inMessage(eip, desktop)] }]);
    const letters = await stack.queues.deadLetters('idle-eips', 2);
    await stack.untilSwept(runId, 1);

    expect(letters).toEqual(
      expect.arrayContaining([
        { body: 'nonsense', reason: expect.stringMatching(/^malformed message: /) },
        { body: wrongShape, reason: expect.stringMatching(/runId: .*; eips: /) },
      ]),
    );
    expect(world.eip(eip.id)?.desktopId).toBeNull();
  });
});

test('nothing that the functions printed gives anything away', () => {
  expect(whatLogsGiveAway(stack)).toEqual([]);
});
