import { createCaseSaver } from '../shared/ledger/case-saver.ts';
import type { CaseStore } from '../shared/ledger/case-store.ts';
import { withdrawn } from '../shared/offboarding/decide/undo.ts';
import type { Queue } from '../shared/runtime/queue.ts';
import type { ExitsRecord } from './exits-record.ts';
import { overtakenOf, overtakeUndos } from './overtaken-undos.ts';
import { type RunDependencies, runCases } from './run-cases.ts';
import { hasNews, isDue, keepPast, linkPeople, takeNotices } from './take-notices.ts';

/** A slow detachment is looked at by the next wake-up, not by a worker that others wait for. */
const longestLookMs = 15_000;

export type BatchDependencies = Omit<RunDependencies, 'now' | 'saver'> & {
  store: CaseStore;
  /** Where subscribers are told from. */
  outcomes: Queue;
};

/**
 * Works on a batch of the `exits` queue: applies its notices to cases and advances every case that is due, all together.
 *
 * @param now the run's one reading of the clock, ISO 8601 UTC
 * @returns the records of cases that could not be saved, most often because somebody else changed them meanwhile: tried again,
 *   they meet the case as it is then
 */
export async function workOnBatch(
  records: readonly ExitsRecord[],
  now: string,
  deps: BatchDependencies,
): Promise<ExitsRecord[]> {
  const { store, clock, log, policy } = deps;
  const saver = createCaseSaver(deps);
  const taken = await takeNotices(records, { store, log, policy });
  await linkPeople(taken, store);
  await keepPast(taken, store);
  const overtaking = await overtakeUndos(taken, { store, saver, now });
  const inHand = overtaking.inHand.filter(({ case: one }) => !overtaking.lost.has(one.caseId));
  const cases = inHand.map((one) => one.case);
  const overtaken = await overtakenOf(cases, store);
  const goesOn = inHand.filter(({ case: one }) => !overtaken.has(one.caseId));
  const due = goesOn.filter((one) => isDue(one, now));
  const waiting = goesOn.filter((one) => !due.includes(one) && hasNews(one));
  const ended = cases
    .filter(({ caseId }) => overtaken.has(caseId))
    .map((one) => ({ ...withdrawn(one, now), updatedAt: now }));
  const { conflicts, failures } = await saver.saveAll([...waiting.map((one) => one.case), ...ended]);
  const lost = await runCases(
    due.map((one) => one.case),
    { ...deps, saver, now, deadline: Math.min(deps.deadline, clock.now() + longestLookMs) },
  );
  const unsaved = new Set([...overtaking.lost, ...conflicts, ...failures.keys(), ...lost]);
  const again = taken.filter(({ case: one }) => unsaved.has(one.caseId));
  const messageIds = new Set(again.flatMap((one) => one.messageIds));
  return records.filter(({ record }) => messageIds.has(record.messageId));
}
