import * as z from 'zod';
import { explainCase } from '../../shared/offboarding/explain.ts';
import { firstBrokenLine } from '../../shared/offboarding/trail.ts';
import { command } from '../command.ts';
import { findCase, noSuchCase, saysWhich, whichCase, whichCaseProblem } from '../find-case.ts';
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
    })
    .refine(saysWhich, whichCaseProblem),
  async run({ trail: isWanted, ...which }, { cases, policy }) {
    const one = await findCase(which, cases);
    if (!one) return noSuchCase(which);
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
