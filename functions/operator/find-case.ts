import * as z from 'zod';
import type { CaseStore } from '../shared/ledger/case-store.ts';
import type { OffboardingCase } from '../shared/offboarding/offboarding-case.ts';
import { isSamePerson, person, placesOf } from '../shared/offboarding/person.ts';
import type { CommandAnswer } from './command.ts';

/** Which case is meant: by its id, or by any identifiers of the person. */
export const whichCase = { caseId: z.string().min(1).optional(), person: z.optional(person) };

type WhichCase = z.output<z.ZodObject<typeof whichCase>>;

/** Holds where exactly one of the two is given. */
export function saysWhich({ caseId, person: who }: WhichCase): boolean {
  return (caseId === undefined) !== (who === undefined);
}

export const whichCaseProblem = 'needs either a caseId or a person';

/** The case that is meant; undefined where there is none. */
export async function findCase(which: WhichCase, cases: Pick<CaseStore, 'load'>): Promise<OffboardingCase | undefined> {
  const { person: who } = which;
  const ids = idsOf(which);
  const found = await cases.load(ids);
  return ids
    .map((id) => found.get(id))
    .find((one) => one !== undefined && (who === undefined || isSamePerson(one.person, who)));
}

/** The answer where there is none. */
export function noSuchCase(which: WhichCase): CommandAnswer {
  return { outcome: 'not-found', data: { looked: idsOf(which) } };
}

function idsOf({ caseId, person: who }: WhichCase): string[] {
  if (caseId !== undefined) return [caseId];
  return who ? placesOf(who) : [];
}
