import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DesktopResult } from '../../../../functions/shared/workspace-api/desktop-result.ts';
import { clientOf, projectId } from './support/client.ts';
import { type FakeApi, startFakeApi } from './support/fake-api.ts';

let api: FakeApi;
beforeEach(async () => {
  api = await startFakeApi();
});
afterEach(() => api.close());

const desktops = `/v2/${projectId}/desktops/detail`;
const eips = `/v2/${projectId}/eips`;
const inDoubt = (desktopId: string): DesktopResult => ({
  desktopId,
  at: 1,
  outcome: 'unknown',
  code: 'Http.502',
  message: 'lost.',
  answered: true,
});
const sure: DesktopResult = { desktopId: 'd9', at: 1, outcome: 'done' };
const outcomes = (results: readonly DesktopResult[]) => results.map(({ desktopId, outcome }) => [desktopId, outcome]);

describe('a write in doubt', () => {
  it('costs nothing when there is none', async () => {
    const { client } = clientOf(api);
    const results = [sure];
    expect(await client.settleDetach(results)).toBe(results);
    expect(await client.settleUnbind(results)).toBe(results);
    expect(await client.settleBind(sure, 'e1')).toBe(sure);
    expect(api.requests).toEqual([]);
  });

  it('of detaching users is answered by one look at the desktops', async () => {
    api.on('GET', desktops, {
      json: {
        total_count: 6,
        desktops: [
          { desktop_id: 'd1', attach_user_infos: [{ user_id: 'u2', user_name: 'bob', type: 'USER' }] },
          { desktop_id: 'd2', attach_user_infos: [{ user_id: 'u1', user_name: 'Ann', type: 'USER' }] },
          { desktop_id: 'd3', user_name: 'ann' },
          { desktop_id: 'd4', attach_user_infos: [{ user_name: 'ann', type: 'GROUP' }] },
          { desktop_id: 'd6', attach_state: 'DEATTACHING', attach_user_infos: [{ user_name: 'ann' }] },
          { desktop_id: 'd7', attach_state: 'WAITING', attach_user_infos: [{ user_name: 'ann' }] },
        ],
      },
    });
    const { client } = clientOf(api);
    const ann = [{ userName: 'ann' }];
    const asked = ['d1', 'd2', 'd3', 'd4', 'd5', 'd6', 'd7', 'd9'].map((desktopId) => ({ desktopId, users: ann }));
    const results = ['d1', 'd2', 'd3', 'd4', 'd5', 'd6', 'd7'].map(inDoubt);
    expect(outcomes(await client.settleDetach([...results, sure], asked))).toEqual([
      ['d1', 'done'],
      ['d2', 'failed'],
      ['d3', 'failed'],
      ['d4', 'done'],
      ['d5', 'unknown'],
      ['d6', 'done'],
      ['d7', 'unknown'],
      ['d9', 'done'],
    ]);
    expect(api.requests.map(({ query }) => query.getAll('desktop_id'))).toEqual([
      ['d1', 'd2', 'd3', 'd4', 'd5', 'd6', 'd7'],
    ]);
  });

  it('is not taken for done because somebody else is on the way out of a shared desktop', async () => {
    const [ann, bob] = [{ user_name: 'ann' }, { user_name: 'bob' }];
    const state = { attach_state: 'DEATTACHING' };
    api.on('GET', desktops, {
      json: {
        desktops: [
          { ...state, desktop_id: 'd1', attach_user_infos: [ann, bob] },
          { ...state, desktop_id: 'd2', attach_user_infos: [bob] },
          { ...state, desktop_id: 'd3', attach_user_infos: [ann] },
        ],
      },
    });
    const { client } = clientOf(api);
    const asked = ['d1', 'd2', 'd3'].map((desktopId) => ({ desktopId, users: [{ userName: 'ann' }] }));
    expect(
      outcomes(
        await client.settleDetach(
          asked.map((target) => inDoubt(target.desktopId)),
          asked,
        ),
      ),
    ).toEqual([
      ['d1', 'unknown'],
      ['d2', 'done'],
      ['d3', 'done'],
    ]);
  });

  it('finds ids whatever their case', async () => {
    api.on('GET', desktops, { json: { desktops: [{ desktop_id: 'abc', attach_user_infos: [{ user_name: 'ann' }] }] } });
    api.on('GET', eips, { json: { eips: [{ id: 'e1', attached_desktop_id: 'abc' }] } });
    const { client } = clientOf(api);
    const asked = [{ desktopId: 'ABC', users: [{ userName: 'ann' }] }];
    expect(outcomes(await client.settleDetach([inDoubt('ABC')], asked))).toEqual([['ABC', 'failed']]);
    expect(outcomes(await client.settleUnbind([inDoubt('ABC')]))).toEqual([['ABC', 'failed']]);
    expect(await client.settleBind(inDoubt('ABC'), 'E1')).toMatchObject({ outcome: 'done' });
  });

  it('counts a name that outlives the attachment as nobody, and one in the list of names as somebody', async () => {
    api.on('GET', desktops, {
      json: {
        desktops: [
          { desktop_id: 'd1', attach_state: 'DEATTACHED', user_name: 'ann', attach_user_infos: [] },
          { desktop_id: 'd2', attach_state: 'ATTACHED', user_list: ['ann'], attach_user_infos: [] },
        ],
      },
    });
    const { client } = clientOf(api);
    expect(outcomes(await client.settleDetach([inDoubt('d1'), inDoubt('d2')]))).toEqual([
      ['d1', 'done'],
      ['d2', 'failed'],
    ]);
  });

  it.each([
    ['a reset', 'reset' as const, 'unknown'],
    ['a gateway that stopped waiting', { status: 504, text: '' }, 'unknown'],
    ['a gateway that says so', { status: 500, json: { error_code: 'APIGW.0201' } }, 'unknown'],
    ['a 408', { status: 408, text: '' }, 'unknown'],
    ['a 500', { status: 500, text: '' }, 'failed'],
    ['a 502', { status: 502, text: '<html>' }, 'failed'],
    ['an unreadable answer', { text: '<html>' }, 'failed'],
  ])('after %s, with nothing to be seen yet', async (_, reply, outcome) => {
    api.on('POST', `/v2/${projectId}/eips/unbinding`, reply);
    api.on('GET', eips, { json: { eips: [{ id: 'e1', attached_desktop_id: 'd1' }], total_count: 1 } });
    const { client } = clientOf(api);
    expect(outcomes(await client.settleUnbind(await client.unbindEips(['d1'])))).toEqual([['d1', outcome]]);
  });

  it('of detaching everybody is done only when nobody is left', async () => {
    api.on('GET', desktops, {
      json: {
        desktops: [
          { desktop_id: 'd1', attach_user_infos: [{ user_name: 'staff', type: 'GROUP' }] },
          { desktop_id: 'd2' },
        ],
      },
    });
    const { client } = clientOf(api);
    expect(outcomes(await client.settleDetach([inDoubt('d1'), inDoubt('d2')]))).toEqual([
      ['d1', 'failed'],
      ['d2', 'done'],
    ]);
  });

  it('that turns out not applied may be tried again', async () => {
    api.on('GET', eips, { json: { eips: [{ id: 'e1', attached_desktop_id: 'd1' }], total_count: 1 } });
    const { client, clock } = clientOf(api);
    expect(await client.settleUnbind([inDoubt('d1'), inDoubt('d2')])).toEqual([
      {
        desktopId: 'd1',
        at: clock.now(),
        outcome: 'failed',
        code: 'Http.502',
        message: 'lost. Reading shows: not applied.',
        retryable: true,
      },
      { desktopId: 'd2', at: clock.now(), outcome: 'done' },
    ]);
    expect(api.requests).toHaveLength(1);
  });

  it('of binding is done when that very EIP is on the desktop', async () => {
    api.on('GET', eips, { json: { eips: [{ id: 'e1', attached_desktop_id: 'd1' }] } });
    const { client } = clientOf(api);
    expect(await client.settleBind(inDoubt('d1'), 'e1')).toMatchObject({ outcome: 'done' });
    expect(await client.settleBind(inDoubt('d1'), 'e2')).toMatchObject({ outcome: 'failed' });
  });

  it('stays in doubt when it cannot be read', async () => {
    api.on('GET', eips, { status: 403, json: { error_code: 'APIGW.0302' } });
    const { client } = clientOf(api);
    const results = [inDoubt('d1')];
    expect(await client.settleUnbind(results)).toBe(results);
  });
});
