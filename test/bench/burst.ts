import { type Calls, lowerBound, mostAllowed, onePersonACall, secondsAllowed, total } from './burst/lower-bound.ts';
import { playBurst } from './burst/play-burst.ts';
import { atMost, exactly, figure, type Measurement, median } from './support/measurement.ts';

export const title = 'A thousand people leave at once, over the local stack';

/** A hundred of them share a desktop with one other. */
const burst = { people: 1_000, shared: 50, others: 300 };

export async function bench(): Promise<Measurement[]> {
  const { calls, seconds, batches, throttled, left } = await playBurst(burst);
  const [fewest, most] = [lowerBound(burst), mostAllowed(burst)];
  const alone = onePersonACall(burst);
  return [
    exactly('desktops still held and EIPs still bound at the end', left, '', 0),
    ...operations(calls, fewest).map((name) => compared(name, calls[name], fewest[name], most[name])),
    atMost('all calls', total(calls), `calls (fewest ${total(fewest)})`, total(most)),
    figure('all calls, one person a call', total(alone), 'calls'),
    figure('answers that said "too much"', throttled, ''),
    atMost('first notice → last case closed', seconds, 's', secondsAllowed(fewest) + 60),
    figure('the same, one person a call, by the service’s allowance alone', secondsAllowed(alone), 's'),
    figure('runs', batches.length, ''),
    figure('people a run, median', median(batches), 'of 100'),
    figure('people a run, fewest', Math.min(...batches), 'of 100'),
  ];
}

function operations(calls: Calls, fewest: Calls): string[] {
  return [...new Set([...Object.keys(fewest), ...Object.keys(calls)])];
}

function compared(name: string, count = 0, fewest = 0, most = 0): Measurement {
  return atMost(name, count, `calls (fewest ${fewest})`, most);
}
