import * as z from 'zod';
import type { OffboardingCase } from '../../shared/offboarding/case/offboarding-case.ts';
import { openOneOff } from '../../shared/offboarding/case/one-off.ts';
import { person } from '../../shared/offboarding/case/person.ts';
import { saveCase } from '../change-case.ts';
import { type CommandAnswer, type CommandContext, command } from '../command.ts';
import { forecastCases, withGuards } from '../forecast-cases.ts';
import { reasonGiven } from '../reason-given.ts';
import { wake } from '../wake.ts';

/** As many as one call detaches. */
const mostDesktops = 100;

/**
 * Detaches somebody from single desktops, by hand. It is a case of its own, worked on by the same function as an exit: the
 * same protection, caps, approval and kill switch, the same proof and undo.
 */
export const detach = command({
  input: z.strictObject({
    person,
    desktopIds: z.array(z.string().min(1).max(255)).min(1).max(mostDesktops),
    /** Shut down those that nobody is left on. @default false */
    shutdown: z.boolean().default(false),
    reason: reasonGiven.optional(),
    /** Says what would happen, and does nothing. @default false */
    dryRun: z.boolean().default(false),
  }),
  async run({ person: who, desktopIds, shutdown, reason, dryRun }, context) {
    const { by, requestId, now } = context;
    const scope = { desktopIds: [...new Set(desktopIds)], shutdown };
    const oneOff = openOneOff({ person: who, scope, by, reason, at: new Date(now).toISOString(), requestId });
    if (dryRun) return forecastOf(oneOff, scope.desktopIds, context);
    // Where it is there already, this invocation is a repeated one.
    await saveCase(oneOff, context);
    await wake([oneOff.caseId], context);
    return { outcome: 'done', data: { caseId: oneOff.caseId } };
  },
});

async function forecastOf(
  oneOff: OffboardingCase,
  desktopIds: readonly string[],
  context: CommandContext,
): Promise<CommandAnswer> {
  const { forecasts, guards } = await withGuards(await forecastCases([oneOff], context), 0, context);
  const found = new Set(forecasts.flatMap(({ plan }) => plan.map(({ target }) => target)));
  return {
    outcome: 'done',
    data: {
      // There is no such case yet.
      forecasts: forecasts.map(({ status: _, ...one }) => one),
      guards,
      notAttached: desktopIds.filter((id) => !found.has(id)),
    },
  };
}
