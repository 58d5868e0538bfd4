import * as z from 'zod';
import { withinWindow } from '../../shared/offboarding/caps.ts';
import { firstBrokenLine } from '../../shared/offboarding/trail.ts';
import { type CommandContext, command } from '../command.ts';
import { CommandError } from '../command-error.ts';
import { reasonGiven } from '../reason-given.ts';
import { wake } from '../wake.ts';

/** The kill switch: nothing is taken from anybody until it is cleared. Dry runs and undoing go on. */
export const setQuarantine = command({
  input: z.strictObject({ reason: reasonGiven }),
  async run({ reason }, { guards, by, now }) {
    const { state } = await guards.quarantine({ by, reason, at: new Date(now).toISOString() });
    return { outcome: 'done', data: { quarantine: state.quarantine } };
  },
});

/** Everything goes on: what was held is woken. Asked again, it wakes what a crash has left asleep. */
export const clearQuarantine = command({
  input: z.strictObject({
    reason: reasonGiven,
    /** Desktops that may be touched beside the cap within the next window. @default 0 */
    allow: z.int().min(0).max(100_000).default(0),
  }),
  async run({ reason, allow }, context) {
    const { guards, by, now } = context;
    const { quarantine } = await guards.state();
    if (!quarantine && allow > 0) {
      throw new CommandError('not-quarantined', 'Nothing is stopped; an allowance goes with the end of a quarantine');
    }
    if (quarantine) await guards.clear({ by, reason, at: new Date(now).toISOString() }, allow);
    return { outcome: 'done', data: { cleared: quarantine !== undefined, woken: await wakeHeld(context) } };
  },
});

/** Whether everything is stopped, by whom and why; what was touched within the window; and who stopped and cleared before. */
export const showQuarantine = command({
  input: z.strictObject({}),
  async run(_, { guards, policy: { caps }, now }) {
    const state = await guards.state();
    const { taken, allowance } = withinWindow(state, caps, new Date(now).toISOString());
    return {
      outcome: 'done',
      data: {
        quarantine: state.quarantine,
        taken: taken.reduce((sum, { count }) => sum + count, 0),
        allowance,
        caps,
        trail: state.trail,
        brokenAt: firstBrokenLine(state.trail),
      },
    };
  },
});

/** @returns how many were woken */
async function wakeHeld(context: CommandContext): Promise<number> {
  let woken = 0;
  for await (const { cases } of context.pages.all('held')) {
    const ids = cases.filter(({ reason }) => reason === 'cap' || reason === 'quarantined').map(({ caseId }) => caseId);
    await wake(ids, context);
    woken += ids.length;
  }
  return woken;
}
