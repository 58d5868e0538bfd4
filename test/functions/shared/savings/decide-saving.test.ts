import { describe, expect, it } from 'vitest';
import type { Idleness } from '../../../../functions/shared/savings/assess-idleness.ts';
import { decideDesktop, decideEip, type SavingContext } from '../../../../functions/shared/savings/decide-saving.ts';
import type { DesktopResource, EipResource } from '../../../../functions/shared/savings/resource.ts';
import { aDesktop, anEip, aPriceTable, aSavingsPolicy, type Given, night } from '../../support/savings.ts';

const unassigned: Idleness = { state: 'idle', rules: ['unassigned'] };
const unbound: Idleness = { state: 'idle', rules: ['unbound'] };
const marked = (nights: number, rule: 'unassigned' | 'unbound' = 'unassigned') => ({
  lastNight: '2026-11-19',
  rules: [{ rule, nights, since: '2026-11-01' }],
});

function context(given: Partial<SavingContext> = {}): SavingContext {
  return { policy: aSavingsPolicy(), prices: aPriceTable(), night, mark: marked(9), keep: undefined, ...given };
}

const rulesAfter = (idleness: Idleness) => decideDesktop(aDesktop(), idleness, context()).mark.rules;
const eip = (given: Given<EipResource>, idleness: Idleness, isOn: boolean, asked: Partial<SavingContext> = {}) =>
  decideEip(anEip(given), isOn, idleness, context(asked));

describe('an idle desktop', () => {
  it('is stopped once it has been idle for two nights, which saves its compute', () => {
    const decision = decideDesktop(aDesktop(), unassigned, context({ mark: marked(1) }));

    expect(decision).toMatchObject({ action: 'stop', reason: 'unassigned', advice: 'delete-desktop' });
    // 0.223 × 744, and beside it 80 GiB × 0.000323 × 744 that goes on.
    expect(decision.effect.savesAtLeast?.toFixed()).toBe('165.912');
    expect(decision.cost.known.toFixed()).toBe('185.13696');
  });

  it.each<[reason: string, given: Given<DesktopResource>, asked: Partial<SavingContext>]>([
    ['marked', {}, { mark: undefined }],
    ['nothing-to-do', { power: 'off' }, {}],
    ['nothing-to-do', { power: 'unknown' }, {}],
    ['nothing-to-do', { billing: 'yearly-monthly' }, {}],
    ['nothing-to-do', { billing: undefined }, {}],
    ['not-permitted', {}, { policy: aSavingsPolicy({ actions: { stopDesktops: false } }) }],
    ['price-unknown', { productId: 'unheard-of' }, {}],
    ['price-unknown', { region: 'elsewhere' }, {}],
    ['saves-nothing', {}, { prices: aPriceTable({ stoppingEndsComputeFee: false }) }],
    ['exempt', { tags: ['offboarding-keep-until=2026-12-01'] }, {}],
    ['exemption-expired', { tags: ['offboarding-keep-until=2026-01-01'] }, {}],
    ['exemption-unreadable', { tags: ['offboarding-keep-until=soon'] }, {}],
    ['exempt', {}, { keep: { until: '2026-12-01', reason: 'audit', by: 'ann' } }],
  ])('is kept: %s %o', (reason, given, asked) => {
    expect(decideDesktop(aDesktop(given), unassigned, context(asked))).toMatchObject({
      action: 'keep',
      reason,
    });
  });

  it('says what could be saved although nothing is permitted', () => {
    const policy = aSavingsPolicy({ actions: {} });

    expect(decideDesktop(aDesktop(), unassigned, context({ policy })).potential?.savesAtLeast?.toFixed()).toBe(
      '165.912',
    );
  });

  it('tells of a price that nobody knows, beside the sum of those that somebody does', () => {
    const disks = [
      { type: 'SAS', sizeGiB: 80 },
      { type: 'ESSD', sizeGiB: 10 },
    ];

    const { cost, action } = decideDesktop(aDesktop({ disks }), unassigned, context());

    expect(cost.unknown).toEqual(['disk ESSD']);
    // What goes on whatever is done need not be known.
    expect(action).toBe('stop');
  });
});

describe('a desktop that is not idle', () => {
  it.each<[Idleness]>([
    [{ state: 'in-use', reason: 'used' }],
    [{ state: 'excluded', reason: 'too-young' }],
    [{ state: 'unknown', reason: 'use-unknown' }],
  ])('is kept for that reason: %o', (idleness) => {
    const decision = decideDesktop(aDesktop(), idleness, context());

    expect(decision).toMatchObject({ action: 'keep', reason: 'reason' in idleness ? idleness.reason : '' });
    expect(decision.potential).toBeUndefined();
  });

  it('starts to count anew, but not where nothing is known', () => {
    expect(rulesAfter({ state: 'in-use', reason: 'used' })).toEqual([]);
    expect(rulesAfter({ state: 'unknown', reason: 'use-unknown' })).toEqual(marked(9).rules);
  });
});

describe('an idle EIP', () => {
  it('is unbound and given back, which saves its bandwidth', () => {
    const decision = eip({}, unassigned, true);

    expect(decision).toMatchObject({ action: 'unbind-and-release', reason: 'unassigned' });
    expect(decision.effect.savesAtLeast?.toFixed()).toBe('62.496');
  });

  it('is given back where it is bound to nothing', () => {
    const decision = eip({ boundTo: undefined }, unbound, false, { mark: marked(9, 'unbound') });

    expect(decision).toMatchObject({ action: 'release', reason: 'unbound' });
    expect(decision.effect.savesAtLeast?.toFixed()).toBe('69.192');
  });

  const onlyUnbind = { policy: aSavingsPolicy({ actions: { unbindEips: true } }) };

  it.each<[reason: string, given: Given<EipResource>, isOn: boolean, asked: Partial<SavingContext>]>([
    ['would-cost-more', {}, true, onlyUnbind],
    ['would-cost-more', { billing: 'by-traffic' }, false, onlyUnbind],
    ['would-cost-more', { billing: 'shared-bandwidth' }, true, onlyUnbind],
    ['price-unknown', { billing: 'by-traffic' }, true, onlyUnbind],
    [
      'saves-nothing',
      { billing: 'by-traffic' },
      false,
      {
        policy: aSavingsPolicy({ actions: { unbindEips: true, releaseEips: true }, graceNightsBeforeRelease: 1 }),
        prices: aPriceTable({ eipReservation: '0' }),
      },
    ],
    ['nothing-to-do', { billing: 'yearly-monthly' }, true, {}],
    ['price-unknown', { billing: undefined }, true, {}],
    ['in-grace', {}, true, { mark: marked(1) }],
    ['price-unknown', {}, true, { prices: aPriceTable({ bandwidthMbit: undefined }) }],
    ['price-unknown', { bandwidthMbit: undefined }, true, {}],
    ['not-permitted', {}, true, { policy: aSavingsPolicy({ actions: { releaseEips: true } }) }],
  ])('is kept: %s %o', (reason, given, isOn, asked) => {
    expect(eip(given, unassigned, isOn, asked)).toMatchObject({ action: 'keep', reason });
  });

  it('is unbound although that costs more, where the policy says that freed EIPs are reused, and never given back then', () => {
    const policy = aSavingsPolicy({ reuseFreedEips: true });

    expect(eip({}, unassigned, true, { policy })).toMatchObject({ action: 'unbind' });
    expect(eip({ boundTo: undefined }, unbound, false, { policy, mark: marked(9, 'unbound') })).toMatchObject({
      action: 'keep',
      reason: 'not-permitted',
    });
  });

  it('that is paid in advance is for a person', () => {
    expect(eip({ billing: 'yearly-monthly' }, unassigned, true)).toMatchObject({ advice: 'let-lapse-or-unsubscribe' });
  });
});
