import type { CaseStore } from '../shared/ledger/case-store.ts';
import type { ExitsMessage } from '../shared/offboarding/notices/exits-message.ts';
import { inParallel } from '../shared/runtime/in-parallel.ts';
import type { Queue } from '../shared/runtime/queue.ts';

/** While its wake-up waits in the queue a case is not woken again. */
const leaseMs = 5 * 60_000;
const leasesAtOnce = 10;

/**
 * Queues a wake-up for every case whose `dueAt` has passed: future-dated exits whose day has come, polls, and work that
 * a crash left behind. Queued first and leased after: a crash in between wakes a case twice, never not at all.
 *
 * @param now the run's one reading of the clock, epoch milliseconds; the messages carry it on
 * @returns how many were woken
 */
export async function wakeDueCases(
  store: Pick<CaseStore, 'due' | 'lease'>,
  exits: Queue,
  now: number,
): Promise<number> {
  const at = new Date(now).toISOString();
  const until = new Date(now + leaseMs).toISOString();
  let woken = 0;
  for await (const cases of store.due(at)) {
    await exits.send(cases.map(({ caseId }) => ({ body: { type: 'wake', caseId, now: at } satisfies ExitsMessage })));
    await inParallel(cases, leasesAtOnce, (one) => store.lease(one, until));
    woken += cases.length;
  }
  return woken;
}
