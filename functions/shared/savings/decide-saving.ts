import type { Idleness } from './assess-idleness.ts';
import { desktopCost, type EipState, eipCost, type MonthlyCost, monthlyCost } from './cost-parts.ts';
import { type Exemption, exemptionOf, type Keep } from './exemption.ts';
import { type IdleMark, markNight } from './idle-marks.ts';
import type { PriceTable } from './price-table.ts';
import type { DesktopResource, EipResource, SavingsResource } from './resource.ts';
import {
  cheapest,
  desktopEffects,
  type Effect,
  eipEffects,
  type SavingsAction,
  savesForCertain,
} from './savings-actions.ts';
import { nightsNeeded, type SavingsPolicy } from './savings-policy.ts';

/** What is to become of one resource tonight. */
export type SavingDecision = {
  resource: SavingsResource;
  idleness: Idleness;
  mark: IdleMark;
  exemption?: Exemption;
  action: SavingsAction;
  /** Why, machine-readable: of an action the rule that has held longest, of `keep` what stands in its way. */
  reason: string;
  cost: MonthlyCost;
  /** What the action changes; of `keep`, nothing. */
  effect: Effect;
  /** The best of all that could be done if everything were permitted; only of what is idle. */
  potential?: Effect;
  /** What only a person can do about it. */
  advice?: 'let-lapse-or-unsubscribe' | 'delete-desktop';
};

export type SavingContext = {
  policy: SavingsPolicy;
  prices: PriceTable;
  /** The night of the sweep, as `YYYY-MM-DD`. */
  night: string;
  mark: IdleMark | undefined;
  keep: Keep | undefined;
};

export function decideDesktop(desktop: DesktopResource, idleness: Idleness, context: SavingContext): SavingDecision {
  const { policy, prices } = context;
  const isOn = desktop.power !== 'off' && desktop.power !== 'hibernated';
  return decide(desktop, idleness, context, {
    cost: monthlyCost(desktopCost(desktop, isOn, prices)),
    effects: desktopEffects(desktop, prices),
    isPermitted: () => policy.actions.stopDesktops,
  });
}

/** @param isOn whether the desktop that it is bound to runs once it has been acted on */
export function decideEip(eip: EipResource, isOn: boolean, idleness: Idleness, context: SavingContext): SavingDecision {
  const { policy, prices } = context;
  const state: EipState = eip.boundTo ? (isOn ? 'bound-running' : 'bound-stopped') : 'unbound';
  const { unbindEips, releaseEips } = policy.actions;
  const permitted: Partial<Record<SavingsAction, boolean>> = {
    unbind: unbindEips,
    release: releaseEips && !policy.reuseFreedEips,
    'unbind-and-release': unbindEips && releaseEips && !policy.reuseFreedEips,
  };
  return decide(eip, idleness, context, {
    cost: monthlyCost(eipCost(eip, state, prices)),
    effects: eipEffects(eip, state, prices),
    isPermitted: ({ action }) => permitted[action] === true,
  });
}

type Options = { cost: MonthlyCost; effects: Effect[]; isPermitted: (effect: Effect) => boolean };

function decide(
  resource: SavingsResource,
  idleness: Idleness,
  context: SavingContext,
  { cost, effects, isPermitted }: Options,
): SavingDecision {
  const { policy, night } = context;
  const held = idleness.state === 'idle' ? idleness.rules : idleness.state === 'unknown' ? undefined : [];
  const mark = markNight(context.mark, held, night);
  const exemption = exemptionOf(resource.tags, context.keep, night);
  const [keep, ...others] = effects as [Effect, ...Effect[]];
  const base = { resource, idleness, mark, cost, ...(exemption && { exemption }) };
  const kept = (reason: string) => ({ ...base, action: 'keep' as const, reason, effect: keep });
  if (idleness.state !== 'idle') return kept(idleness.reason);
  const potential = { ...potentialOf(others), ...adviceOn(resource) };
  const keptIdle = (reason: string) => ({ ...kept(reason), ...potential });
  if (exemption) return keptIdle(exemption.state === 'kept' ? 'exempt' : `exemption-${exemption.state}`);
  const ripe = mark.rules.filter(({ rule, nights }) => nights >= nightsNeeded(rule, policy));
  if (ripe.length === 0) return keptIdle('marked');
  const longest = Math.max(...ripe.map(({ nights }) => nights));
  const isInGrace = ({ action }: Effect) => isRelease(action) && longest < policy.graceNightsBeforeRelease;
  const permitted = others.filter(isPermitted);
  const possible = permitted.filter((effect) => !isInGrace(effect));
  const wanted = possible.filter((effect) => savesForCertain(effect) || isForReuse(effect, policy));
  const chosen = cheapest(wanted);
  if (!chosen) return keptIdle(whyKept(others, permitted, isInGrace));
  return { ...base, ...potential, action: chosen.action, reason: longestRule(ripe), effect: chosen };
}

function isRelease(action: SavingsAction): boolean {
  return action === 'release' || action === 'unbind-and-release';
}

function isForReuse({ action }: Effect, { reuseFreedEips }: SavingsPolicy): boolean {
  return action === 'unbind' && reuseFreedEips;
}

function potentialOf(effects: readonly Effect[]): { potential?: Effect } {
  const best = cheapest(effects.filter(savesForCertain));
  return best ? { potential: best } : {};
}

function adviceOn({ billing, kind }: SavingsResource): Pick<SavingDecision, 'advice'> {
  if (billing === 'yearly-monthly') return { advice: 'let-lapse-or-unsubscribe' };
  return kind === 'desktop' ? { advice: 'delete-desktop' } : {};
}

function whyKept(all: readonly Effect[], permitted: readonly Effect[], isInGrace: (effect: Effect) => boolean): string {
  if (all.length === 0) return 'nothing-to-do';
  if (permitted.length === 0) return 'not-permitted';
  if (permitted.some((effect) => isInGrace(effect) && savesForCertain(effect))) return 'in-grace';
  if (permitted.some(({ savesAtLeast, unknown }) => savesAtLeast === undefined || unknown.length > 0)) {
    return 'price-unknown';
  }
  return permitted.some(({ savesAtLeast }) => savesAtLeast?.lt(0)) ? 'would-cost-more' : 'saves-nothing';
}

function longestRule(ripe: IdleMark['rules']): string {
  return ripe.toSorted((a, b) => b.nights - a.nights)[0]?.rule ?? '';
}
