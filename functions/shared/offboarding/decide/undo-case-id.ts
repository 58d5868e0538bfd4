import { createHash } from 'node:crypto';
import { hasBegun, type OffboardingCase } from '../case/offboarding-case.ts';

/** The id of the case that undoes the latest episode in which a case took something: the same however often it is asked for. */
export function undoCaseId(original: OffboardingCase): string {
  const { caseId, openedAt, taken } = original;
  const takenAt = hasBegun(original) ? openedAt : (taken?.openedAt ?? openedAt);
  const hash = createHash('sha256').update(`undo\0${caseId}\0${takenAt}`).digest('hex');
  return `case-${hash.slice(0, 20)}`;
}
