import { describe, expect, it } from 'vitest';
import { hashOfPlan, planOf, whyEipStays } from '../../../../../functions/shared/offboarding/decide/plan.ts';
import { aCase, aPolicy, aPool, aRecord, aUserRecord, stayers } from '../../../support/samples.ts';

const eip = { eipId: 'eip-1', address: '198.51.100.7' };
const user = aUserRecord();
const pool = aPool({ name: 'call-centre' });

describe('the plan of a case', () => {
  it('has everything that the policy wants, in the order in which it is done', () => {
    const one = aCase({ desktops: [aRecord('own', { computerName: 'pc-1', eip })], users: [user], access: [pool] });

    expect(planOf(one, aPolicy({ lockUser: true, logOff: true, shutdown: true }))).toEqual([
      { do: 'lock', workspace: 'main', target: 'user-1', name: 'leaver', why: 'policy' },
      {
        do: 'remove-access',
        workspace: 'main',
        target: 'pool-1',
        name: 'call-centre',
        user: 'user-1',
        why: 'access-through-pool',
      },
      { do: 'log-off', workspace: 'main', target: 'own', name: 'pc-1', why: 'policy' },
      { do: 'detach', workspace: 'main', target: 'own', name: 'pc-1', user: 'user-1', why: 'attached' },
      { do: 'shutdown', workspace: 'main', target: 'own', name: 'pc-1', why: 'policy' },
      { do: 'unbind-eip', workspace: 'main', target: 'eip-1', name: '198.51.100.7', why: 'nobody-left' },
    ]);
  });

  it('has no more than that', () => {
    const one = aCase({ desktops: [aRecord('own')], users: [user] });

    expect(planOf(one, aPolicy()).map((action) => action.do)).toEqual(['detach']);
  });

  it('says of a hibernated desktop that a person has to start it first, and is another plan then', () => {
    const [asleep, awake] = ['HIBERNATED', 'ACTIVE'].map((powerState) =>
      planOf(aCase({ desktops: [aRecord('own', { powerState })] }), aPolicy()),
    );

    expect(asleep).toMatchObject([{ do: 'detach', why: 'hibernated' }]);
    expect(awake).toMatchObject([{ do: 'detach', why: 'attached' }]);
    expect(hashOfPlan(asleep ?? [])).not.toBe(hashOfPlan(awake ?? []));
  });

  it('has no name where none is known', () => {
    const one = aCase({ desktops: [aRecord('own', { eip: { eipId: 'eip-1' } })], access: [aPool()] });

    expect(planOf(one, aPolicy())).toStrictEqual([
      { do: 'remove-access', workspace: 'main', target: 'pool-1', user: 'user-1', why: 'access-through-pool' },
      { do: 'detach', workspace: 'main', target: 'own', user: 'user-1', why: 'attached' },
      { do: 'unbind-eip', workspace: 'main', target: 'eip-1', why: 'nobody-left' },
    ]);
  });

  it('says what is left alone, and why', () => {
    const one = aCase({
      desktops: [
        aRecord('kept', { protected: 'tag:keep', eip }),
        aRecord('shared', { others: stayers(2), eip: { eipId: 'eip-2' } }),
      ],
      users: [{ ...user, wasLocked: true, lock: 'verified' }],
      access: [{ ...pool, removal: 'reported' }],
    });

    const left = planOf(one, aPolicy({ lockUser: true, logOff: true, shutdown: true, pools: 'report' }));

    expect(left.map((action) => [action.do, action.target, action.why])).toEqual([
      ['leave', 'user-1', 'already-locked'],
      ['leave', 'pool-1', 'pool-is-for-a-person-to-remove'],
      ['leave', 'kept', 'protected-tag:keep'],
      ['leave', 'shared', 'others-have-sessions'],
      ['detach', 'shared', 'attached'],
      ['leave', 'eip-2', 'still-in-use-by-others'],
    ]);
  });

  it('leaves what was done before the case took anything', () => {
    const gone = { detach: 'verified', wasGone: true, powerState: 'SHUTOFF' } as const;
    const one = aCase({
      desktops: [aRecord('own', gone)],
      users: [{ ...user, wasLocked: true, lock: 'verified' }],
      access: [{ ...pool, removal: 'verified', wasGone: true }],
    });

    const left = planOf(one, aPolicy({ lockUser: true, shutdown: true }));

    expect(left.map((action) => [action.do, action.why])).toEqual([
      ['leave', 'already-locked'],
      ['leave', 'already-removed'],
      ['leave', 'already-detached'],
      ['leave', 'already-off'],
    ]);
  });

  it('has a hash that does not change while it is carried out, and does with everything in it', () => {
    const policy = aPolicy({ lockUser: true });
    const one = aCase({ desktops: [aRecord('own', { eip }), aRecord('other')], users: [user], access: [pool] });
    const hash = hashOfPlan(planOf(one, policy));
    const half = aCase({
      desktops: [aRecord('other'), aRecord('own', { eip, detach: 'verified', unbind: 'requested' })],
      users: [{ ...user, lock: 'verified' }],
      access: [{ ...pool, removal: 'verified' }],
    });

    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(hashOfPlan(planOf(half, policy))).toBe(hash);
    const others = [
      aCase({ ...one, desktops: [aRecord('own', { eip })] }),
      aCase({ ...one, desktops: [aRecord('own', { eip: { eipId: 'eip-9' } }), aRecord('other')] }),
      aCase({ ...one, access: [] }),
      aCase({ ...one, desktops: [aRecord('own', { eip, workspace: 'branch' }), aRecord('other')] }),
    ].map((another) => hashOfPlan(planOf(another, policy)));
    expect(new Set([hash, hashOfPlan(planOf(one, aPolicy())), ...others]).size).toBe(6);
  });

  it('has another hash where it takes from another user, or leads out of a group that opens something else', () => {
    const policy = aPolicy({ groups: 'remove' });
    const group = aPool({ kind: 'group', opens: ['d-1', 'd-2'] });
    const ofBoss = { userName: 'boss', userId: 'user-9' };
    const plans = [
      aCase({ desktops: [aRecord('shared')], access: [group] }),
      aCase({ desktops: [aRecord('shared', { attachment: ofBoss })], access: [group] }),
      aCase({ desktops: [aRecord('shared')], access: [{ ...group, opens: ['d-1', 'd-3'] }] }),
      aCase({ desktops: [aRecord('shared')], access: [{ ...group, member: { id: 'user-9', name: 'leaver' } }] }),
    ].map((one) => planOf(one, policy));
    const turned = planOf(
      aCase({ desktops: [aRecord('shared')], access: [{ ...group, opens: ['d-2', 'd-1'] }] }),
      policy,
    );

    expect(new Set(plans.map(hashOfPlan)).size).toBe(4);
    expect(hashOfPlan(turned)).toBe(hashOfPlan(plans[0] ?? []));
  });

  it('leaves to a person what the policy does, also once they have done it', () => {
    const policy = aPolicy({ groups: 'report' });
    const hashes = (['reported', 'verified'] as const).map((removal) =>
      hashOfPlan(planOf(aCase({ access: [aPool({ kind: 'group', removal })] }), policy)),
    );

    expect(hashes[0]).toBe(hashes[1]);
  });
});

describe('why an EIP stays', () => {
  it.each([
    [undefined, { others: stayers(0) }],
    ['desktop-not-listed', { others: undefined }],
    ['still-in-use-by-others', { others: stayers(1) }],
    ['pool-desktop', { others: stayers(0), desktopType: 'POOLED' }],
  ])('is %s for %j', (why, desktop) => {
    expect(whyEipStays(desktop, { unbindEips: true })).toBe(why);
    expect(whyEipStays(desktop, { unbindEips: false })).toBe('policy');
  });
});
