import { newlyAdmitted } from '../history.ts';
import type { Invariant } from './invariant.ts';

const minuteMs = 60_000;

/** In no window of time more desktops are taken than the cap, and what people allowed beyond it: clearing alone allows nothing. */
export const capsHold: Invariant = {
  name: 'caps hold',
  onSave({ saved, before }, { now, policy: { caps }, world, admissions, clearances }) {
    if (newlyAdmitted(saved, before).length === 0) return undefined;
    const windowMs = caps.windowMinutes * minuteMs;
    const since = now() - windowMs;
    // What was allowed may be used for a window: what was before this one began may still be used in it.
    const allowed = clearances.filter(({ at }) => at > since - windowMs).reduce((sum, { allow }) => sum + allow, 0);
    const taken = admissions.filter(({ at }) => at > since).length;
    const share = Math.floor((world.desktops.list().length * caps.percentOfFleet) / 100);
    const limit = Math.min(caps.count, Math.max(caps.percentFloor, share)) + allowed;
    return taken > limit ? `${taken} desktops within ${caps.windowMinutes} minutes; the cap is ${limit}` : undefined;
  },
};
