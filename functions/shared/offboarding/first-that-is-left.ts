import type { Step, WriteKind } from './decision.ts';
import type { Observation } from './observation.ts';

/** Whether a record, by its key, may be asked for: Workspace has not refused it in this run. */
export type MayAsk = (kind: WriteKind, key: string) => boolean;

/**
 * The first step that is left to do. Where nothing is left but what was refused in this run, that is to be tried later: the reason
 * is the refusal.
 */
export function firstThatIsLeft<Situation>(
  steps: readonly ((situation: Situation & { mayAsk: MayAsk }) => Step | undefined)[],
  situation: Situation,
  { refused }: Observation,
): Step | undefined {
  const without = new Set(refused.map(({ kind, key }) => `${kind} ${key}`));
  const nextWhere = (mayAsk: MayAsk) => {
    for (const next of steps) {
      const step = next({ ...situation, mayAsk });
      if (step) return step;
    }
    return undefined;
  };
  const step = nextWhere((kind, key) => !without.has(`${kind} ${key}`));
  const [first] = refused;
  if (step || !first) return step;
  return nextWhere(() => true) && { do: 'try-later', problem: first.problem };
}
