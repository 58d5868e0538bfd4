import type { WriteKind } from '../shared/offboarding/decide/decision.ts';
import type { Observation } from '../shared/offboarding/decide/observation.ts';

/** How often one run asks for the same thing while the outcome stays unknown and the reading shows no change. */
const mostTries = 3;

export type Asked = {
  kind: WriteKind;
  /** Tells the record from the others of its case. */
  key: string;
  inDoubt: boolean;
  /** Why it is certainly not done, where it is still to be done. */
  refusal?: Refusal | undefined;
};

export type Refusal = Pick<Observation['refused'][number], 'problem' | 'forGood'>;

/**
 * What a run has asked Workspace for. Within one run nothing is asked for twice, because an accepted request needs time to
 * show and a refused one needs more; only where the outcome is unknown and a fresh reading shows nothing happened is it.
 */
export function createAskedInRun() {
  const asked = new Map<string, Map<string, Asked & { times: number }>>();

  return {
    note(caseId: string, one: Asked): void {
      const own = asked.get(caseId) ?? new Map<string, Asked & { times: number }>();
      const name = `${one.kind} ${one.key}`;
      asked.set(caseId, own.set(name, { ...one, times: (own.get(name)?.times ?? 0) + 1 }));
    },

    mayAsk(caseId: string, kind: WriteKind, key: string): boolean {
      const before = asked.get(caseId)?.get(`${kind} ${key}`);
      return before === undefined || (before.inDoubt && before.times < mostTries);
    },

    /** What else was asked for made it worth asking for this once more. */
    forget(caseId: string, kind: WriteKind, key: string): void {
      asked.get(caseId)?.delete(`${kind} ${key}`);
    },

    timesAsked: (caseId: string, kind: WriteKind, key: string): number =>
      asked.get(caseId)?.get(`${kind} ${key}`)?.times ?? 0,

    refusedTo(caseId: string): Observation['refused'] {
      const own = [...(asked.get(caseId)?.values() ?? [])];
      return own.flatMap(({ kind, key, refusal }) => (refusal ? [{ kind, key, ...refusal }] : []));
    },
  };
}
