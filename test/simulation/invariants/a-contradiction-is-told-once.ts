import type { OffboardingCase } from '../../../functions/shared/offboarding/case/offboarding-case.ts';
import type { Invariant } from './invariant.ts';

/**
 * Of the first word that somebody stays whose exit is over and has taken a desktop away, subscribers are told, and of no second
 * one. What one source says of itself alone is left out: whether it counts depends on the others.
 */
export const aContradictionIsToldOnce: Invariant = {
  name: 'a contradiction is told once',
  onSave({ before, saved }) {
    if (!before?.desktops.some(({ detachRequestedAt }) => detachRequestedAt !== undefined)) return undefined;
    if (before.openedAt !== saved.openedAt || before.undoes !== undefined || before.undoneBy !== undefined)
      return undefined;
    if (saved.notices.some(({ onlyOwn }) => onlyOwn)) return undefined;
    const [earlier, all] = [staysSaidAfter(before), staysSaidAfter(saved)];
    if (before.endedAt === undefined || before.status === 'cancelled' || all === earlier) return undefined;
    const told = newlyTold(before, saved);
    const due = earlier === 0 ? 1 : 0;
    return told === due
      ? undefined
      : `${saved.caseId} was contradicted ${earlier} times before, and told ${told} times`;
  },
};

/** How often it was said in this episode after its end. */
function staysSaidAfter({ notices, openedAt }: OffboardingCase): number {
  return notices.filter(({ effect, receivedAt }) => effect === 'ignored-already-ended' && receivedAt >= openedAt)
    .length;
}

function newlyTold(before: OffboardingCase, { unsaid }: OffboardingCase): number {
  const known = new Set(before.unsaid.map(({ id }) => id));
  return unsaid.filter(({ type, id }) => type === 'OffboardingContradicted' && !known.has(id)).length;
}
