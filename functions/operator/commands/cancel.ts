import * as z from 'zod';
import type { ExitsMessage } from '../../shared/offboarding/exits-message.ts';
import { hasEnded, type OffboardingCase } from '../../shared/offboarding/offboarding-case.ts';
import { cancelOneOff } from '../../shared/offboarding/one-off.ts';
import { caseIdsOf } from '../../shared/offboarding/person.ts';
import { changeCase } from '../change-case.ts';
import { type CommandAnswer, type CommandContext, command } from '../command.ts';
import { CommandError } from '../command-error.ts';
import { findCase, noSuchCase, saysWhich, whichCase, whichCaseProblem } from '../find-case.ts';
import { operatorNotice } from '../operator-notice.ts';
import { reasonGiven } from '../reason-given.ts';

/**
 * Somebody does not leave after all: told through the same queue as an HR system's word, so that it is ordered with theirs.
 * Of a person without a case too, because their exit may still be on its way.
 */
export const cancel = command({
  input: z.strictObject({ ...whichCase, reason: reasonGiven }).refine(saysWhich, whichCaseProblem),
  async run({ reason, ...which }, context) {
    const one = await findCase(which, context.cases);
    const who = one?.person ?? which.person;
    if (!who) return noSuchCase(which);
    if (one?.undoes !== undefined) {
      throw new CommandError('is-an-undo', `${one.caseId} gives back what ${one.undoes} took; it cannot be cancelled`);
    }
    if (one?.scope !== undefined) return endOneOff(one, reason, context);
    const notice = operatorNotice({ kind: 'cancelled', person: who, reason }, context);
    await context.exits.send([{ body: { type: 'notice', notice } satisfies ExitsMessage }]);
    return { outcome: 'done', data: { caseId: one?.caseId ?? caseIdsOf(who)[0], eventId: notice.eventId } };
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
