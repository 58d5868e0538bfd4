import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideDesktop, decideEip } from '../../../../functions/shared/savings/decide-saving.ts';
import type { DesktopResource, EipResource } from '../../../../functions/shared/savings/resource.ts';
import type { SavingsAction } from '../../../../functions/shared/savings/savings-actions.ts';
import { aDesktop, anEip, aPriceTable, aSavingsPolicy, night } from '../../support/savings.ts';

/** Prices in whole millionths, so that the bill of this test is exact without decimals. */
type Prices = Record<'compute' | 'disk' | 'reservation' | 'mbit' | 'traffic', number>;
type Known = { [Part in keyof Prices]: boolean };

const hours = 744;
const millionths = fc.integer({ min: 0, max: 999_999 });
const prices: fc.Arbitrary<Prices> = fc.record({
  compute: millionths,
  disk: millionths,
  reservation: millionths,
  mbit: millionths,
  traffic: millionths,
});
const known: fc.Arbitrary<Known> = fc.record({
  compute: fc.boolean(),
  disk: fc.boolean(),
  reservation: fc.boolean(),
  mbit: fc.boolean(),
  traffic: fc.boolean(),
});
const permitted = fc.record({ stopDesktops: fc.boolean(), unbindEips: fc.boolean(), releaseEips: fc.boolean() });
const desktops = fc.record({
  power: fc.constantFrom<DesktopResource['power'][]>('on', 'off', 'hibernated', 'unknown'),
  billing: fc.constantFrom('pay-per-use', 'yearly-monthly', undefined),
});
const eips = fc.record({
  billing: fc.constantFrom('by-bandwidth', 'by-traffic', 'shared-bandwidth', 'yearly-monthly', undefined),
  boundTo: fc.constantFrom<EipResource['boundTo'][]>({ kind: 'desktop', desktopId: 'desktop-1' }, undefined),
  bandwidthMbit: fc.constantFrom(1, 5, 300),
  trafficGiBPerMonth: fc.constantFrom(0, 7, undefined),
});

const text = (price: number) => (price / 1_000_000).toFixed(6);

function tableOf(real: Prices, isKnown: Known, stoppingEndsComputeFee: boolean) {
  const only = (part: keyof Prices) => (isKnown[part] ? text(real[part]) : undefined);
  const disk = only('disk');
  const compute = only('compute');
  return aPriceTable({
    stoppingEndsComputeFee,
    desktops: compute === undefined ? {} : { large: compute },
    diskGiB: disk === undefined ? {} : { SAS: disk },
    eipReservation: only('reservation'),
    bandwidthMbit: only('mbit'),
    trafficGiB: only('traffic'),
  });
}

/** The bill of a month in millionths, by how the provider bills: it shares nothing with the code. */
function desktopBill(isOn: boolean, real: Prices, stoppingEndsComputeFee: boolean): number {
  return hours * (80 * real.disk + (isOn || !stoppingEndsComputeFee ? real.compute : 0));
}

function eipBill(
  eip: EipResource,
  state: 'running' | 'stopped' | 'unbound' | 'gone',
  real: Prices,
  trafficGiB: number,
) {
  if (state === 'gone' || eip.billing === 'yearly-monthly') return 0;
  const reservation = state === 'unbound' ? hours * real.reservation : 0;
  if (eip.billing === 'by-bandwidth') return hours * real.mbit * (eip.bandwidthMbit ?? 0) + reservation;
  if (eip.billing === 'by-traffic') return state === 'running' ? real.traffic * trafficGiB : reservation;
  return reservation;
}

describe('what is done about an idle desktop', () => {
  it('never costs more than keeping it, whatever it costs that nobody has said, and is the cheapest that is permitted', () => {
    fc.assert(
      fc.property(desktops, prices, known, permitted, fc.boolean(), (given, real, isKnown, actions, endsFee) => {
        const desktop = aDesktop(given);
        const table = tableOf(real, isKnown, endsFee);
        const mark = { lastNight: night, rules: [{ rule: 'unassigned' as const, nights: 30, since: night }] };
        const policy = aSavingsPolicy({ actions });

        const { action, effect } = decideDesktop(
          desktop,
          { state: 'idle', rules: ['unassigned'] },
          { policy, prices: table, night, mark, keep: undefined },
        );

        const isOn = desktop.power === 'on' || desktop.power === 'unknown';
        const now = desktopBill(isOn, real, endsFee);
        const stopped = desktopBill(false, real, endsFee);
        const after = action === 'stop' ? stopped : now;
        expect(after).toBeLessThanOrEqual(now);
        const mayStop = actions.stopDesktops && desktop.power === 'on' && desktop.billing === 'pay-per-use';
        const isCertain = isKnown.compute && stopped < now;
        expect(action).toBe(mayStop && isCertain ? 'stop' : 'keep');
        const saved = effect.savesAtLeast?.times(1_000_000).toNumber();
        expect(saved).toBe(action === 'stop' ? now - stopped : 0);
      }),
      { numRuns: 500 },
    );
  });
});

describe('what is done about an idle EIP', () => {
  it('never costs more than keeping it, whatever it costs that nobody has said, and is the cheapest that is permitted', () => {
    fc.assert(
      fc.property(
        fc.record({ given: eips, isOn: fc.boolean(), traffic: fc.integer({ min: 0, max: 500 }) }),
        prices,
        known,
        permitted,
        ({ given, isOn, traffic }, real, isKnown, actions) => {
          const eip = anEip(given);
          const rule = eip.boundTo ? ('unassigned' as const) : ('unbound' as const);
          const mark = { lastNight: night, rules: [{ rule, nights: 30, since: night }] };
          const policy = aSavingsPolicy({ actions });
          const table = tableOf(real, isKnown, true);

          const { action, effect } = decideEip(
            eip,
            isOn,
            { state: 'idle', rules: [rule] },
            { policy, prices: table, night, mark, keep: undefined },
          );

          const gib = eip.trafficGiBPerMonth ?? traffic;
          const state = eip.boundTo ? (isOn ? 'running' : 'stopped') : 'unbound';
          const bill = (each: SavingsAction) => eipBill(eip, stateAfter(each, state), real, gib);
          expect(bill(action)).toBeLessThanOrEqual(bill('keep'));
          const isAllKnown =
            Object.values(isKnown).every(Boolean) && eip.billing !== undefined && eip.trafficGiBPerMonth !== undefined;
          if (!isAllKnown) return;
          const possible = possibleActions(eip, actions);
          expect(bill(action)).toBe(Math.min(...possible.map(bill)));
          expect(effect.savesAtLeast?.times(1_000_000).toNumber()).toBe(bill('keep') - bill(action));
        },
      ),
      { numRuns: 1000 },
    );
  });
});

type State = 'running' | 'stopped' | 'unbound' | 'gone';

function stateAfter(action: SavingsAction, state: State): State {
  if (action === 'unbind') return 'unbound';
  return action === 'release' || action === 'unbind-and-release' ? 'gone' : state;
}

function possibleActions(eip: EipResource, actions: { unbindEips: boolean; releaseEips: boolean }): SavingsAction[] {
  if (eip.billing === 'yearly-monthly') return ['keep'];
  if (!eip.boundTo) return actions.releaseEips ? ['keep', 'release'] : ['keep'];
  return [
    'keep',
    ...(actions.unbindEips ? (['unbind'] as const) : []),
    ...(actions.unbindEips && actions.releaseEips ? (['unbind-and-release'] as const) : []),
  ];
}
