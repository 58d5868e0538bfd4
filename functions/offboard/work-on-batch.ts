import { createCaseSaver } from '../shared/ledger/case-saver.ts';
import type { CaseStore } from '../shared/ledger/case-store.ts';
import { hasEnded } from '../shared/offboarding/offboarding-case.ts';
import { isOvertaken, withdrawn } from '../shared/offboarding/undo.ts';
import type { Queue } from '../shared/runtime/queue.ts';
import type { ExitsRecord } from './exits-record.ts';
import { type RunDependencies, runCases } from './run-cases.ts';
import { type CaseInHand, hasNews, isDue, keepPast, linkPeople, takeNotices } from './take-notices.ts';

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
  const inHand = await takeNotices(records, { store, log, policy });
  await linkPeople(inHand, store);
  await keepPast(inHand, store);
  const overtaken = await overtakenUndos(inHand, store);
  const due = inHand.filter((one) => isDue(one, now) && !overtaken.has(one));
  const waiting = inHand.filter((one) => !due.includes(one) && !overtaken.has(one) && hasNews(one));
  const ended = [...overtaken].map((one) => ({ ...withdrawn(one.case, now), updatedAt: now }));
  const { conflicts, failures } = await saver.saveAll([...waiting.map((one) => one.case), ...ended]);
  const lost = await runCases(
    due.map((one) => one.case),
    { ...deps, saver, now, deadline: Math.min(deps.deadline, clock.now() + longestLookMs) },
  );
  const unsaved = new Set([...conflicts, ...failures.keys(), ...lost]);
  const again = inHand.filter(({ case: one }) => unsaved.has(one.caseId));
  const messageIds = new Set(again.flatMap((one) => one.messageIds));
  return records.filter(({ record }) => messageIds.has(record.messageId));
}

/** Undos whose exit was taken up again: they must not give back what the exit takes away. */
async function overtakenUndos(inHand: readonly CaseInHand[], store: CaseStore): Promise<Set<CaseInHand>> {
  const undos = inHand.filter(({ case: one }) => one.undoes !== undefined && !hasEnded(one));
  if (undos.length === 0) return new Set();
  const originals = await store.load(undos.flatMap(({ case: one }) => one.undoes ?? []));
  return new Set(undos.filter(({ case: one }) => isOvertaken(one, originals.get(one.undoes ?? ''))));
}
