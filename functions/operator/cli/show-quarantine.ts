import type { Policy } from '../../shared/offboarding/case/policy.ts';
import type { GuardState } from '../../shared/offboarding/guards/caps.ts';
import { type Flow, flows } from '../../shared/offboarding/guards/flow.ts';
import type { Waiting } from '../waiting-for-guards.ts';
import { trailTable, trailText } from './show-case.ts';
import { unreadableText } from './show-list.ts';
import { fields, lines } from './text.ts';

type ShownFlow = Pick<GuardState, 'quarantine' | 'allowance' | 'trail'> & {
  taken: number;
  caps: Policy['caps'];
  brokenAt?: number;
  /** Of exits. */
  waiting?: Waiting;
};

/** What the command `quarantine-show` answers. */
export type ShownQuarantine = Record<Flow, ShownFlow>;

/** Of each flow, whether it is stopped, what waits for it, how much was touched of late, and who stopped and cleared before. */
export function showQuarantine(shown: ShownQuarantine): string {
  return lines(...flows.map((flow) => showFlow(flow, shown[flow])));
}

function showFlow(flow: Flow, { quarantine, taken, allowance, caps, trail, brokenAt, waiting }: ShownFlow): string {
  const { count, percentOfFleet, percentFloor, windowMinutes } = caps;
  return lines(
    `${flow}: ${quarantine ? 'stopped' : 'not stopped'}`,
    fields([
      ['by', quarantine?.by],
      ['since', quarantine?.since],
      ['reason', quarantine?.reason],
      ['waiting', waiting ? waitingText(waiting) : quarantine && 'the next nightly look finds again what is idle'],
      ['counted', `${taken} desktops within ${windowMinutes} minutes, beside those allowed`],
      [
        'cap',
        `${count}, or ${percentOfFleet} % of the fleet where that is fewer, but never fewer than ${percentFloor}`,
      ],
      ['allowed', allowance && `${allowance.desktops} more until ${allowance.until}`],
      ['trail', trailText({ count: trail.length, ...(brokenAt !== undefined && { brokenAt }) })],
    ]),
    waiting && unreadableText(waiting.unreadable),
    trail.length > 0 ? trailTable(trail) : undefined,
  );
}

function waitingText({ people, desktops }: Waiting): string {
  if (people === 0) return 'nobody';
  return `${people} people with ${desktops} desktops; clear --allow ${desktops} lets all of them go on`;
}
