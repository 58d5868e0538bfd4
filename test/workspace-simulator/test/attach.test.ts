import { describe, expect, it } from 'vitest';
import { type Started, startForTest } from './start-for-test.ts';

const detach = ({ post }: Started, id: string) => post('/desktops/detach', { desktop_ids: [id] });

const attach = ({ post }: Started, id: string, userName: string, more: object = {}) =>
  post('/desktops/batch-attach', { desktops: [{ desktop_id: id, user_name: userName, user_group: 'users', ...more }] });

describe('attaching the user who was detached', () => {
  it('keeps the data when told so', async () => {
    const started = await startForTest();
    const { id, data } = started.world.addDesktop({ users: ['ann'] });
    await detach(started, id);
    await attach(started, id, 'ann', { is_clear_data: false });
    expect(started.world.desktop(id)).toMatchObject({ attachState: 'ATTACHED', status: 'ACTIVE', data });
    expect(started.world.attachedTo(id)).toEqual(['ann']);
  });

  it('wipes the data when nothing is said', async () => {
    const started = await startForTest();
    const { id } = started.world.addDesktop({ users: ['ann'] });
    await detach(started, id);
    await attach(started, id, 'ann');
    expect(started.world.desktop(id)?.data).toBeNull();
  });
});

describe('attaching', () => {
  it('somebody else wipes a single-user desktop whatever is said', async () => {
    const started = await startForTest();
    started.world.addUser({ userName: 'bob' });
    const { id } = started.world.addDesktop({ users: ['ann'] });
    await detach(started, id);
    await attach(started, id, 'bob', { is_clear_data: false });
    expect(started.world.desktop(id)?.data).toBeNull();
  });

  it('one more to a shared desktop wipes nothing', async () => {
    const started = await startForTest();
    started.world.addUser({ userName: 'bob' });
    const { id, data } = started.world.addDesktop({ desktopType: 'SHARED', users: ['ann'] });
    await attach(started, id, '', {
      user_name: undefined,
      attach_user_infos: [{ user_name: 'bob', user_group: 'users' }],
    });
    expect(started.world.attachedTo(id)).toEqual(['ann', 'bob']);
    expect(started.world.desktop(id)?.data).toBe(data);
  });

  it('is a job; until it ends the desktop is ATTACHING', async () => {
    const started = await startForTest({ detachLagMs: 1000 });
    started.world.addUser({ userName: 'bob' });
    const { id } = started.world.addDesktop();
    const { json } = await attach(started, id, 'bob');
    expect(json).toEqual({ job_id: started.world.jobs[0]?.id });
    expect(started.world.desktop(id)).toMatchObject({ attachState: 'ATTACHING', attachments: [] });
    started.clock.advance(1000);
    expect(started.simulator.requests[0]?.later).toContainEqual(
      expect.objectContaining({ kind: 'job', to: 'SUCCESS' }),
    );
    expect(started.world.desktop(id)).toMatchObject({ attachState: 'ATTACHED', attachments: [{ userName: 'bob' }] });
  });

  it('to a single-user desktop that is taken is accepted, and its job fails', async () => {
    const started = await startForTest();
    started.world.addUser({ userName: 'bob' });
    const { id } = started.world.addDesktop({ users: ['ann'] });
    expect((await attach(started, id, 'bob')).status).toBe(200);
    expect(started.simulator.requests[0]?.changed).toContainEqual(
      expect.objectContaining({ kind: 'job', field: 'status', to: 'FAILED' }),
    );
    expect(started.world.attachedTo(id)).toEqual(['ann']);
  });

  it.each([
    ['an unknown user', { user_name: 'nobody' }, 400],
    ['an unknown group', { attach_user_infos: [{ user_name: 'x', user_group: 'users', type: 'GROUP' }] }, 400],
    ['no user', { user_name: undefined }, 400],
    [
      'two users of a single-user desktop',
      { attach_user_infos: ['bob', 'eve'].map((user_name) => ({ user_name, user_group: 'users' })) },
      400,
    ],
    ['an unknown desktop', { desktop_id: 'never-was' }, 404],
  ])('is refused for %s', async (_, wrong, status) => {
    const started = await startForTest();
    for (const userName of ['bob', 'eve']) started.world.addUser({ userName });
    const { id } = started.world.addDesktop();
    expect((await attach(started, id, 'bob', wrong)).status).toBe(status);
    expect(started.world.desktop(id)?.attachState).toBe('UNATTACH');
  });

  it('is refused while the desktop is busy', async () => {
    const started = await startForTest({ detachLagMs: 1000 });
    const { id } = started.world.addDesktop({ users: ['ann'] });
    await detach(started, id);
    expect((await attach(started, id, 'ann')).status).toBe(409);
  });
});
