import { describe, expect, it } from 'vitest';
import { assessDesktop, assessEip, type Idleness } from '../../../../functions/shared/savings/assess-idleness.ts';
import type { DesktopResource, EipResource } from '../../../../functions/shared/savings/resource.ts';
import { aDesktop, anEip, aSavingsPolicy, type Given, now } from '../../support/savings.ts';

const days = (count: number) => count * 86_400;
const created = (daysAgo: number) => new Date(now - daysAgo * 86_400_000).toISOString();
const usedBy = { attachedNames: ['ann'] };
const idle = (...rules: string[]) => ({ state: 'idle', rules });
const not = (state: string, reason: string) => ({ state, reason });

const pooled = (idleSeconds: number) => aDesktop({ isPooled: true, usage: { idleSeconds, neverUsed: false } });
const of = (idleness: Idleness, given: Given<DesktopResource> = {}) => ({ resource: aDesktop(given), idleness });

describe('a desktop', () => {
  it.each<[what: string, given: Given<DesktopResource>, expected: object]>([
    ['that nobody is attached to', {}, idle('unassigned')],
    ['that somebody uses', usedBy, not('in-use', 'used')],
    ['that is off', { ...usedBy, power: 'off' }, idle('poweredOff')],
    ['that sleeps', { ...usedBy, power: 'hibernated' }, idle('poweredOff')],
    ['of which the power cannot be told', { ...usedBy, power: 'unknown' }, not('in-use', 'used')],
    ['unused for 30 days', { ...usedBy, usage: { idleSeconds: days(30), neverUsed: false } }, idle('unused')],
    [
      'unused a second less',
      { ...usedBy, usage: { idleSeconds: days(30) - 1, neverUsed: false } },
      not('in-use', 'used'),
    ],
    ['never used', { ...usedBy, usage: { idleSeconds: 0, neverUsed: true } }, idle('neverUsed')],
    [
      'never used, and ten days old',
      { ...usedBy, createdAt: created(10), usage: { idleSeconds: days(99), neverUsed: true } },
      not('in-use', 'used'),
    ],
    ['without figures of its use', { ...usedBy, usage: undefined }, not('unknown', 'use-unknown')],
    ['that nobody is attached to and somebody works on', { mayBeInSession: true }, not('in-use', 'in-session')],
    ['of a pool', { isPooled: true }, not('excluded', 'pool-desktop')],
    ['that is protected', { protectedBy: 'tag:keep' }, not('excluded', 'protected-tag:keep')],
    ['of six days', { createdAt: created(6.99) }, not('excluded', 'too-young')],
    ['of seven days', { createdAt: created(7) }, idle('unassigned')],
    ['of which nobody knows the age', { createdAt: undefined }, not('unknown', 'age-unknown')],
    ['with an age that is none', { createdAt: 'yesterday' }, not('unknown', 'age-unknown')],
  ])('%s', (_, given, expected) => {
    expect(assessDesktop(aDesktop(given), aSavingsPolicy(), now)).toEqual(expected);
  });

  it('of a pool goes by its use alone, where the policy has a rule for it', () => {
    const policy = aSavingsPolicy({ poolDesktops: { days: 60 } });

    expect(assessDesktop(pooled(days(60)), policy, now)).toEqual(idle('unusedInPool'));
    expect(assessDesktop(pooled(days(59)), policy, now)).toEqual(not('in-use', 'used'));
    expect(assessDesktop(aDesktop({ isPooled: true, usage: undefined }), policy, now)).toMatchObject({
      state: 'unknown',
    });
  });

  it('is idle by no rule that is switched off', () => {
    const rules = { unassigned: false, poweredOff: false, unused: false, neverUsed: false };
    const lazy = aDesktop({ power: 'off', usage: { idleSeconds: days(99), neverUsed: true } });

    expect(assessDesktop(lazy, aSavingsPolicy({ rules }), now)).toEqual(not('in-use', 'no-rule-holds'));
  });
});

describe('an EIP', () => {
  const used: Idleness = { state: 'in-use', reason: 'used' };

  it.each<[what: string, given: Given<EipResource>, desktop: ReturnType<typeof of> | undefined, expected: object]>([
    ['that is bound to nothing', { boundTo: undefined }, undefined, idle('unbound')],
    ['that is being bound', { boundTo: undefined, isChanging: true }, undefined, not('in-use', 'eip-being-bound')],
    [
      'of an idle desktop',
      {},
      of({ state: 'idle', rules: ['unassigned', 'poweredOff'] }),
      idle('unassigned', 'poweredOff'),
    ],
    ['of a desktop in use', {}, of(used), not('in-use', 'used')],
    [
      'of a protected desktop',
      {},
      of({ state: 'excluded', reason: 'protected-desktop' }),
      not('excluded', 'protected-desktop'),
    ],
    [
      'of a desktop of which nothing is known',
      {},
      of({ state: 'unknown', reason: 'use-unknown' }),
      not('unknown', 'use-unknown'),
    ],
    ['of a desktop that is not listed', {}, undefined, not('unknown', 'desktop-not-listed')],
    ['of a NAT gateway', { boundTo: { kind: 'other' } }, undefined, not('excluded', 'not-of-a-desktop')],
    ['that is protected', { protectedBy: 'tag:keep' }, of(used), not('excluded', 'protected-tag:keep')],
    ['of a day', { boundTo: undefined, createdAt: created(1) }, undefined, not('excluded', 'too-young')],
  ])('%s', (_, given, desktop, expected) => {
    expect(assessEip(anEip(given), desktop, aSavingsPolicy(), now)).toEqual(expected);
  });

  it('of a desktop in use is idle where a tag of either says that none is needed', () => {
    const policy = aSavingsPolicy({ rules: { internetNotNeeded: { tag: 'internet=no' } } });

    expect(assessEip(anEip({ tags: ['Internet=No'] }), of(used), policy, now)).toEqual(idle('internetNotNeeded'));
    expect(assessEip(anEip(), of(used, { tags: ['internet=no'] }), policy, now)).toEqual(idle('internetNotNeeded'));
    expect(assessEip(anEip({ tags: ['internet=yes'] }), of(used), policy, now)).toEqual(used);
    expect(assessEip(anEip({ tags: ['internet=no'] }), of(used), aSavingsPolicy(), now)).toEqual(used);
  });
});
