import { newlyAdmitted } from '../history.ts';
import type { Invariant } from './invariant.ts';

const minuteMs = 60_000;

/** In no window of time more desktops are taken than the cap, and what a person allowed beyond it. */
export const capsHold: Invariant = {
  name: 'caps hold',
  onSave({ saved, before }, { now, policy: { caps }, world, admissions, clearances }) {
    if (newlyAdmitted(saved, before).length === 0) return undefined;
    const since = Math.max(now() - caps.windowMinutes * minuteMs, clearances.at(-1)?.at ?? -Infinity);
    const taken = admissions.filter(({ at }) => at > since).length;
    const share = Math.floor((world.desktops.list().length * caps.percentOfFleet) / 100);
    const limit = Math.min(caps.count, Math.max(caps.percentFloor, share)) + (clearances.at(-1)?.allow ?? 0);
    return taken > limit ? `${taken} desktops within ${caps.windowMinutes} minutes; the cap is ${limit}` : undefined;
  },
};
