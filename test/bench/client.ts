import { callsNeeded } from './client/calls-needed.ts';
import { importCost } from './client/import-cost.ts';
import { loopback } from './client/loopback.ts';
import { signatures } from './client/signatures.ts';
import type { Measurement } from './support/measurement.ts';

export const title = 'The Workspace client, beside the official SDK core';

/** One after the other: they would disturb each other's figures. */
export async function bench(): Promise<Measurement[]> {
  return [...signatures(), ...(await importCost()), ...(await loopback()), ...(await callsNeeded())];
}
