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
const outcomeOf = async (settled: Promise<{ outcome: string }>) => (await settled).outcome;
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

  it('of attaching is done when all who were asked are there, and open while somebody is on the way', async () => {
    const [ann, bob] = [{ user_name: 'Ann' }, { user_name: 'bob', user_id: 'u2' }];
    api.on('GET', desktops, {
      json: {
        desktops: [
          { desktop_id: 'd1', attach_state: 'ATTACHED', attach_user_infos: [ann, bob] },
          { desktop_id: 'd2', attach_state: 'ATTACHED', attach_user_infos: [bob] },
          { desktop_id: 'd3', attach_state: 'ATTACHING', attach_user_infos: [ann] },
          { desktop_id: 'd4', attach_state: 'ATTACHING', attach_user_infos: [ann, bob] },
          { desktop_id: 'd5', attach_state: 'DEATTACHING', attach_user_infos: [ann, bob] },
          { desktop_id: 'd6', attach_state: 'WAITING' },
          { desktop_id: 'd7', attach_state: 'ATTACHFAIL' },
        ],
      },
    });
    const { client } = clientOf(api);
    const users = [
      { userName: 'ann', userGroup: 'users' },
      { userName: 'robert', userId: 'U2', userGroup: 'users' },
    ];
    const targets = ['d1', 'd2', 'd3', 'd4', 'd5', 'd6', 'd7', 'd8'].map((desktopId) => ({ desktopId, users }));
    const results = targets.map(({ desktopId }) => inDoubt(desktopId));
    expect(outcomes(await client.settleAttach(results, targets))).toEqual([
      ['d1', 'done'],
      ['d2', 'failed'],
      ['d3', 'unknown'],
      ['d4', 'done'],
      ['d5', 'unknown'],
      ['d6', 'unknown'],
      ['d7', 'failed'],
      ['d8', 'unknown'],
    ]);
  });

  it.each([
    ['os-start', ['done', 'failed', 'done', 'unknown', 'failed', 'unknown', 'unknown']],
    ['os-stop', ['failed', 'done', 'unknown', 'done', 'failed', 'unknown', 'unknown']],
    ['os-hibernate', ['failed', 'failed', 'unknown', 'unknown', 'done', 'unknown', 'unknown']],
    ['reboot', ['unknown', 'unknown', 'unknown', 'unknown', 'unknown', 'done', 'unknown']],
  ] as const)('of %s is told by status and task', async (action, expected) => {
    const states = [
      { status: 'ACTIVE', task_status: null },
      { status: 'SHUTOFF', task_status: '' },
      { status: 'SHUTOFF', task_status: 'powering-on' },
      { status: 'ACTIVE', task_status: 'powering-off' },
      { status: 'HIBERNATED' },
      { status: 'ACTIVE', task_status: 'reboot_started_hard' },
    ];
    const listed = states.map((state, n) => ({ ...state, desktop_id: `d${n}` }));
    api.on('GET', `/v2/${projectId}/desktops`, { json: { desktops: listed } });
    const { client } = clientOf(api);
    const results = [...listed, { desktop_id: 'gone' }].map(({ desktop_id }) => inDoubt(desktop_id));
    expect((await client.settleRun(results, action)).map(({ outcome }) => outcome)).toEqual(expected);
    expect(api.requests).toHaveLength(1);
  });

  it('of releasing is done when that very EIP is not listed, whatever others are', async () => {
    api.on('GET', `/v3/${projectId}/eip/publicips`, { json: { publicips: [{ id: 'e1' }], total_count: 1 } });
    const { client } = clientOf(api, { endpoints: { eip: api.url } });
    const { desktopId: _, ...result } = inDoubt('');
    expect(await outcomeOf(client.settleRelease(result, 'E1'))).toBe('failed');
    expect(await outcomeOf(client.settleRelease(result, 'e2'))).toBe('done');
  });

  it('of locking stays so where the service does not say whether the user is locked', async () => {
    api.on('GET', `/v2/${projectId}/users/u1`, { json: { user_detail: { id: 'u1' } } });
    const { client } = clientOf(api);
    const { desktopId: _, ...result } = inDoubt('');
    expect(await client.settleLock(result, 'u1')).toBe(result);
    expect(await client.settleUnlock(result, 'u1')).toBe(result);
  });

  it('of tagging is done when all of the tags have their values, of untagging when none is there', async () => {
    api.on('GET', `/v2/${projectId}/desktops/d1/tags`, {
      json: {
        tags: [
          { key: 'a', value: '1' },
          { key: 'b', value: null },
        ],
      },
    });
    const { client } = clientOf(api);
    const { desktopId: _, ...result } = inDoubt('');
    expect(await outcomeOf(client.settleTag(result, 'd1', { a: '1', b: '' }))).toBe('done');
    expect(await outcomeOf(client.settleTag(result, 'd1', { a: '2' }))).toBe('failed');
    expect(await outcomeOf(client.settleTag(result, 'd1', { a: '1', c: '' }))).toBe('failed');
    expect(await outcomeOf(client.settleUntag(result, 'd1', ['c']))).toBe('done');
    expect(await outcomeOf(client.settleUntag(result, 'd1', ['c', 'b']))).toBe('failed');
  });

  it('stays in doubt when it cannot be read', async () => {
    api.on('GET', eips, { status: 403, json: { error_code: 'APIGW.0302' } });
    const { client } = clientOf(api);
    const results = [inDoubt('d1')];
    expect(await client.settleUnbind(results)).toBe(results);
  });
});
