import * as z from 'zod';
import type { ExitsMessage } from '../../shared/offboarding/exits-message.ts';
import { caseIdsOf, type Person } from '../../shared/offboarding/person.ts';
import { type CommandContext, command } from '../command.ts';
import { CommandError, type Problem } from '../command-error.ts';
import { findCase, noSuchCase, saysWhich, whichCase, whichCaseProblem } from '../find-case.ts';
import { operatorNotice } from '../operator-notice.ts';
import { reasonGiven } from '../reason-given.ts';
import { whyNotCancelled } from '../why-not-cancelled.ts';

/**
 * Somebody does not leave after all: told through the same queue as an HR system's word, so that it is ordered with theirs, and
 * on record also where there is nothing left to cancel. Of somebody without a case only if the mapping knows them, because their
 * exit may still be on its way; a name that nobody knows is a mistake, and leaves nothing behind.
 */
export const cancel = command({
  input: z.strictObject({ ...whichCase, reason: reasonGiven }).refine(saysWhich, whichCaseProblem),
  async run({ reason, ...which }, context) {
    const one = await findCase(which, context.cases);
    const who = one?.person ?? (await whomTheMappingKnows(which.person, context));
    if (!who) return noSuchCase(which, context);
    if (one?.undoes !== undefined) {
      throw new CommandError('is-an-undo', `${one.caseId} gives back what ${one.undoes} took; it cannot be cancelled`);
    }
    const notice = operatorNotice({ kind: 'cancelled', person: who, reason }, context);
    await context.exits.send([{ body: { type: 'notice', notice } satisfies ExitsMessage }]);
    const data = { caseId: one?.caseId ?? caseIdsOf(who)[0], eventId: notice.eventId };
    const problem = one ? whyNotCancelled(one) : nothingYet;
    return problem ? { outcome: 'failed', data, error: { ...problem, details: [] } } : { outcome: 'done', data };
  },
});

const nothingYet: Problem = {
  code: 'nothing-to-cancel',
  message:
    'There is no case of this person to cancel. That they stay is on record: an exit that was sent before has no effect, one that is sent from now on has',
};

async function whomTheMappingKnows(
  who: Person | undefined,
  { identities }: Pick<CommandContext, 'identities'>,
): Promise<Person | undefined> {
  const [mapped = []] = who ? await identities.load([who]) : [];
  return mapped.length > 0 ? who : undefined;
}
