import * as z from 'zod';
import { hasEnded, type OffboardingCase, openStatuses } from '../../shared/offboarding/case/offboarding-case.ts';
import { applyNotice } from '../../shared/offboarding/notices/apply-notice.ts';
import { type CommandContext, command } from '../command.ts';
import { CommandError } from '../command-error.ts';
import { findCase, noSuchCase, saysWhich, whichCase, whichCaseProblem } from '../find-case.ts';
import { forecastCases, withGuards } from '../forecast-cases.ts';
import { operatorNotice } from '../operator-notice.ts';

/** Cases of one page: read together, in a few calls. */
const casesPerPage = 50;

/** Where a page of all open cases begins. */
const page = z.strictObject({
  status: z.enum(openStatuses),
  after: z.record(z.string(), z.unknown()).optional(),
  /** Desktops that the pages before would touch now. */
  counted: z.int().nonnegative(),
});

/** What would happen to one person, and why. Reads Workspace and writes nothing, neither there nor into the ledger. */
export const plan = command({
  input: z.strictObject(whichCase).refine(saysWhich, whichCaseProblem),
  async run(which, context) {
    const found = await findCase(which, context.cases);
    const one = found && !hasEnded(found) ? found : asIfOffboarded(found, which, context);
    if (!one) return noSuchCase(which, context);
    const forecasts = await forecastCases([one], context);
    const {
      forecasts: [only],
      guards,
    } = await withGuards(forecasts, 0, context);
    const asIf = one === found ? {} : { status: found?.status, asIf: true };
    return { outcome: 'done', data: { forecasts: [{ ...only, ...asIf }], guards } };
  },
});

/** The same for all open cases, page by page: the answer says where the next one begins. */
export const planAll = command({
  input: z.strictObject({ page: page.default({ status: openStatuses[0], counted: 0 }) }),
  async run({ page: { status, after, counted } }, context) {
    const { cases, unreadable, next } = await context.pages.page(status, after, casesPerPage);
    const forecasts = await forecastCases(cases, context);
    const data = await withGuards(forecasts, counted, context);
    const following = next ? { status, after: next } : { status: openStatuses[openStatuses.indexOf(status) + 1] };
    return {
      outcome: 'done',
      data: { ...data, unreadable, ...(following.status && { next: { ...following, counted: data.guards.desktops } }) },
    };
  },
});

/** The case that there would be if somebody offboarded the person now. */
function asIfOffboarded(
  found: OffboardingCase | undefined,
  { person }: { person?: OffboardingCase['person'] | undefined },
  context: CommandContext,
): OffboardingCase | undefined {
  if (found?.undoes !== undefined) {
    throw new CommandError(
      'is-an-undo',
      `${found.caseId} has given back what ${found.undoes} took; plan the person instead`,
    );
  }
  if (found?.scope !== undefined) {
    throw new CommandError('is-a-one-off', `${found.caseId} was about single desktops; plan the person instead`);
  }
  const who = person ?? found?.person;
  if (!who) return undefined;
  return applyNotice(found, operatorNotice({ kind: 'revoke-now', person: who }, context), context.policy).case;
}
