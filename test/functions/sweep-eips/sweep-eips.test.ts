import { describe, expect, it } from 'vitest';
import { type IdleEipsMessage, idleEipsMessage } from '../../../functions/shared/elastic-ips/idle-eips-message.ts';
import type { Queue } from '../../../functions/shared/runtime/queue.ts';
import { sweepEips } from '../../../functions/sweep-eips/sweep-eips.ts';
import { aPolicy, ten } from '../support/samples.ts';
import { startWorkspace } from '../support/start-workspace.ts';

const now = Date.parse(ten);

describe('the nightly sweep', () => {
  it('queues the EIPs of desktops that nobody is attached to, and counts the others by reason', async () => {
    const { client, world } = await startWorkspace();
    const queue = recordingQueue();
    const idle = world.addDesktop();
    world.addEip({ id: 'idle', address: '198.51.100.7', desktopId: idle.id });
    world.addEip({ id: 'used', desktopId: world.addDesktop({ users: ['ann'] }).id });
    world.addEip({ id: 'used-too', desktopId: world.addDesktop({ users: ['ben'] }).id });
    world.addEip({ id: 'pooled', desktopId: world.addDesktop({ desktopType: 'POOLED' }).id });
    world.addEip({ id: 'free' });
    world.addEip({ id: 'nat', otherInstance: { type: 'NATGW', id: 'nat-1' } });

    const summary = await sweepEips(new Map([['main', client]]), queue, aPolicy(), now);

    expect(summary).toEqual({ runId: ten, bound: 4, idle: 1, kept: { 'in-use': 2, 'pool-desktop': 1 } });
    expect(queue.sent).toEqual([
      { runId: ten, workspace: 'main', eips: [{ eipId: 'idle', address: '198.51.100.7', desktopId: idle.id }] },
    ]);
  });

  it('writes nothing itself', async () => {
    const { client, world, simulator } = await startWorkspace();
    world.addEip({ desktopId: world.addDesktop().id });

    await sweepEips(new Map([['main', client]]), recordingQueue(), aPolicy(), now);

    expect(simulator.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('queues chunks of a hundred, each EIP once, in messages that the worker understands', async () => {
    const { client, world } = await startWorkspace();
    const queue = recordingQueue();
    for (let count = 0; count < 1_250; count++) world.addEip({ desktopId: world.addDesktop().id });

    const summary = await sweepEips(new Map([['main', client]]), queue, aPolicy(), now);

    const ids = queue.sent.flatMap(({ eips }) => eips.map(({ eipId }) => eipId));
    expect(summary).toMatchObject({ bound: 1_250, idle: 1_250 });
    expect(queue.sent.map(({ eips }) => eips.length)).toEqual([...Array.from({ length: 12 }, () => 100), 50]);
    expect(new Set(ids)).toEqual(new Set(world.eips.map(({ id }) => id)));
    for (const message of queue.sent) expect(idleEipsMessage.safeParse(message).success).toBe(true);
  });

  it('queues nothing where nothing is idle', async () => {
    const { client } = await startWorkspace();
    const queue = recordingQueue();

    const summary = await sweepEips(new Map([['main', client]]), queue, aPolicy(), now);

    expect(summary).toEqual({ runId: ten, bound: 0, idle: 0, kept: {} });
    expect(queue.sent).toEqual([]);
  });

  it('says which project cannot be read, queues nothing of it, and goes on with the others', async () => {
    const { client, world, simulator } = await startWorkspace();
    const queue = recordingQueue();
    world.addEip({ desktopId: world.addDesktop().id });
    simulator.fault({ operation: 'ListDesktopsDetail', kind: '403' });
    const branch = await startWorkspace();
    branch.world.addEip({ id: 'idle-there', desktopId: branch.world.addDesktop().id });

    const workspaces = new Map([
      ['main', client],
      ['branch', branch.client],
    ]);

    const summary = await sweepEips(workspaces, queue, aPolicy(), now);

    expect(summary).toMatchObject({ idle: 1, unread: { main: expect.any(String) } });
    expect(queue.sent).toMatchObject([{ workspace: 'branch', eips: [{ eipId: 'idle-there' }] }]);
  });
});

function recordingQueue(): Queue & { sent: IdleEipsMessage[] } {
  const sent: IdleEipsMessage[] = [];
  return {
    sent,
    async send(messages) {
      sent.push(...messages.map(({ body }) => body as IdleEipsMessage));
    },
  };
}
