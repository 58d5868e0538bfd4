import { saysTheyStay } from '../shared/offboarding/drift/drift.ts';
import { namesOf, type ReconcileRun } from './reconcile-run.ts';

/** When it was said last that somebody stays, epoch milliseconds, by their name on Workspace in lower case. */
export type Stayers = ReadonlyMap<string, number>;

/** How a case has ended that may say so: its exit was undone, or came to nothing. */
const statuses = ['closed', 'failed', 'cancelled'] as const;

/**
 * Of whom some case says that they stay, whatever identifier it knows them by.
 *
 * @param since the first change of a case that counts, ISO 8601 UTC
 */
export async function findStayers(run: ReconcileRun, since: string): Promise<Stayers> {
  const stayers = new Map<string, number>();
  for (const status of statuses) {
    for await (const { cases } of run.ledger.changedBetween(status, since, run.runId)) {
      for (const { case: one, names } of await namesOf(run, cases.filter(saysTheyStay))) {
        const said = Date.parse(one.updatedAt);
        for (const name of names.map((each) => each.toLowerCase()))
          stayers.set(name, Math.max(said, stayers.get(name) ?? said));
      }
    }
  }
  return stayers;
}
