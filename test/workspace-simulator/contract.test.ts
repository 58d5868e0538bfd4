import { describe, expect, it } from 'vitest';
import { callers, startContract } from './contract/start-contract.ts';
import type { WorkspaceSimulatorOptions } from './start-workspace-simulator.ts';

describe.each(callers)('the Workspace service, seen through %s,', (_, createCaller) => {
  const start = (options: WorkspaceSimulatorOptions = {}) => startContract(createCaller, options);

  describe('lists', () => {
    it('the desktops of users, exactly by name', async () => {
      const { service, world } = await start();
      const own = world.addDesktop({ users: ['ann'], tags: { site: 'KUL' } }).id;
      const shared = world.addDesktop({ desktopType: 'SHARED', users: ['ann', 'bob'] }).id;
      world.addDesktop({ users: ['anna'] });
      expect(await service.desktopsOf(['ann', 'nobody'])).toEqual([
        {
          id: own,
          users: ['ann'],
          groups: [],
          attachState: 'ATTACHED',
          status: 'ACTIVE',
          type: 'DEDICATED',
          tags: { site: 'KUL' },
        },
        {
          id: shared,
          users: ['ann', 'bob'],
          groups: [],
          attachState: 'ATTACHED',
          status: 'ACTIVE',
          type: 'SHARED',
          tags: {},
        },
      ]);
    });

    it('users whose names must be encoded', async () => {
      const { service, world } = await start();
      const names = ["o'hara", 'a b', 'ä@', '(x)!', 'a&b', '%41'];
      for (const name of names) world.addDesktop({ users: [name] });
      expect((await service.desktopsOf(names)).flatMap(({ users }) => users)).toEqual(names);
    });

    it('desktops by id, passing over those that are gone', async () => {
      const { service, world } = await start();
      const [kept, gone] = [world.addDesktop({ users: ['ann'] }).id, world.addDesktop().id];
      world.deleteDesktop(gone);
      expect(await service.desktopsById([kept, gone])).toEqual([{ id: kept, users: ['ann'] }]);
    });

    it('groups and pools with those in them', async () => {
      const { service, world, userOf } = await start();
      const group = world.addGroup({ groupName: 'sales', members: ['ann', 'bob'] });
      const pool = world.addPool({ poolName: 'desk', users: ['ann'], groups: ['sales'] });
      expect(await service.groups()).toEqual([{ id: group.id, name: 'sales' }]);
      expect(await service.pools()).toEqual([{ id: pool.id, name: 'desk' }]);
      expect(await service.poolUsers(pool.id)).toEqual([
        { ...userOf('ann'), type: 'USER' },
        { id: group.id, name: 'sales', type: 'USER_GROUP' },
      ]);
      expect(await service.users(['bob'])).toEqual([{ ...userOf('bob'), locked: false, groups: ['sales'] }]);
    });

    it('EIPs, and what the EIP service knows of them', async () => {
      const { service, world } = await start();
      const desktopId = world.addDesktop().id;
      const bound = world.addEip({ desktopId }).id;
      const free = world.addEip({ billingMode: 'YEARLY_MONTHLY' }).id;
      const nat = world.addEip({ otherInstance: { type: 'NATGW', id: 'nat-1' } }).id;
      expect(await service.eips('bind')).toEqual([{ id: bound, desktopId }]);
      expect(await service.eips('unbind')).toEqual([{ id: free, desktopId: null }]);
      expect(await service.publicIps()).toEqual([
        { id: bound, isBound: true, isPrepaid: false },
        { id: free, isBound: false, isPrepaid: true },
        { id: nat, isBound: true, isPrepaid: false },
      ]);
    });
  });

  describe('detaches', () => {
    it('one user of a shared desktop, leaving the other', async () => {
      const { service, world, userOf, desktopNow } = await start();
      const { id } = world.addDesktop({ desktopType: 'SHARED', users: ['leaver', 'stayer'] });
      expect(await service.detachUser(id, userOf('leaver'))).toEqual({ desktopId: id, outcome: 'done' });
      expect(desktopNow(id)).toMatchObject({ users: ['stayer'], attachState: 'ATTACHED', status: 'ACTIVE' });
    });

    it('with a lag, during which the user is still listed', async () => {
      const { service, world, clock, desktopNow } = await start({ detachLagMs: 5000 });
      const { id } = world.addDesktop({ users: ['leaver'] });
      await service.detachEverybody([id]);
      expect(await service.desktopsOf(['leaver'])).toMatchObject([
        { id, attachState: 'DEATTACHING', users: ['leaver'] },
      ]);
      clock.advance(5000);
      expect(await service.desktopsOf(['leaver'])).toEqual([]);
      expect(desktopNow(id)).toMatchObject({ users: [], attachState: 'DEATTACHED', status: 'SHUTOFF' });
    });

    it('some of a batch, and says which failed and why', async () => {
      const { service, world } = await start();
      const sleeper = world.addDesktop({ users: ['a'], status: 'HIBERNATED' }).id;
      const fine = world.addDesktop({ users: ['b'] }).id;
      expect(await service.detachEverybody([sleeper, fine, 'never-was'])).toEqual([
        { desktopId: sleeper, outcome: 'failed', code: 'SIM.Hibernat' },
        { desktopId: fine, outcome: 'done' },
        { desktopId: 'never-was', outcome: 'failed', code: 'SIM.NoDesktp' },
      ]);
      expect(world.attachedTo(sleeper)).toEqual(['a']);
    });

    it('pool desktops in a job', async () => {
      const { service, world } = await start();
      const { id } = world.addDesktop({ poolId: world.addPool({ poolName: 'desk' }).id, users: ['ann'] });
      expect(await service.detachEverybody([id])).toEqual([
        { desktopId: id, outcome: 'done', jobId: world.jobs[0]?.id },
      ]);
    });

    it('nobody from a busy desktop', async () => {
      const { service, world } = await start();
      const { id } = world.addDesktop({ users: ['ann'], taskStatus: 'rebuilding' });
      expect(await service.detachEverybody([id])).toEqual([{ desktopId: id, outcome: 'failed', code: 'WKS.00010032' }]);
    });

    it('nobody who does not exist', async () => {
      const { service, world } = await start();
      const { id } = world.addDesktop({ users: ['ann'] });
      const result = await service.detachUser(id, { id: 'nobody', name: 'nobody' });
      expect(result).toEqual({ desktopId: id, outcome: 'failed', code: 'WKS.00170312' });
    });
  });

  describe('gives a desktop back', () => {
    it('to the user it was taken from, with the data', async () => {
      const { service, world, desktopNow } = await start();
      const { id, data } = world.addDesktop({ users: ['ann'] });
      await service.detachEverybody([id]);
      expect(await service.attach(id, 'ann')).toMatchObject({ outcome: 'done', jobId: expect.any(String) as unknown });
      expect(desktopNow(id)).toMatchObject({ users: ['ann'], attachState: 'ATTACHED' });
      expect(world.desktop(id)?.data).toBe(data);
    });
  });

  describe('moves EIPs:', () => {
    it('unbinds them by desktop, and binds the same again', async () => {
      const { service, world } = await start();
      const [one, other] = [world.addDesktop().id, world.addDesktop().id];
      const { id } = world.addEip({ desktopId: one });
      const done = [one, other].map((desktopId) => ({ desktopId, outcome: 'done' }));
      expect(await service.unbind([one, other])).toEqual(done);
      expect(await service.eips('unbind')).toEqual([{ id, desktopId: null }]);
      expect(await service.bind(id, one)).toEqual({ desktopId: one, outcome: 'done' });
      expect(await service.eips('bind')).toEqual([{ id, desktopId: one }]);
    });

    it('does not bind what is bound', async () => {
      const { service, world } = await start();
      const [one, other] = [world.addDesktop().id, world.addDesktop().id];
      const { id } = world.addEip({ desktopId: one });
      expect(await service.bind(id, other)).toMatchObject({ desktopId: other, outcome: 'failed' });
    });

    it('releases free ones, not bound ones', async () => {
      const { service, world } = await start();
      const bound = world.addEip({ desktopId: world.addDesktop().id }).id;
      const free = world.addEip().id;
      expect(await service.release(bound)).toBe(false);
      expect(await service.release(free)).toBe(true);
      expect((await service.publicIps()).map(({ id }) => id)).toEqual([bound]);
    });
  });

  describe('keeps people out:', () => {
    it('locks and unlocks a user', async () => {
      const { service, world, userOf } = await start();
      world.addDesktop({ users: ['ann'] });
      expect(await service.lock(userOf('ann').id)).toBe(true);
      expect(world.logIn('ann')).toBeUndefined();
      expect(await service.users(['ann'])).toMatchObject([{ locked: true }]);
      expect(await service.unlock(userOf('ann').id)).toBe(true);
      expect(world.logIn('ann')).toBeDefined();
      expect(await service.lock('nobody')).toBe(false);
    });

    it('takes the authorization for a pool away, or the next login brings a desktop back', async () => {
      const { service, world, userOf } = await start();
      const pool = world.addPool({ poolName: 'desk', users: ['ann'] });
      world.addDesktop({ id: 'pooled', poolId: pool.id });
      world.logIn('ann');
      await service.detachEverybody(['pooled']);
      expect(world.logIn('ann')?.id).toBe('pooled');
      await service.detachEverybody(['pooled']);
      const ann = { ...userOf('ann'), type: 'USER' } as const;
      expect(await service.removeFromPool(pool.id, ann)).toBe(true);
      expect(await service.poolUsers(pool.id)).toEqual([]);
      expect(world.logIn('ann')).toBeUndefined();
      expect(await service.addToPool(pool.id, ann)).toBe(true);
      expect(await service.poolUsers(pool.id)).toEqual([ann]);
      expect(world.logIn('ann')?.id).toBe('pooled');
    });

    it('takes a user out of a group, or the group lets them in', async () => {
      const { service, world, userOf } = await start();
      const group = world.addGroup({ groupName: 'sales', members: ['ann', 'bob'] });
      const shared = world.addDesktop({ desktopType: 'SHARED', groups: ['sales'] }).id;
      expect(world.logIn('ann')?.id).toBe(shared);
      expect(await service.users(['ann'])).toMatchObject([{ groups: ['sales'] }]);
      expect(await service.removeFromGroup(group.id, userOf('ann').id)).toBe(true);
      expect(await service.users(['ann', 'bob'])).toMatchObject([{ groups: [] }, { groups: ['sales'] }]);
      expect([world.logIn('ann'), world.logIn('bob')?.id]).toEqual([undefined, shared]);
      expect(await service.addToGroup(group.id, userOf('ann').id)).toBe(true);
      expect(world.logIn('ann')?.id).toBe(shared);
    });

    it('takes a group out of a pool, or its members get a desktop of the pool', async () => {
      const { service, world } = await start();
      const { id } = world.addGroup({ groupName: 'sales', members: ['ann'] });
      const pool = world.addPool({ poolName: 'desk', groups: ['sales'] });
      world.addDesktop({ id: 'pooled', poolId: pool.id });
      expect(world.logIn('ann')?.id).toBe('pooled');
      expect(await service.desktopsOf(['ann'])).toMatchObject([{ id: 'pooled', users: ['ann'], type: 'POOLED' }]);
      await service.detachEverybody(['pooled']);
      expect(await service.removeFromPool(pool.id, { id, name: 'sales', type: 'USER_GROUP' })).toBe(true);
      expect(world.logIn('ann')).toBeUndefined();
    });

    it('changes no group that is not there, and no member who is not', async () => {
      const { service, world, userOf } = await start();
      const { id } = world.addGroup({ groupName: 'sales', members: ['ann'] });
      const pool = world.addPool({ poolName: 'desk' }).id;
      expect(await service.removeFromGroup('none', userOf('ann').id)).toBe(false);
      expect(await service.addToGroup(id, 'nobody')).toBe(false);
      expect(await service.addToPool(pool, { id: 'nobody', name: 'nobody', type: 'USER' })).toBe(false);
      expect(await service.addToPool('none', { ...userOf('ann'), type: 'USER' })).toBe(false);
      expect([world.groups[0]?.members, await service.poolUsers(pool)]).toEqual([['ann'], []]);
    });

    it('ends sessions, and stops desktops', async () => {
      const { service, world, desktopNow } = await start();
      const { id } = world.addDesktop({ users: ['ann'] });
      world.logIn('ann');
      expect(await service.logOff([id])).toEqual([{ desktopId: id, outcome: 'done' }]);
      expect(world.desktop(id)?.loggedIn).toBeNull();
      expect(await service.stop([id])).toEqual([{ desktopId: id, outcome: 'done' }]);
      expect(desktopNow(id)).toMatchObject({ status: 'SHUTOFF' });
    });
  });

  it('shows the tags of a desktop', async () => {
    const { service, world } = await start();
    const { id } = world.addDesktop({ tags: { site: 'KUL', left: '' } });
    expect(await service.tagsOf(id)).toEqual({ site: 'KUL', left: '' });
  });

  describe('when it goes wrong', () => {
    it.each(['500-after', 'reset-after', 'malformed-json', '502-html', '502-empty', 'reset-before'] as const)(
      '(%s) says that the outcome of a write is unknown',
      async (kind) => {
        const { service, world, simulator } = await start();
        const { id } = world.addDesktop({ users: ['ann'] });
        simulator.fault({ operation: 'DetachInstances', kind });
        expect(await service.detachEverybody([id])).toEqual([{ desktopId: id, outcome: 'unknown' }]);
        const applied = ['500-after', 'reset-after', 'malformed-json'].includes(kind);
        expect(world.attachedTo(id)).toEqual(applied ? [] : ['ann']);
        expect(simulator.requests.filter(({ operation }) => operation === 'DetachInstances').length).toBe(1);
      },
    );

    it('says so of the desktops that failed inside a 200', async () => {
      const { service, world, simulator } = await start();
      const [good, bad] = [world.addDesktop({ users: ['a'] }).id, world.addDesktop({ users: ['b'] }).id];
      simulator.fault({
        operation: 'DetachInstances',
        kind: 'partial-failure',
        desktopIds: [bad],
        code: 'WKS.00010321',
      });
      expect(await service.detachEverybody([good, bad])).toEqual([
        { desktopId: good, outcome: 'done' },
        { desktopId: bad, outcome: 'failed', code: 'WKS.00010321' },
      ]);
    });

    it('is done in the end when it was throttled at first', async () => {
      const { service, world, simulator, clock } = await start();
      const { id } = world.addDesktop({ users: ['ann'] });
      const before = clock.now();
      simulator.fault({ operation: 'DetachInstances', kind: '429', times: 2 });
      expect(await service.detachEverybody([id])).toEqual([{ desktopId: id, outcome: 'done' }]);
      expect(world.attachedTo(id)).toEqual([]);
      expect(clock.now()).toBeGreaterThan(before);
    });

    it('says that a permission is missing', async () => {
      const { service, world, simulator } = await start();
      const { id } = world.addDesktop({ users: ['ann'] });
      simulator.fault({ operation: 'DetachInstances', kind: '403' });
      expect(await service.detachEverybody([id])).toEqual([{ desktopId: id, outcome: 'failed', code: 'SIM.Denied' }]);
    });
  });

  it('asks for nothing the service does not know', async () => {
    const { service, world, simulator, userOf } = await start();
    const pool = world.addPool({ poolName: 'desk', users: ['ann'] });
    const { id } = world.addDesktop({ users: ['ann'] });
    await service.desktopsOf(['ann']);
    await service.desktopsById([id]);
    await service.eips('bind');
    await service.publicIps();
    await service.users(['ann']);
    await service.groups();
    await service.pools();
    await service.poolUsers(pool.id);
    await service.detachUser(id, userOf('ann'));
    expect(simulator.requests.flatMap(({ warnings }) => warnings ?? [])).toEqual([]);
    expect(simulator.requests.map(({ status }) => status)).not.toContain(404);
  });
});
