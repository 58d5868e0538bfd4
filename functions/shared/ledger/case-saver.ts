import type { Logger } from '@aws-lambda-powertools/logger';
import { hasEnded, type OffboardingCase } from '../offboarding/case/offboarding-case.ts';
import { sourceOf } from '../offboarding/case/transition.ts';
import { ledgerLines } from '../offboarding/evidence/ledger-line.ts';
import { inParallel } from '../runtime/in-parallel.ts';
import type { Queue } from '../runtime/queue.ts';
import { CaseConflict, type CaseStore } from './case-store.ts';

export type CaseSaver = ReturnType<typeof createCaseSaver>;

export type SaverDependencies = {
  store: Pick<CaseStore, 'save' | 'said'>;
  /** Where subscribers are told from. */
  outcomes: Queue;
  log: Pick<Logger, 'warn' | 'error'>;
};

export type Saved = {
  cases: OffboardingCase[];
  /** Ids of cases that somebody else changed meanwhile. */
  conflicts: Set<string>;
  /** Why others could not be saved, by their ids. */
  failures: Map<string, unknown>;
};

/** Cases saved at once. */
const savesAtOnce = 10;
/** A worker that dies before it has told what it saved leaves a case that is due so much later, to be told then. */
const tellWithinMs = 5 * 60_000;

/**
 * Saves cases, with the evidence of those that have ended, and tells subscribers what is new. Saved first and told after: a
 * crash in between tells it twice, by the same id, and never something that is not so. A case that cannot be saved keeps no other
 * from it.
 */
export function createCaseSaver({ store, outcomes, log }: SaverDependencies) {
  /**
   * @param cases as they are to be
   * @param goesOn they will be saved again in this run, which makes it needless to write down that they are told
   * @returns those that could be saved, as they were
   */
  async function saveAll(cases: readonly OffboardingCase[], { goesOn = false } = {}): Promise<Saved> {
    const conflicts = new Set<string>();
    const failures = new Map<string, unknown>();
    const saved = await inParallel(cases, savesAtOnce, async (one) => {
      try {
        return [{ wanted: one, stored: await save(one) }];
      } catch (error) {
        const about = { caseId: one.caseId, source: sourceOf(one) };
        if (error instanceof CaseConflict) {
          log.warn('Another worker has this case', about);
          conflicts.add(one.caseId);
        } else {
          log.error('Case cannot be saved', { ...about, error });
          failures.set(one.caseId, error);
        }
        return [];
      }
    });
    const news = saved.flat().filter(({ stored }) => stored.unsaid.length > 0);
    await outcomes.send(
      news.flatMap(({ stored }) => stored.unsaid.map((announcement) => ({ body: { announcement } }))),
    );
    if (!goesOn) await inParallel(news, savesAtOnce, ({ stored, wanted }) => store.said(stored, wanted.dueAt));
    return {
      cases: saved.flat().map(({ wanted, stored }) => ({ ...stored, dueAt: wanted.dueAt, unsaid: [] })),
      conflicts,
      failures,
    };
  }

  function save(one: OffboardingCase): Promise<OffboardingCase> {
    const tellBy = new Date(Date.parse(one.updatedAt) + tellWithinMs).toISOString();
    const isEarlier = one.unsaid.length > 0 && (one.dueAt === undefined || tellBy < one.dueAt);
    return store.save(isEarlier ? { ...one, dueAt: tellBy } : one, hasEnded(one) ? ledgerLines(one) : []);
  }

  return { saveAll };
}
