import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AboutToWrite } from '../../../../functions/shared/workspace-api/call/call.ts';
import { stopped } from '../../../../functions/shared/workspace-api/call/client-errors.ts';
import { WorkspaceError } from '../../../../functions/shared/workspace-api/call/errors.ts';
import { clientOf, collect, projectId } from './support/client.ts';
import { type FakeApi, startFakeApi } from './support/fake-api.ts';

let api: FakeApi;
beforeEach(async () => {
  api = await startFakeApi();
  api.on('POST', unbind, { text: '' });
});
afterEach(() => api.close());

const unbind = `/v2/${projectId}/eips/unbinding`;
const eips = `/v2/${projectId}/eips`;
const throttled = { status: 429, json: { error_code: 'APIGW.0308' } };
const ids = (count: number) => Array.from({ length: count }, (_, n) => `d${n}`);
const switchedOff = ({ operation }: AboutToWrite) => Promise.reject(stopped(operation, 'the kill switch is on.'));
const never = () => new Promise<void>(() => undefined);
const broken = () => {
  throw new TypeError('token eyJhbGciOi');
};
const ledgerBusy = async ({ operation }: AboutToWrite) => {
  const details = { operation, message: 'The ledger answered 503.', retryable: true } as const;
  throw new WorkspaceError({ ...details, kind: 'throttled', code: 'Ledger.Busy', applied: 'unknown' });
};

describe('beforeWrite', () => {
  it('is asked before every attempt of a write, by name, and before no read', async () => {
    api.on('POST', unbind, throttled, { text: '' });
    api.on('GET', eips, { json: { eips: [] } });
    const asked: string[] = [];
    const { client } = clientOf(api, { beforeWrite: async ({ operation }) => void asked.push(operation) });
    await collect(client.listEips());
    expect(await client.unbindEips(['d1'])).toMatchObject([{ outcome: 'done' }]);
    expect(asked).toEqual(['BatchDisassociateDesktopsEip', 'BatchDisassociateDesktopsEip']);
  });

  it('is told whether a write gives back or takes, also where one operation does both', async () => {
    const asked: [string, boolean][] = [];
    const { client } = clientOf(api, {
      beforeWrite: async ({ operation, givesBack }) => {
        asked.push([operation, givesBack]);
        throw stopped(operation, 'nothing is to be sent.');
      },
    });
    const member = { id: 'u1', name: 'ann', type: 'USER' as const, userGroup: 'users' };
    const user = { userName: 'ann', userGroup: 'users' };

    await client.lockUser('u1');
    await client.unlockUser('u1');
    await client.removeGroupUsers('g1', ['u1']);
    await client.addGroupUsers('g1', ['u1']);
    await client.removePoolUsers('p1', [member]);
    await client.addPoolUsers('p1', [member]);
    await client.stopDesktops(['d1']);
    await client.startDesktops(['d1']);
    await client.logOffDesktops(['d1']);
    await client.batchDetach([{ desktopId: 'd1', users: [{ userName: 'ann', type: 'USER' }] }]);
    await client.batchAttach([{ desktopId: 'd1', clearData: false, user }]);
    await client.unbindEips(['d1']);
    await client.bindEip({ eipId: 'e1', desktopId: 'd1' });

    expect(asked).toEqual([
      ['ChangeUserStatus', false],
      ['ChangeUserStatus', true],
      ['RunActionsOnGroup', false],
      ['RunActionsOnGroup', true],
      ['CreateDesktopPoolAuthorizedObjects', false],
      ['CreateDesktopPoolAuthorizedObjects', true],
      ['BatchRunDesktops', false],
      ['BatchRunDesktops', true],
      ['BatchLogoffDesktops', false],
      ['BatchDetachInstances', false],
      ['BatchAttachInstances', true],
      ['BatchDisassociateDesktopsEip', false],
      ['AssociateDesktopsEip', true],
    ]);
  });

  it('stops a write by throwing: nothing is sent, and nothing is in doubt', async () => {
    const { client, calls } = clientOf(api, { beforeWrite: switchedOff });
    expect(await client.unbindEips(['d1'])).toMatchObject([
      {
        outcome: 'failed',
        code: 'Client.Stopped',
        retryable: false,
        message: 'BatchDisassociateDesktopsEip was not called: the kill switch is on.',
      },
    ]);
    expect([api.requests, calls]).toEqual([[], []]);
  });

  it('stops what is left of a batch, and once for all when that is to last', async () => {
    let asked = 0;
    const beforeWrite = async ({ operation }: AboutToWrite) => {
      if (++asked === 2) throw stopped(operation, 'enough.');
    };
    const results = await clientOf(api, { beforeWrite }).client.unbindEips(ids(350));
    expect(results.map(({ outcome }) => outcome)).toEqual([
      ...Array.from({ length: 100 }, () => 'done'),
      ...Array.from({ length: 250 }, () => 'failed'),
    ]);
    expect([api.requests.length, asked]).toEqual([1, 2]);
  });

  it('stops an attempt that follows a refused one', async () => {
    api.on('POST', unbind, throttled);
    let asked = 0;
    const beforeWrite = async ({ operation }: AboutToWrite) => {
      if (++asked === 2) throw stopped(operation, 'for now.', { retryable: true });
    };
    const { client } = clientOf(api, { beforeWrite });
    expect(await client.unbindEips(['d1'])).toMatchObject([{ code: 'Client.Stopped', retryable: true }]);
    expect(api.requests).toHaveLength(1);
  });

  it('is not asked before it is the write’s turn', async () => {
    const times: number[] = [];
    const { client, clock } = clientOf(api, {
      budget: { writesPerMinute: 1 },
      beforeWrite: async () => void times.push(clock.now()),
    });
    const start = clock.now();
    await client.unbindEips(ids(101));
    expect(times.map((at) => at - start)).toEqual([0, 60_500]);
  });

  it('whose error says that it may have been applied is not believed: it was not sent', async () => {
    const { client, clock } = clientOf(api, { beforeWrite: ledgerBusy });
    expect(await client.unbindEips(['d1'])).toMatchObject([
      { outcome: 'failed', code: 'Ledger.Busy', message: 'The ledger answered 503.', retryable: true },
    ]);
    expect(clock.slept).toEqual([]);
  });

  it('that breaks stops the write too, without its words, which may hold anything', async () => {
    const [result] = await clientOf(api, { beforeWrite: broken }).client.unbindEips(['d1']);
    expect(result).toMatchObject({ outcome: 'failed', code: 'Client.Stopped', retryable: true });
    expect(result).toHaveProperty(
      'message',
      'BatchDisassociateDesktopsEip was not called: the check before writes failed (TypeError).',
    );
    expect(api.requests).toEqual([]);
  });

  it('is not waited for beyond the deadline', async () => {
    const start = Date.UTC(2026, 10, 20, 10);
    const hanging = clientOf(api, { beforeWrite: never, deadline: () => start + 1_010 });
    expect(await hanging.client.unbindEips(['d1'])).toMatchObject([{ code: 'Client.OutOfTime' }]);
    const slow = clientOf(api, { beforeWrite: async () => slow.clock.advance(20_000), deadline: () => start + 15_000 });
    expect(await slow.client.unbindEips(['d1'])).toMatchObject([{ code: 'Client.OutOfTime' }]);
    expect(api.requests).toEqual([]);
  });
});
