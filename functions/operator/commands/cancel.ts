import * as z from 'zod';
import { applyNotice } from '../../shared/offboarding/apply-notice.ts';
import type { ExitNotice } from '../../shared/offboarding/exit-notice.ts';
import type { ExitsMessage } from '../../shared/offboarding/exits-message.ts';
import { hasBegun, hasEnded, type OffboardingCase } from '../../shared/offboarding/offboarding-case.ts';
import { cancelOneOff } from '../../shared/offboarding/one-off.ts';
import { changeCase } from '../change-case.ts';
import { type CommandAnswer, type CommandContext, command } from '../command.ts';
import { CommandError } from '../command-error.ts';
import { findCase, noSuchCase, saysWhich, whichCase, whichCaseProblem } from '../find-case.ts';
import { operatorNotice } from '../operator-notice.ts';
import { reasonGiven } from '../reason-given.ts';

/**
 * Somebody does not leave after all: sent through the same queue as an HR system's notice, so that it is ordered with theirs.
 * Where it would change nothing it is not sent, and the answer says what would.
 */
export const cancel = command({
  input: z.strictObject({ ...whichCase, reason: reasonGiven }).refine(saysWhich, whichCaseProblem),
  async run({ reason, ...which }, context) {
    const found = await findCase(which, context.cases);
    if (!found) return which.person ? nobodyKnown(context) : noSuchCase(which);
    if (found.undoes !== undefined) {
      throw new CommandError(
        'is-an-undo',
        `${found.caseId} gives back what ${found.undoes} took; it cannot be cancelled`,
      );
    }
    if (found.scope !== undefined) return endOneOff(found, reason, context);
    const notice = operatorNotice({ kind: 'cancelled', person: found.person, reason }, context);
    const cases = [found, ...(await siblingsOf(found, context))];
    if (!cases.some((offboardingCase) => isCancelledBy(notice, offboardingCase, context))) {
      throw new CommandError('nothing-to-cancel', whyNothing(found));
    }
    await context.exits.send([{ body: { type: 'notice', notice } satisfies ExitsMessage }]);
    return { outcome: 'done', data: { caseId: found.caseId, eventId: notice.eventId } };
  },
});

/** It is no exit, so it ends by itself: what is said of the person would call off their exit. */
async function endOneOff(found: OffboardingCase, reason: string, context: CommandContext): Promise<CommandAnswer> {
  const asked = { by: context.by, reason, at: new Date(context.now).toISOString() };
  const { caseId } = await changeCase(found, context, (one) => {
    if (hasEnded(one))
      throw new CommandError('has-ended', `${one.caseId} is ${one.status} already; undo gives back what it took`);
    return cancelOneOff(one, asked);
  });
  return { outcome: 'done', data: { caseId } };
}

/** A misspelt name must not leave a case behind, nor look as if somebody were safe. */
async function nobodyKnown({ depths }: Pick<CommandContext, 'depths'>): Promise<never> {
  const { waiting = 0, inWork = 0 } = (await depths['exits']?.()) ?? {};
  const queued = waiting + inWork;
  const perhaps =
    queued > 0 ? ` ${queued} message(s) are still to be worked on: if theirs may be among them, try again.` : '';
  throw new CommandError(
    'nobody-known',
    `No case is about that person, so there is nothing to cancel. Check how they are written: \`list\` shows the cases.${perhaps}`,
  );
}

/** Further cases of the same person, who was known by another name there. */
async function siblingsOf({ siblings = [] }: OffboardingCase, { cases }: CommandContext): Promise<OffboardingCase[]> {
  return siblings.length > 0 ? [...(await cases.load(siblings)).values()] : [];
}

function isCancelledBy(notice: ExitNotice, offboardingCase: OffboardingCase, { policy }: CommandContext): boolean {
  return applyNotice(offboardingCase, notice, policy).effect === 'cancelled';
}

function whyNothing(offboardingCase: OffboardingCase): string {
  const { caseId, status, endedAt, undoneBy, taken } = offboardingCase;
  if (!hasEnded(offboardingCase))
    return `${caseId} is ${status} by something that was sent later; look at it with status ${caseId}`;
  const ended = `${caseId} is ${status} since ${endedAt}: nothing is left to cancel`;
  if (undoneBy !== undefined) return `${ended}, and ${undoneBy} gives back what it took`;
  const hasTaken = hasBegun(offboardingCase) || taken !== undefined;
  return hasTaken ? `${ended}. To give back what it took: operator undo ${caseId} --reason "…"` : ended;
}
