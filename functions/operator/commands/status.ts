import * as z from 'zod';
import { explainCase } from '../../shared/offboarding/case/explain.ts';
import { firstBrokenLine } from '../../shared/offboarding/case/trail.ts';
import { command } from '../command.ts';
import { findCase, noSuchCase, notThere, saysWhich, whichCase, whichCaseProblem } from '../find-case.ts';
import { planShown } from '../plan-shown.ts';

/**
 * Shows a case with its plan, its ledger lines and whether its trail is unbroken, by its id or by any identifier of the
 * person.
 */
export const status = command({
  input: z
    .strictObject({
      ...whichCase,
      /** With every line of the trail, also those that the case does not carry with it any more. @default false */
      trail: z.boolean().default(false),
      /** Where there is no such case, which one may have been meant. Whoever waits for a case asks often. @default true */
      suggest: z.boolean().default(true),
    })
    .refine(saysWhich, whichCaseProblem),
  async run({ trail: isWanted, suggest, ...which }, context) {
    const { cases, policy } = context;
    const one = await findCase(which, cases);
    if (!one) return suggest ? noSuchCase(which, context) : notThere(which);
    const explained = explainCase(one);
    const [lines, trail] = await Promise.all([cases.lines(one.caseId), cases.trail(one)]);
    return {
      outcome: 'done',
      data: {
        case: one,
        ...(explained && { explained }),
        lines,
        ...planShown(one, policy),
        trail: { count: trail.length, brokenAt: firstBrokenLine(trail), ...(isWanted && { lines: trail }) },
      },
    };
  },
});
