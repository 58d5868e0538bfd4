import type { CaseSaver } from '../shared/ledger/case-saver.ts';
import type { CaseStore } from '../shared/ledger/case-store.ts';
import { hasEnded, type OffboardingCase } from '../shared/offboarding/case/offboarding-case.ts';
import { overtake } from '../shared/offboarding/decide/overtaken-undo.ts';
import { isOvertaken, withdrawn } from '../shared/offboarding/decide/undo.ts';
import type { CaseInHand } from './take-notices.ts';

type Parts = { store: Pick<CaseStore, 'load'>; saver: CaseSaver; now: string };

export type Overtaking = {
  inHand: CaseInHand[];
  /** Ids of cases that could not be saved. */
  lost: Set<string>;
};

/**
 * Looks for the undos of what was opened again, and withdraws them. The case is saved before its undo is looked for, and a worker of
 * an undo looks at the case after the undo is saved: so, whoever is first, at least one of the two sees the other.
 */
export async function overtakeUndos(inHand: readonly CaseInHand[], { store, saver, now }: Parts): Promise<Overtaking> {
  const seeking = inHand.filter(({ case: one }) => one.overtakes?.undo !== undefined);
  if (seeking.length === 0) return { inHand: [...inHand], lost: new Set() };
  const unsaved = seeking.filter(({ changed }) => changed).map(({ case: one }) => one);
  const { cases, conflicts, failures } = await saver.saveAll(unsaved, { goesOn: true });
  const lost = new Set([...conflicts, ...failures.keys()]);
  const saved = new Map(cases.map((one) => [one.caseId, one]));
  const undos = await store.load(seeking.flatMap(({ case: one }) => one.overtakes?.undo ?? []));
  await withdrawAll([...undos.values()], inHand, { saver, now });
  return {
    lost,
    inHand: inHand.map((one) => {
      const id = one.case.overtakes?.undo;
      if (id === undefined) return one;
      const current = saved.get(one.case.caseId) ?? one.case;
      return { ...one, case: overtake(current, undos.get(id), now), changed: true };
    }),
  };
}

/** One that a worker saves meanwhile is found by that worker, as is one of this batch. */
async function withdrawAll(
  undos: readonly OffboardingCase[],
  inHand: readonly CaseInHand[],
  { saver, now }: Pick<Parts, 'saver' | 'now'>,
): Promise<void> {
  const here = new Set(inHand.map(({ case: one }) => one.caseId));
  const open = undos.filter((undo) => !hasEnded(undo) && !here.has(undo.caseId));
  await saver.saveAll(open.map((undo) => ({ ...withdrawn(undo, now), updatedAt: now })));
}

/** Those of some cases that are undos whose exit was taken up again: they must not give back what the exit takes away. */
export async function overtakenOf(
  cases: readonly OffboardingCase[],
  store: Pick<CaseStore, 'load'>,
): Promise<Set<string>> {
  const undos = cases.filter((one) => one.undoes !== undefined && !hasEnded(one));
  if (undos.length === 0) return new Set();
  const originals = await store.load(undos.flatMap(({ undoes }) => undoes ?? []));
  const overtaken = undos.filter((one) => isOvertaken(one, originals.get(one.undoes ?? '')));
  return new Set(overtaken.map(({ caseId }) => caseId));
}
