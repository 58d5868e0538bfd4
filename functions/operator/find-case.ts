import * as z from 'zod';
import type { CaseStore } from '../shared/ledger/case-store.ts';
import type { OffboardingCase } from '../shared/offboarding/case/offboarding-case.ts';
import { isSamePerson, type Person, person, placesOf } from '../shared/offboarding/case/person.ts';
import type { CommandAnswer, CommandContext } from './command.ts';
import { type NearCase, nearCases } from './near-cases.ts';

/** Which case is meant: by its id, or by any identifiers of the person. */
export const whichCase = { caseId: z.string().min(1).optional(), person: z.optional(person) };

export type WhichCase = z.output<z.ZodObject<typeof whichCase>>;

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

/** The answer where there is none: with what may have been meant. Nothing was done. */
export async function noSuchCase(which: WhichCase, { pages }: Pick<CommandContext, 'pages'>): Promise<CommandAnswer> {
  const near = await nearCases(which, pages);
  return { outcome: 'not-found', data: { looked: idsOf(which), near }, error: noCase(which, near) };
}

/** The same without looking for what may have been meant, for whoever asks again and again. */
export function notThere(which: WhichCase): CommandAnswer {
  return { outcome: 'not-found', data: { looked: idsOf(which) }, error: noCase(which, []) };
}

function noCase({ caseId, person: who }: WhichCase, near: readonly NearCase[]) {
  const wanted = caseId ?? `of ${nameOf(who ?? {})}`;
  const meant = near.map((one) => `${nameOf(one.person)} (${one.caseId}, ${one.status})`).join('; ');
  const next = who ? 'plan says whether Workspace knows them, list shows all cases' : 'list shows all cases';
  const message = `There is no case ${wanted}; nothing was done. ${meant ? `Did you mean ${meant}? Else ${next}` : `Look whether that is right: ${next}`}`;
  return { code: 'no-such-case', message, details: [] };
}

function nameOf({ userName, id, email }: Partial<Person>): string {
  return [userName, id, email].filter((part) => part !== undefined).join(' · ');
}

function idsOf({ caseId, person: who }: WhichCase): string[] {
  if (caseId !== undefined) return [caseId];
  return who ? placesOf(who) : [];
}
