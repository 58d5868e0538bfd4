import { hasEnded } from '../../../functions/shared/offboarding/case/offboarding-case.ts';
import type { Invariant } from './invariant.ts';

/** Whoever was spoken of has a case with every notice in it, and no case that may act is left without a time to look at it. */
export const nothingIsLost: Invariant = {
  name: 'nothing is lost',
  onSave({ saved }) {
    if (hasEnded(saved) || saved.dueAt !== undefined) return undefined;
    return `${saved.caseId} is ${saved.status}, and nothing will look at it`;
  },
  atEnd({ people }) {
    return [...people.values()].flatMap(({ person, announced, told }) => {
      const known = new Set(told.map(({ notice }) => notice.eventId));
      const lost = announced.filter(({ notice }) => !known.has(notice.eventId));
      return lost.map(({ notice }) => `${person.userName}: the notice ${notice.eventId} is in no case`);
    });
  },
};
