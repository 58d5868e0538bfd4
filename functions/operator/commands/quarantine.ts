import * as z from 'zod';
import { capsOf } from '../../shared/offboarding/case/policy.ts';
import { firstBrokenLine } from '../../shared/offboarding/case/trail.ts';
import { usedIn, withinWindow } from '../../shared/offboarding/guards/caps.ts';
import { type Flow, flows } from '../../shared/offboarding/guards/flow.ts';
import { type CommandContext, command } from '../command.ts';
import { CommandError } from '../command-error.ts';
import { reasonGiven } from '../reason-given.ts';
import { readWaiting, wakeWaiting } from '../waiting-for-guards.ts';

/** The flow that is meant. @default both */
const only = z.enum(flows).optional();

/** The kill switch: nothing is taken away until it is cleared. Dry runs and undoing go on. */
export const setQuarantine = command({
  input: z.strictObject({ reason: reasonGiven, only }),
  async run({ reason, only: flow }, { guards, by, now }) {
    const quarantine: Partial<Record<Flow, unknown>> = {};
    for (const one of flowsMeant(flow)) {
      const { state } = await guards[one].quarantine({ by, reason, at: new Date(now).toISOString() });
      quarantine[one] = state.quarantine;
    }
    return { outcome: 'done', data: { quarantine } };
  },
});

/** What was stopped goes on: exits that were held are woken. Asked again, it wakes what a crash has left asleep. */
export const clearQuarantine = command({
  input: z.strictObject({
    reason: reasonGiven,
    only,
    /**
     * Desktops that may be touched beside the cap within the next window. Where both flows go on, exits may: whoever means
     * the leavers of today does not mean the EIPs of tonight as well. @default 0
     */
    allow: z.int().min(0).max(100_000).default(0),
  }),
  async run({ reason, allow, only: flow }, context) {
    const { guards, by, now } = context;
    const cleared = await flowsStopped(flowsMeant(flow), context);
    const [allowedTo] = cleared;
    if (allow > 0 && allowedTo === undefined) {
      throw new CommandError('not-quarantined', 'Nothing is stopped; an allowance goes with the end of a quarantine');
    }
    for (const one of cleared) {
      const hand = { by, reason, at: new Date(now).toISOString() };
      await guards[one].clear(hand, one === allowedTo ? allow : 0);
    }
    const woken = flow === 'savings' ? 0 : await wakeWaiting(context);
    return { outcome: 'done', data: { cleared, ...(allow > 0 && { allowed: { [`${allowedTo}`]: allow } }), woken } };
  },
});

/** Whether a flow is stopped, by whom and why; what waits for it; what was touched within the window; and its trail. */
export const showQuarantine = command({
  input: z.strictObject({}),
  async run(_, context) {
    const [exits, savings] = await Promise.all([showFlow('exits', context), showFlow('savings', context)]);
    return { outcome: 'done', data: { exits: { ...exits, waiting: await readWaiting(context) }, savings } };
  },
});

async function showFlow(flow: Flow, { guards, policy, now }: CommandContext) {
  const caps = capsOf(flow, policy);
  const state = await guards[flow].state();
  const recent = withinWindow(state, caps, new Date(now).toISOString());
  return {
    quarantine: state.quarantine,
    taken: usedIn(recent),
    allowance: recent.allowance,
    caps,
    trail: state.trail,
    brokenAt: firstBrokenLine(state.trail),
  };
}

function flowsMeant(flow: Flow | undefined): readonly Flow[] {
  return flow === undefined ? flows : [flow];
}

async function flowsStopped(meant: readonly Flow[], { guards }: CommandContext): Promise<Flow[]> {
  const states = await Promise.all(meant.map((flow) => guards[flow].state()));
  return states.flatMap(({ flow, quarantine }) => (quarantine ? [flow] : []));
}
