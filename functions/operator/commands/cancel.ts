import * as z from 'zod';
import { hasEnded, type OffboardingCase } from '../../shared/offboarding/case/offboarding-case.ts';
import { cancelOneOff } from '../../shared/offboarding/case/one-off.ts';
import { caseIdsOf, type Person } from '../../shared/offboarding/case/person.ts';
import type { ExitsMessage } from '../../shared/offboarding/notices/exits-message.ts';
import { changeCase } from '../change-case.ts';
import { type CommandAnswer, type CommandContext, command } from '../command.ts';
import { CommandError, type Problem } from '../command-error.ts';
import { findCase, noSuchCase, saysWhich, whichCase, whichCaseProblem } from '../find-case.ts';
import { operatorNotice } from '../operator-notice.ts';
import { reasonGiven } from '../reason-given.ts';
import { whyNotCancelled } from '../why-not-cancelled.ts';

/**
 * Somebody does not leave after all: sent through the same queue as an HR system's notice, so that it is ordered with theirs, and
 * on record also if there is nothing left to cancel. Of somebody without a case only if the mapping knows them, because their
 * exit may still be on its way; a name that nobody knows is a mistake, and leaves nothing behind.
 */
export const cancel = command({
  input: z.strictObject({ ...whichCase, reason: reasonGiven }).refine(saysWhich, whichCaseProblem),
  async run({ reason, ...which }, context) {
    const found = await findCase(which, context.cases);
    const person = found?.person ?? (await whomTheMappingKnows(which.person, context));
    if (!person) return noSuchCase(which, context);
    if (found?.undoes !== undefined) {
      throw new CommandError(
        'is-an-undo',
        `${found.caseId} gives back what ${found.undoes} took; it cannot be cancelled`,
      );
    }
    if (found?.scope !== undefined) return endOneOff(found, reason, context);
    const notice = operatorNotice({ kind: 'cancelled', person, reason }, context);
    await context.exits.send([{ body: { type: 'notice', notice } satisfies ExitsMessage }]);
    const data = { caseId: found?.caseId ?? caseIdsOf(person)[0], eventId: notice.eventId };
    const problem = found ? await whyNothingIsLeft(found, context) : nothingYet;
    return problem ? { outcome: 'failed', data, error: { ...problem, details: [] } } : { outcome: 'done', data };
  },
});

/** Nothing is left where all cases of the person have ended: somebody who was known by several names has several. */
async function whyNothingIsLeft(found: OffboardingCase, { cases }: CommandContext): Promise<Problem | undefined> {
  const siblings = found.siblings ? [...(await cases.load(found.siblings)).values()] : [];
  return siblings.every(hasEnded) ? whyNotCancelled(found) : undefined;
}

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
