import type { Measurement } from './support/measurement.ts';
import { coldStarts } from './webhook/cold-starts.ts';
import { throughput } from './webhook/throughput.ts';

export const title = 'The webhook, beside the SQS client alone and a bare server';

/** One after the other: they would disturb each other's figures. */
export async function bench(): Promise<Measurement[]> {
  return [...(await coldStarts()), ...(await throughput())];
}
