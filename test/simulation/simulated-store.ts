import type { CasePage } from '../../functions/shared/ledger/case-pages.ts';
import { CaseConflict, type CaseStore } from '../../functions/shared/ledger/case-store.ts';
import type { ChangedCases } from '../../functions/shared/ledger/reconcile-ledger.ts';
import type { OffboardingCase } from '../../functions/shared/offboarding/case/offboarding-case.ts';
import type { LedgerLine } from '../../functions/shared/offboarding/evidence/ledger-line.ts';
import { createMemoryCaseStore } from '../functions/support/memory-case-store.ts';
import type { Chaos } from './chaos.ts';
import type { Random } from './random.ts';
import type { Worker } from './workers.ts';

export type StoreParts = {
  random: Random;
  chaos: Chaos;
  /** Told of each case that a worker has saved, as it was and as it is. */
  onSave: (save: { worker: Worker; saved: OffboardingCase; before: OffboardingCase | undefined }) => void;
  /** Told where a `dueAt` may have changed. */
  onChange: () => void;
};

export type SimulatedStore = ReturnType<typeof createSimulatedStore>;

/** What DynamoDB answers when the SDK has given up trying again. */
export class StoreError extends Error {
  override readonly name = 'ThrottlingException';
}

/** Breaks off a save between its ledger lines and its case. */
const neverTheVersion = -1;

/** The case store in memory, as a worker meets it: each read and write is a step before and after, and may fail. */
export function createSimulatedStore({ random, chaos, onSave, onChange }: StoreParts) {
  const memory = createMemoryCaseStore();
  /** As last saved: what the invariants look at without a copy. */
  const cases = new Map<string, OffboardingCase>();
  const lines = new Map<string, LedgerLine[]>();

  const latency = () => random.int(1, 12);

  function failPerhaps(): void {
    if (random.chance(chaos.store)) throw new StoreError('Rate exceeded');
  }

  function of(worker: Worker): CaseStore {
    async function read<Result>(what: string, call: () => Promise<Result>): Promise<Result> {
      await worker.step(what, latency());
      failPerhaps();
      return call();
    }

    async function write<Result>(what: string, call: () => Promise<Result>): Promise<Result> {
      await worker.step(what, latency());
      failPerhaps();
      const result = await call().finally(onChange);
      await worker.step(`did ${what}`, latency());
      return result;
    }

    async function save(
      one: OffboardingCase,
      evidence: Parameters<CaseStore['save']>[1] = [],
    ): Promise<OffboardingCase> {
      for (const line of evidence) keepLine(line);
      if (evidence.length > 0 && random.chance(chaos.store)) {
        await memory.save({ ...one, version: neverTheVersion }, evidence).catch(() => {});
        throw new StoreError('Rate exceeded');
      }
      const before = cases.get(one.caseId);
      const saved = await memory.save(one, evidence);
      cases.set(saved.caseId, saved);
      onSave({ worker, saved, before });
      // The answer was lost, and the SDK sent it again: now it is another's version, although its own.
      if (random.chance(chaos.store)) throw new CaseConflict(one.caseId);
      return saved;
    }

    /** After a change that is not a save. */
    async function andNote(caseId: string, change: Promise<void>): Promise<void> {
      await change;
      const changed = (await memory.load([caseId])).get(caseId);
      if (changed) cases.set(caseId, changed);
    }

    return {
      ...memory,
      load: (caseIds) => read(`loads ${caseIds.length} cases`, () => memory.load(caseIds)),
      save: (one, evidence) => write(`saves ${one.caseId} v${one.version} ${one.status}`, () => save(one, evidence)),
      keepEpisode: (one, evidence) =>
        write(`keeps an episode of ${one.caseId}`, async () => evidence?.forEach(keepLine)),
      link: (one) => write(`links ${one.caseId}`, () => memory.link(one)),
      lease: (one, until) => write(`leases ${one.caseId}`, () => andNote(one.caseId, memory.lease(one, until))),
      said: (one, dueAt) => write(`told of ${one.caseId}`, () => andNote(one.caseId, memory.said(one, dueAt))),
      async *due(now) {
        await worker.step('asks what is due', latency());
        failPerhaps();
        yield* memory.due(now);
      },
    };
  }

  function keepLine(line: LedgerLine): void {
    const others = (lines.get(line.caseId) ?? []).filter(({ lineId }) => lineId !== line.lineId);
    lines.set(line.caseId, [...others, line]);
  }

  /** When the first of the open cases is due, epoch milliseconds. */
  function nextDueAt(): number {
    let first = Infinity;
    for (const { dueAt } of cases.values()) if (dueAt !== undefined) first = Math.min(first, Date.parse(dueAt));
    return first;
  }

  async function page(status: OffboardingCase['status']): Promise<CasePage> {
    return { cases: [...cases.values()].filter((one) => one.status === status), unreadable: [] };
  }

  async function* all(status: OffboardingCase['status']): AsyncGenerator<CasePage> {
    yield page(status);
  }

  async function* changedBetween(
    status: OffboardingCase['status'],
    since: string,
    until: string,
  ): AsyncGenerator<ChangedCases> {
    const found = [...cases.values()].filter((one) => one.status === status);
    yield { cases: found.filter(({ updatedAt }) => since <= updatedAt && updatedAt <= until), unreadable: [] };
  }

  return { cases, lines, pages: { page, all }, changedBetween, of, nextDueAt };
}
