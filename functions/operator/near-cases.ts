import type { CasePages } from '../shared/ledger/case-pages.ts';
import { endStatuses, type OffboardingCase, openStatuses } from '../shared/offboarding/case/offboarding-case.ts';
import type { Person } from '../shared/offboarding/case/person.ts';
import { editDistance } from './edit-distance.ts';

/** A case that may be the one that was meant. */
export type NearCase = Pick<OffboardingCase, 'caseId' | 'person' | 'status'>;

/** Whom or what somebody has named. */
type Named = { caseId?: string | undefined; person?: Person | undefined };

const mostShown = 5;

/** Cases that are called almost so, among the latest of each status: whoever mistypes a name is told of the right one. */
export async function nearCases(which: Named, pages: Pick<CasePages, 'page'>): Promise<NearCase[]> {
  const found = await Promise.all([...openStatuses, ...endStatuses].map((status) => pages.page(status)));
  const wanted = wordsOf(which);
  const near = found
    .flatMap(({ cases }) => cases)
    .filter(({ undoes }) => undoes === undefined)
    .map(({ caseId, person, status }) => ({ caseId, person, status, far: howFar(wanted, { caseId, person }) }))
    .filter(({ far }) => far < Infinity)
    .toSorted((a, b) => a.far - b.far);
  return near.slice(0, mostShown).map(({ far: _, ...one }) => one);
}

function wordsOf({ caseId, person }: Named): string[] {
  const { id, userName, email } = person ?? {};
  return [caseId, id, userName, email].flatMap((word) => word?.toLowerCase() ?? []);
}

/** Whichever is which: a name may have been given as an id. */
function howFar(wanted: readonly string[], one: Named): number {
  const known = wordsOf(one);
  return Math.min(...wanted.flatMap((word) => known.map((other) => farFrom(word, other))));
}

function farFrom(word: string, other: string): number {
  const most = word.length < 5 ? 1 : 2;
  const distance = Math.abs(word.length - other.length) > most ? Infinity : editDistance(word, other);
  return distance > most ? Infinity : distance;
}
