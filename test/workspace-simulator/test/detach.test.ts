import { describe, expect, it } from 'vitest';
import { type Started, startForTest } from './start-for-test.ts';

type User = { user_name: string; user_id?: string; type?: 'USER' | 'GROUP' };

const batchDetach = ({ post }: Started, desktopId: string, users: User[] | 'all') => {
  const whom =
    users === 'all' ? { is_detach_all_users: true } : { is_detach_all_users: false, detach_user_infos: users };
  return post('/desktops/batch-detach', { desktops: [{ desktop_id: desktopId, ...whom }] });
};

const detach = ({ post }: Started, desktopIds: string[], more: object = {}) =>
  post('/desktops/detach', { desktop_ids: desktopIds, ...more });

describe('detaching a single-user desktop', () => {
  it('takes the user away, shuts it down, and has no job', async () => {
    const started = await startForTest();
    const { id } = started.world.addDesktop({ users: ['leaver'], loggedIn: 'leaver' });
    const { status, json } = await batchDetach(started, id, [{ user_name: 'leaver' }]);
    expect(status).toBe(200);
    expect(json).toEqual({ failed_operation_list: [], job_id: '', success_job_ids: [expect.any(String)] });
    expect(started.world.desktop(id)).toMatchObject({
      attachState: 'DEATTACHED',
      attachments: [],
      status: 'SHUTOFF',
      loggedIn: null,
    });
  });

  it('takes as long as the lag says: until then the user is listed, DEATTACHING', async () => {
    const started = await startForTest({ detachLagMs: 5000 });
    const { id } = started.world.addDesktop({ users: ['leaver'] });
    await batchDetach(started, id, [{ user_name: 'leaver' }]);
    const listed = async () => (await started.get('/desktops/detail?user_names=leaver')).json;

    started.clock.advance(4999);
    expect(await listed()).toMatchObject({
      total_count: 1,
      desktops: [{ attach_state: 'DEATTACHING', status: 'ACTIVE', attach_user_infos: [{ user_name: 'leaver' }] }],
    });
    started.clock.advance(1);
    expect(await listed()).toEqual({ total_count: 0, desktops: [] });
    expect((await started.get(`/desktops/detail?desktop_id=${id}`)).json).toMatchObject({
      desktops: [{ attach_state: 'DEATTACHED', status: 'SHUTOFF', attach_user_infos: [], user_name: '' }],
    });
  });

  it('leaves it on where that is asked for, or assumed', async () => {
    const started = await startForTest({ assumptions: { singleUserShutsOffUnasked: false } });
    const [asked, unasked, told] = ['a', 'b', 'c'].map((user) => started.world.addDesktop({ users: [user] }).id);
    await detach(started, [asked ?? ''], { shutoff_after_detach: false });
    await detach(started, [unasked ?? '']);
    await detach(started, [told ?? ''], { shutoff_after_detach: true });
    expect(started.world.desktops.map(({ status }) => status)).toEqual(['ACTIVE', 'ACTIVE', 'SHUTOFF']);
  });
});

describe('detaching one user of a shared desktop', () => {
  it('leaves the others, and the desktop on', async () => {
    const started = await startForTest();
    const { id } = started.world.addDesktop({ desktopType: 'SHARED', users: ['leaver', 'stayer'] });
    await batchDetach(started, id, [{ user_name: 'leaver' }]);
    expect(started.world.desktop(id)).toMatchObject({ attachState: 'ATTACHED', status: 'ACTIVE' });
    expect(started.world.attachedTo(id)).toEqual(['stayer']);
  });

  it('starts a desktop that is off', async () => {
    const started = await startForTest();
    const { id } = started.world.addDesktop({ desktopType: 'SHARED', status: 'SHUTOFF', users: ['leaver', 'stayer'] });
    await batchDetach(started, id, [{ user_name: 'leaver' }]);
    expect(started.world.desktop(id)?.status).toBe('ACTIVE');
    expect(started.simulator.requests.at(-1)?.changed).toContainEqual(
      expect.objectContaining({ field: 'status', from: 'SHUTOFF', to: 'ACTIVE' }),
    );
  });

  it('does not end the session of another', async () => {
    const started = await startForTest();
    const { id } = started.world.addDesktop({ desktopType: 'SHARED', users: ['leaver', 'stayer'], loggedIn: 'stayer' });
    await batchDetach(started, id, [{ user_name: 'leaver' }]);
    expect(started.world.desktop(id)?.loggedIn).toBe('stayer');
  });

  it('takes a group away by its name and type, and not a user of the same name', async () => {
    const started = await startForTest();
    started.world.addGroup({ groupName: 'sales', members: ['x'] });
    const { id } = started.world.addDesktop({ desktopType: 'SHARED', users: ['sales'], groups: ['sales'] });
    await batchDetach(started, id, [{ user_name: 'sales', type: 'GROUP' }]);
    expect(started.world.desktop(id)?.attachments).toMatchObject([{ userName: 'sales', type: 'USER' }]);
  });

  it('takes nobody whose id is another', async () => {
    const started = await startForTest();
    const { id } = started.world.addDesktop({ desktopType: 'SHARED', users: ['leaver', 'stayer'] });
    await batchDetach(started, id, [{ user_name: 'leaver', user_id: 'of somebody else' }]);
    expect(started.world.attachedTo(id)).toEqual(['leaver', 'stayer']);
  });
});

describe('detaching all users', () => {
  it('pays no heed to those listed', async () => {
    const started = await startForTest();
    const { id } = started.world.addDesktop({ desktopType: 'SHARED', users: ['a', 'b'] });
    const desktop = { desktop_id: id, is_detach_all_users: true, detach_user_infos: [{ user_name: 'a' }] };
    await started.post('/desktops/batch-detach', { desktops: [desktop] });
    expect(started.world.attachedTo(id)).toEqual([]);
  });

  it('leaves a shared desktop on', async () => {
    const started = await startForTest();
    const { id } = started.world.addDesktop({ desktopType: 'SHARED', users: ['a', 'b'] });
    await detach(started, [id]);
    expect(started.world.desktop(id)).toMatchObject({ status: 'ACTIVE', attachState: 'DEATTACHED' });
  });

  it('goes before naming some, when a desktop is in the list twice', async () => {
    const started = await startForTest();
    const { id } = started.world.addDesktop({ desktopType: 'SHARED', users: ['a', 'b', 'c'] });
    const all = { desktop_id: id, is_detach_all_users: true };
    const some = { desktop_id: id, detach_user_infos: [{ user_name: 'a' }] };
    await started.post('/desktops/batch-detach', { desktops: [all, some] });
    expect(started.world.attachedTo(id)).toEqual([]);
  });

  it("is understood, and noted, when the boolean is the string of the documents' example", async () => {
    const started = await startForTest();
    const { id } = started.world.addDesktop({ desktopType: 'SHARED', users: ['a', 'b'] });
    const desktop = { desktop_id: id, is_detach_all_users: 'false', detach_user_infos: [{ user_name: 'a' }] };
    await started.post('/desktops/batch-detach', { desktops: [desktop] });
    expect(started.world.attachedTo(id)).toEqual(['b']);
    expect(started.simulator.requests.at(-1)?.warnings).toEqual(['is_detach_all_users is a string, not a boolean']);
  });
});

describe('a desktop of a pool', () => {
  it('is detached by a job, the others are not', async () => {
    const started = await startForTest({ detachLagMs: 10_000 });
    const pool = started.world.addPool({ poolName: 'p' });
    const [pooled, own] = [
      started.world.addDesktop({ poolId: pool.id, users: ['a'] }),
      started.world.addDesktop({ users: ['b'] }),
    ];
    expect((await detach(started, [own.id])).json).toMatchObject({ job_id: '' });
    expect((await detach(started, [pooled.id])).json).toMatchObject({ job_id: started.world.jobs[0]?.id });
    started.clock.advance(9_999);
    expect(started.world.attachedTo(pooled.id)).toEqual(['a']);
    started.clock.advance(1);
    expect(started.world.attachedTo(pooled.id)).toEqual([]);
  });
});

describe('what cannot be detached', () => {
  it('is in the list of failures of a 200: hibernated, unknown and deleted desktops', async () => {
    const started = await startForTest();
    const { world } = started;
    const hibernated = world.addDesktop({ computerName: 'SLEEPER', users: ['a'], status: 'HIBERNATED' }).id;
    const deleted = world.addDesktop({ users: ['b'] }).id;
    const fine = world.addDesktop({ users: ['c'] }).id;
    world.deleteDesktop(deleted);
    const { status, json } = await detach(started, [hibernated, deleted, 'never-was', fine]);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      failed_operation_list: [
        { desktop_id: hibernated, desktop_name: 'SLEEPER', error_code: 'SIM.Hibernat' },
        { desktop_id: deleted, error_code: 'SIM.NoDesktp' },
        { desktop_id: 'never-was', error_code: 'SIM.NoDesktp' },
      ],
    });
    expect(world.attachedTo(hibernated)).toEqual(['a']);
    expect(world.attachedTo(fine)).toEqual([]);
  });

  it('refuses the whole call when it is busy, and changes nothing', async () => {
    const started = await startForTest({ detachLagMs: 1000 });
    const [busy, idle] = [started.world.addDesktop({ users: ['a'] }).id, started.world.addDesktop({ users: ['b'] }).id];
    await detach(started, [busy]);
    expect(await detach(started, [idle, busy])).toMatchObject({ status: 409, json: { error_code: 'WKS.00010032' } });
    expect(started.world.desktop(idle)?.attachState).toBe('ATTACHED');
    started.clock.advance(1000);
    expect((await detach(started, [idle, busy])).status).toBe(200);
  });

  it('is a 400 when a named user does not exist', async () => {
    const started = await startForTest();
    const { id } = started.world.addDesktop({ users: ['a'] });
    const answer = await batchDetach(started, id, [{ user_name: 'a' }, { user_name: 'nobody' }]);
    expect(answer).toMatchObject({ status: 400, json: { error_code: 'WKS.00170312' } });
    expect(started.world.attachedTo(id)).toEqual(['a']);
  });

  it('is a success when there is nobody to detach', async () => {
    const started = await startForTest();
    const { id } = started.world.addDesktop();
    expect((await detach(started, [id, id])).json).toMatchObject({ failed_operation_list: [] });
    expect(started.world.desktop(id)?.attachState).toBe('UNATTACH');
  });
});

describe('where it is assumed otherwise', () => {
  it('an unknown desktop refuses the call; a busy one, nobody and an unknown user are failures in a 200', async () => {
    const started = await startForTest({
      detachLagMs: 1000,
      assumptions: {
        unknownDesktop: 'refuse-call',
        busyDesktop: 'failed-item',
        detachOfNobody: 'failed-item',
        unknownUser: 'failed-item',
      },
    });
    const [busy, empty] = [started.world.addDesktop({ users: ['a'] }).id, started.world.addDesktop().id];
    await detach(started, [busy]);
    expect((await detach(started, ['never-was'])).status).toBe(404);
    expect((await detach(started, [busy, empty])).json).toMatchObject({
      failed_operation_list: [{ error_code: 'WKS.00010032' }, { error_code: 'SIM.NoUser' }],
    });
    expect((await batchDetach(started, empty, [{ user_name: 'nobody' }])).json).toMatchObject({
      failed_operation_list: [{ desktop_id: empty, error_code: 'WKS.00170312' }],
    });
  });

  it('strings for booleans are refused', async () => {
    const started = await startForTest({ assumptions: { booleansAsStrings: 'refuse' } });
    const { id } = started.world.addDesktop({ users: ['a'] });
    expect((await detach(started, [id], { shutoff_after_detach: 'true' })).status).toBe(400);
  });
});
