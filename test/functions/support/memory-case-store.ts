import { CaseConflict, type CaseStore } from '../../../functions/shared/ledger/case-store.ts';
import type { OffboardingCase } from '../../../functions/shared/offboarding/case/offboarding-case.ts';
import { caseIdsOf } from '../../../functions/shared/offboarding/case/person.ts';
import type { LedgerLine } from '../../../functions/shared/offboarding/evidence/ledger-line.ts';

/** The case store with a memory instead of a table; held to the same tests. Nothing in it is shared with its callers. */
export function createMemoryCaseStore(): CaseStore {
  const cases = new Map<string, OffboardingCase>();
  const pointers = new Map<string, string>();
  const lines = new Map<string, LedgerLine>();

  function find(id: string, passed: readonly string[] = []): OffboardingCase | undefined {
    const target = pointers.get(id);
    if (target === undefined || passed.includes(id)) return cases.get(id);
    return find(target, [...passed, id]);
  }

  return {
    async load(caseIds) {
      return new Map(caseIds.flatMap((id) => copies(id, find(id))));
    },

    async save(one, evidence = []) {
      for (const line of evidence) lines.set(`${line.caseId} ${line.lineId}`, copyOf(line));
      if ((cases.get(one.caseId)?.version ?? 0) !== one.version) throw new CaseConflict(one.caseId);
      const saved = copyOf({ ...one, version: one.version + 1 });
      cases.set(one.caseId, saved);
      pointers.delete(one.caseId);
      return copyOf(saved);
    },

    async said({ caseId, version }, dueAt) {
      const one = cases.get(caseId);
      if (one?.version === version) cases.set(caseId, copyOf({ ...one, dueAt, unsaid: [] }));
    },

    async keepEpisode(_, evidence = []) {
      // What is over is only ever exported, which a table does.
      for (const line of evidence) lines.set(`${line.caseId} ${line.lineId}`, copyOf(line));
    },

    async trail({ trail }) {
      return trail;
    },

    async link(one) {
      for (const id of caseIdsOf(one.person)) {
        if (id !== one.caseId && !cases.has(id)) pointers.set(id, one.caseId);
      }
    },

    async *due(now) {
      const waiting = [...cases.values()].flatMap(({ caseId, dueAt }) =>
        dueAt === undefined ? [] : [{ caseId, dueAt }],
      );
      const due = waiting.filter(({ dueAt }) => dueAt <= now).toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
      if (due.length > 0) yield due;
    },

    async lease({ caseId, dueAt }, until) {
      const one = cases.get(caseId);
      if (one && one.dueAt === dueAt) cases.set(caseId, { ...one, dueAt: until });
    },

    async lines(caseId) {
      const own = [...lines.values()].filter((line) => line.caseId === caseId);
      return own.toSorted((a, b) => (a.lineId < b.lineId ? -1 : 1)).map(copyOf);
    },
  };
}

function copies(id: string, one: OffboardingCase | undefined): [string, OffboardingCase][] {
  return one ? [[id, copyOf(one)]] : [];
}

/** Through JSON, as through a table: what is undefined is not there. */
function copyOf<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}
