import * as z from 'zod';
import type { OffboardingCase } from '../../shared/offboarding/case/offboarding-case.ts';
import {
  isOvertaken,
  type OpenedUndo,
  openUndo,
  type UndoProblem,
  withdrawn,
} from '../../shared/offboarding/decide/undo.ts';
import { undoCaseId } from '../../shared/offboarding/decide/undo-case-id.ts';
import { isLeaving, standingNotice } from '../../shared/offboarding/notices/standing-notice.ts';
import { saveCase } from '../change-case.ts';
import { type CommandContext, command } from '../command.ts';
import { CommandError } from '../command-error.ts';
import { findCase, noSuchCase } from '../find-case.ts';
import { reasonGiven } from '../reason-given.ts';
import { wake } from '../wake.ts';

/** How often it is tried where somebody else saves one of the two cases meanwhile. */
const mostTries = 5;

/**
 * Gives back what a case took away: opens the undo of it, marks the case, and wakes the undo.
 *
 * The undo is saved first. A crash after that leaves work that is due and goes on by itself, and a mark that asking again
 * makes up for; the other way round it would leave a case that says it is undone, and nobody who does it.
 */
export const undo = command({
  input: z.strictObject({ caseId: z.string().min(1), reason: reasonGiven }),
  async run({ caseId, reason }, context) {
    const found = await findCase({ caseId }, context.cases);
    if (!found) return noSuchCase({ caseId }, context);
    if (found.scope !== undefined) await refuseWhoLeaves(found, context);
    const asked = { by: context.by, reason, at: new Date(context.now).toISOString() };
    for (let tries = 0; tries < mostTries; tries += 1) {
      const { original, earlier } = await bothCases(found.caseId, context);
      // Of two words at once, that somebody leaves is the last; who wants it undone all the same says so once more.
      if (original.openedAt !== found.openedAt) throw new CommandError('taken-up-again', takenUpAgain(original));
      const opened = openUndo(original, asked, earlier);
      if (typeof opened === 'string') throw new CommandError(opened, inWords(opened, original));
      const version = await saveBoth(opened, earlier, context);
      if (version === undefined) continue;
      await wake([opened.undoId], context);
      return { outcome: 'done', data: { caseId: opened.undoId, version, undoes: original.caseId } };
    }
    throw new CommandError('case-is-busy', `Workers change case ${found.caseId} all the time; try again in a minute`);
  },
});

/** What a one-off took is not given back to somebody whose exit stands: the exit would take it again. */
async function refuseWhoLeaves({ person, caseId }: OffboardingCase, { cases }: CommandContext): Promise<void> {
  const exit = await findCase({ person }, cases);
  const stands = exit && standingNotice(exit.notices);
  if (!exit || !stands || !isLeaving(stands) || exit.undoneBy !== undefined) return;
  throw new CommandError(
    'is-leaving',
    `The person of ${caseId} leaves by case ${exit.caseId}: cancel or undo that one`,
  );
}

async function bothCases(caseId: string, { cases }: CommandContext) {
  const original = (await cases.load([caseId])).get(caseId);
  if (!original) throw new CommandError('nothing-was-done', `Case ${caseId} is gone`);
  const undoId = undoCaseId(original);
  return { original, earlier: (await cases.load([undoId])).get(undoId) };
}

/** @returns the version of the undo; undefined where one of the two was changed by somebody else */
async function saveBoth(
  { original, undo: begun }: OpenedUndo,
  earlier: OffboardingCase | undefined,
  context: CommandContext,
): Promise<number | undefined> {
  if (begun && earlier) await context.cases.keepEpisode(earlier);
  const saved = begun ? await saveCase(begun, context) : earlier;
  if (!saved) return undefined;
  if (original && !(await saveCase(original, context))) {
    await withdrawIfOvertaken(saved, original.caseId, context);
    return undefined;
  }
  return saved.version;
}

/**
 * The exit was taken up again between the two saves: then nothing is to be given back. The next try says so.
 * What the undo has done until then, the exit takes away again.
 */
async function withdrawIfOvertaken(begun: OffboardingCase, originalId: string, context: CommandContext): Promise<void> {
  const original = (await context.cases.load([originalId])).get(originalId);
  // Where a worker has it meanwhile, that worker finds it overtaken.
  if (isOvertaken(begun, original)) await saveCase(withdrawn(begun, new Date(context.now).toISOString()), context);
}

function takenUpAgain({ caseId, status }: OffboardingCase): string {
  return `${caseId} was taken up again meanwhile and is ${status}: look at it, and undo it again if it is still wanted`;
}

function inWords(problem: UndoProblem, { caseId, status, undoneBy, undoes }: OffboardingCase): string {
  const isUndo = undoes !== undefined;
  const words: Record<UndoProblem, string> = {
    'not-ended': `${caseId} is still ${status}: cancel it first`,
    'already-undone': `${caseId} is undone by ${undoneBy}; its status says what came back`,
    'nothing-was-done': isUndo
      ? `${caseId} is an undo itself; have the person offboarded instead`
      : `${caseId} took nothing away that could be given back`,
  };
  return words[problem];
}
