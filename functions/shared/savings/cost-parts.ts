import { type Amount, amountOf } from './money.ts';
import type { PriceTable, RegionPrices } from './price-table.ts';
import type { DesktopResource, EipResource } from './resource.ts';

/** One thing that a resource is billed for. */
export type CostPart = {
  /** Such as `compute`, `disk SAS`, `bandwidth`: what is the same before and after an action cancels out. */
  what: string;
  /** Undefined when nobody has said what it costs, or how much of it there is. Never negative. */
  perMonth: Amount | undefined;
};

/** What a resource is billed for in a month in which it stays in one state. */
export type MonthlyCost = { known: Amount; unknown: string[] };

export function desktopCost(desktop: DesktopResource, isOn: boolean, table: PriceTable): CostPart[] {
  if (desktop.billing === 'yearly-monthly') return [{ what: 'subscription', perMonth: undefined }];
  const prices = table.regions[desktop.region];
  return [
    ...computeCost(desktop, isOn, table),
    ...desktop.disks.map(({ type, sizeGiB }) => ({
      what: `disk ${type}`,
      perMonth: hourly(prices?.diskGiB[type], sizeGiB, table),
    })),
  ];
}

function computeCost({ region, productId = '' }: DesktopResource, isOn: boolean, table: PriceTable): CostPart[] {
  const prices = table.regions[region];
  if (!isOn && !prices) return [{ what: 'compute while it is off', perMonth: undefined }];
  if (!isOn && prices?.stoppingEndsComputeFee) return [];
  return [{ what: 'compute', perMonth: hourly(prices?.desktops[productId], 1, table) }];
}

/** How an EIP is: bound to something that runs, bound to something that does not, or bound to nothing. */
export type EipState = 'bound-running' | 'bound-stopped' | 'unbound';

/**
 * An EIP that is bound to nothing costs a reservation fee beside its bandwidth, and its traffic ends. One that is billed by
 * traffic costs nothing while its desktop is off.
 */
export function eipCost(eip: EipResource, state: EipState, table: PriceTable): CostPart[] {
  const prices = table.regions[eip.region];
  const reservation = { what: 'reservation', perMonth: hourly(prices?.eipReservation, 1, table) };
  const reserved = state === 'unbound' ? [reservation] : [];
  switch (eip.billing) {
    case 'yearly-monthly':
      return [{ what: 'subscription', perMonth: undefined }];
    case 'shared-bandwidth':
      return reserved;
    case 'by-bandwidth':
      return [{ what: 'bandwidth', perMonth: hourly(prices?.bandwidthMbit, eip.bandwidthMbit, table) }, ...reserved];
    case 'by-traffic':
      return state === 'bound-running' ? [{ what: 'traffic', perMonth: trafficCost(eip, prices) }] : reserved;
    case undefined:
      // How it is billed decides what each state costs, so no two states can be compared.
      return [{ what: `unknown billing, ${state}`, perMonth: undefined }, ...reserved];
    default:
      return eip.billing satisfies never;
  }
}

export function monthlyCost(parts: readonly CostPart[]): MonthlyCost {
  let known = amountOf('0');
  const unknown: string[] = [];
  for (const { what, perMonth } of parts) {
    if (perMonth) known = known.plus(perMonth);
    else unknown.push(what);
  }
  return { known, unknown };
}

function hourly(price: string | undefined, quantity: number | undefined, { hoursPerMonth }: PriceTable) {
  if (price === undefined || quantity === undefined) return undefined;
  return amountOf(price).times(quantity).times(hoursPerMonth);
}

function trafficCost({ trafficGiBPerMonth }: EipResource, prices: RegionPrices | undefined): Amount | undefined {
  if (prices?.trafficGiB === undefined || trafficGiBPerMonth === undefined) return undefined;
  return amountOf(prices.trafficGiB).times(trafficGiBPerMonth);
}
