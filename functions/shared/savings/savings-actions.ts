import { type CostPart, desktopCost, type EipState, eipCost, monthlyCost } from './cost-parts.ts';
import { type Amount, amountOf } from './money.ts';
import type { PriceTable } from './price-table.ts';
import type { DesktopResource, EipResource } from './resource.ts';

/** From the one that takes least to the one that takes most. */
export const savingsActions = ['keep', 'stop', 'unbind', 'release', 'unbind-and-release'] as const;
export type SavingsAction = (typeof savingsActions)[number];

/** What an action changes of the bill, a month. */
export type Effect = {
  action: SavingsAction;
  /** What it saves at least: what ends and has a known price, less what starts. Negative when it costs more. */
  savesAtLeast: Amount | undefined;
  /** What ends and nobody knows the price of: it may save more than that. */
  unknown: string[];
};

/** What could be done with a desktop. Deleting one is advice for a person, never an action. */
export function desktopEffects(desktop: DesktopResource, table: PriceTable): Effect[] {
  const now = desktopCost(desktop, desktop.power !== 'off' && desktop.power !== 'hibernated', table);
  const canStop = desktop.power === 'on' && desktop.billing === 'pay-per-use';
  return [effect('keep', now, now), ...(canStop ? [effect('stop', now, desktopCost(desktop, false, table))] : [])];
}

/** @param state as it is once the desktop that it is bound to has been acted on */
export function eipEffects(eip: EipResource, state: EipState, table: PriceTable): Effect[] {
  const now = eipCost(eip, state, table);
  const keep = effect('keep', now, now);
  // Unbinding changes nothing of a subscription's bill, and it cannot be given back.
  if (eip.billing === 'yearly-monthly') return [keep];
  const canBeReleased = eip.billing !== undefined;
  if (state === 'unbound') return [keep, ...(canBeReleased ? [effect('release', now, [])] : [])];
  return [
    keep,
    effect('unbind', now, eipCost(eip, 'unbound', table)),
    ...(canBeReleased ? [effect('unbind-and-release', now, [])] : []),
  ];
}

function effect(action: SavingsAction, before: readonly CostPart[], after: readonly CostPart[]): Effect {
  const ends = monthlyCost(without(before, after));
  const starts = monthlyCost(without(after, before));
  // Of what starts at an unknown price nobody can say that it costs less.
  const savesAtLeast = starts.unknown.length > 0 ? undefined : ends.known.minus(starts.known);
  return { action, savesAtLeast, unknown: [...ends.unknown, ...starts.unknown] };
}

function without(parts: readonly CostPart[], others: readonly CostPart[]): CostPart[] {
  const whats = new Set(others.map(({ what }) => what));
  return parts.filter(({ what }) => !whats.has(what));
}

/** Whether something certainly costs less than keeping the resource as it is. */
export function savesForCertain({ savesAtLeast }: Effect): boolean {
  return savesAtLeast?.gt(amountOf('0')) === true;
}

/** The one that saves most, and of several that save the same, the one that takes least. */
export function cheapest(effects: readonly Effect[]): Effect | undefined {
  const rank = ({ action }: Effect) => savingsActions.indexOf(action);
  const amount = ({ savesAtLeast }: Effect) => savesAtLeast ?? amountOf('-1');
  return effects.toSorted((a, b) => amount(b).cmp(amount(a)) || rank(a) - rank(b))[0];
}
