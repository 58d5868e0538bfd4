import { type PriceTable, priceTableSchema } from '../../../functions/shared/savings/price-table.ts';
import type { DesktopResource, EipResource } from '../../../functions/shared/savings/resource.ts';
import { type SavingsPolicy, savingsPolicySchema } from '../../../functions/shared/savings/savings-policy.ts';

/** A sample with some of its properties as given, or without them. */
export type Given<Sample> = { [Key in keyof Sample]?: Sample[Key] | undefined };

export const night = '2026-11-20';
export const now = Date.parse(`${night}T02:30:00Z`);

/** Everything is permitted, so that a test forbids what it is about. */
export function aSavingsPolicy(given: Record<string, unknown> = {}): SavingsPolicy {
  const actions = { stopDesktops: true, unbindEips: true, releaseEips: true };
  return savingsPolicySchema.parse({ mode: 'enforce', actions, graceNightsBeforeRelease: 3, ...given });
}

export function aPriceTable(given: Record<string, unknown> = {}): PriceTable {
  const region = {
    source: 'the price list',
    date: '2026-11-01',
    desktops: { large: '0.223' },
    stoppingEndsComputeFee: true,
    diskGiB: { SAS: '0.000323' },
    eipReservation: '0.009',
    bandwidthMbit: '0.014',
    trafficGiB: '0.114',
  };
  return priceTableSchema.parse({ currency: 'USD', hoursPerMonth: 744, regions: { here: { ...region, ...given } } });
}

export function aDesktop(given: Given<DesktopResource> = {}): DesktopResource {
  return withGiven<DesktopResource>(
    {
      kind: 'desktop',
      id: 'desktop-1',
      project: 'main',
      region: 'here',
      createdAt: '2026-01-01T00:00:00Z',
      tags: [],
      attachedNames: [],
      power: 'on',
      mayBeInSession: false,
      isPooled: false,
      billing: 'pay-per-use',
      productId: 'large',
      disks: [{ type: 'SAS', sizeGiB: 80 }],
      usage: { idleSeconds: 0, neverUsed: false },
    },
    given,
  );
}

export function anEip(given: Given<EipResource> = {}): EipResource {
  return withGiven<EipResource>(
    {
      kind: 'eip',
      id: 'eip-1',
      project: 'main',
      region: 'here',
      createdAt: '2026-01-01T00:00:00Z',
      tags: [],
      boundTo: { kind: 'desktop', desktopId: 'desktop-1' },
      isChanging: false,
      billing: 'by-bandwidth',
      bandwidthMbit: 6,
    },
    given,
  );
}

function withGiven<Sample extends object>(sample: Sample, given: Given<Sample>): Sample {
  const all = Object.entries({ ...sample, ...given });
  return Object.fromEntries(all.filter(([, value]) => value !== undefined)) as Sample;
}
