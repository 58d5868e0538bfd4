import { firstBrokenLine } from '../../../functions/shared/offboarding/case/trail.ts';
import type { Invariant } from './invariant.ts';

/** A case's trail only ever grows, and each line follows from the one before. */
export const trailsHold: Invariant = {
  name: 'trails hold',
  onSave({ saved, before }) {
    const last = before?.trail.at(-1);
    if (!last || saved.trail[last.seq - 1]?.hash === last.hash) return undefined;
    return `${saved.caseId} has lost line ${last.seq} of its trail`;
  },
  atEnd({ cases }) {
    return [...cases.values()].flatMap(({ caseId, trail }) => {
      const broken = firstBrokenLine(trail);
      return broken === undefined ? [] : [`line ${broken} of ${caseId} does not follow from the one before`];
    });
  },
};
