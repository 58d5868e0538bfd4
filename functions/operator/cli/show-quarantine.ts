import type { GuardState } from '../../shared/offboarding/caps.ts';
import type { Policy } from '../../shared/offboarding/policy.ts';
import { trailTable, trailText } from './show-case.ts';
import { fields, lines } from './text.ts';

/** What the command `quarantine-show` answers. */
export type ShownQuarantine = Pick<GuardState, 'quarantine' | 'allowance' | 'trail'> & {
  taken: number;
  caps: Policy['caps'];
  brokenAt?: number;
};

/** Whether everything is stopped, how much was touched of late, and who stopped and cleared before. */
export function showQuarantine({ quarantine, taken, allowance, caps, trail, brokenAt }: ShownQuarantine): string {
  const { count, percentOfFleet, percentFloor, windowMinutes } = caps;
  return lines(
    quarantine ? 'Everything is stopped' : 'Nothing is stopped',
    fields([
      ['by', quarantine?.by],
      ['since', quarantine?.since],
      ['reason', quarantine?.reason],
      ['counted', `${taken} desktops within ${windowMinutes} minutes, beside those allowed`],
      [
        'cap',
        `${count}, or ${percentOfFleet} % of the fleet where that is fewer, but never fewer than ${percentFloor}`,
      ],
      ['allowed', allowance && `${allowance.desktops} more until ${allowance.until}`],
      ['trail', trailText({ count: trail.length, ...(brokenAt !== undefined && { brokenAt }) })],
    ]),
    trail.length > 0 ? trailTable(trail) : undefined,
  );
}
