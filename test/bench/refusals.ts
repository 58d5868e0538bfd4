import { costsOfRefusals } from './refusals/costs-of-refusals.ts';
import { atMost, figure, type Measurement } from './support/measurement.ts';

export const title = 'What strangers can have this project work for: their dearest request of 1 MB at each door';

/** The dearest request of nobody we know may cost so many times as much as the cheapest one of its size. */
const mostTimes = 3;

export async function bench(): Promise<Measurement[]> {
  const costs = await costsOfRefusals();
  return costs.flatMap(({ door, dearest, times, ms }) => [
    atMost(`${door}: ${dearest}`, times, '× the cheapest', mostTimes),
    figure(`${door}: ${dearest}`, ms, 'ms'),
  ]);
}
