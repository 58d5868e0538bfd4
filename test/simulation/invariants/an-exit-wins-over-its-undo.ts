import type { OffboardingCase } from '../../../functions/shared/offboarding/case/offboarding-case.ts';
import type { History } from '../history.ts';
import type { Invariant } from './invariant.ts';

const givesBack = new Set(['attached', 'unlocked', 'admitted']);

/** Once an exit that has overtaken an undo is over, that undo gives nothing back any more, however long its worker stood still. */
export const anExitWinsOverItsUndo: Invariant = {
  name: 'an exit wins over its undo',
  onEffect(effect, history) {
    if (effect.cause === 'administrator' || !givesBack.has(effect.kind) || !('userName' in effect)) return undefined;
    const { caseIds = new Set<string>() } = history.personNamed(effect.userName) ?? {};
    const undos = [...caseIds]
      .flatMap((id) => history.cases.get(id) ?? [])
      .filter(({ undoes }) => undoes !== undefined);
    // One that stands may give back what an overtaken one was to.
    if (undos.some((undo) => !isOverIn(undo, history))) return undefined;
    const [overtaken] = undos;
    return (
      overtaken &&
      `${effect.userName} ${effect.kind} by ${effect.cause.worker} after ${overtaken.undoes} was closed again`
    );
  },
};

/** Told by the episodes alone. */
function isOverIn({ undoes = '', undoesEpisode }: OffboardingCase, { cases }: History): boolean {
  const exit = cases.get(undoes);
  return exit?.status === 'closed' && exit.undoneBy === undefined && exit.openedAt !== undoesEpisode;
}
