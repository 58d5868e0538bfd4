import { atMost, figure, type Measurement } from './support/measurement.ts';
import { fewestUntilClosed, fewestUntilDetached } from './tenant/lower-bound.ts';
import { type Exodus, type Played, playLeavers, type Took } from './tenant/play-leavers.ts';
import { refreshCosts } from './tenant/refresh-costs.ts';
import { emptyLike, exodusesOf, nameOf } from './tenant/tenants.ts';

export const title = 'People leave tenants of any size, in simulated time, by the published limits and 0.2 s a call';

/** Against the same people in a tenant without pools and groups. */
const most = 1.1;
/** What is alive in a refresh of a thousand pools, against one of forty. */
const mostMemory = 1.2;

export async function bench({ all = false } = {}): Promise<Measurement[]> {
  const costs = await refreshCosts([40, 300, 1_000]);
  const empty = new Map<string, Took>();
  const measurements: Measurement[] = [];
  for (const exodus of exodusesOf(all)) {
    const like = emptyLike(exodus);
    const known = empty.get(nameOf(like)) ?? (await playLeavers(like)).detached;
    if (!known) throw new Error('Nobody is gone from an empty tenant');
    empty.set(nameOf(like), known);
    measurements.push(...measure(exodus, await playLeavers(exodus), known));
  }
  return [...measurements, ...costs.flatMap(inWords), flatness(costs)];
}

function measure(exodus: Exodus, { detached, closed, throttled }: Played, empty: Took): Measurement[] {
  const name = nameOf(exodus);
  const [first, last] = [fewestUntilDetached(exodus), fewestUntilClosed(exodus)];
  return [
    atMost(`${name}: until detached`, calls(detached), `calls (fewest ${first.calls})`, round(most * calls(empty))),
    atMost(
      `${name}: until detached`,
      detached?.seconds ?? Infinity,
      `s (at least ${first.seconds})`,
      round(most * empty.seconds),
    ),
    figure(`${name}: until closed`, calls(closed), `calls (fewest ${last.calls})`),
    figure(`${name}: of them the refresh’s`, closed?.calls.refresh ?? Infinity, 'calls'),
    figure(`${name}: until closed`, closed?.seconds ?? Infinity, `s (at least ${last.seconds})`),
    ...(throttled > 0 ? [figure(`${name}: answers that said "too much"`, throttled, '')] : []),
  ];
}

function calls(took: Took | undefined): number {
  return took ? took.calls.cases + took.calls.refresh : Infinity;
}

type Costs = Awaited<ReturnType<typeof refreshCosts>>[number];

function inWords({ pools, writes, bytes, again, aliveMiB }: Costs): Measurement[] {
  const name = `a refresh of ${pools} pools`;
  return [
    figure(`${name}: to the ledger`, writes, 'writes'),
    figure(`${name}: to the ledger`, bytes, 'bytes'),
    figure(`${name} where nothing has changed: to the ledger`, again, 'writes'),
    figure(`${name}: alive at most`, aliveMiB, 'MiB'),
  ];
}

function flatness(costs: readonly Costs[]): Measurement {
  const [few, many] = [costs[0]?.aliveMiB ?? 0, costs.at(-1)?.aliveMiB ?? Infinity];
  return atMost('alive in a refresh of 1,000 pools, of that of 40', many / few, '×', mostMemory);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
