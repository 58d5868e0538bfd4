import type { Invariant } from './invariant.ts';

/** Asked before the call is sent, with steps in between at which the worker may stand still. */
const longestMomentMs = 100_000;

const takesAway = new Set([
  'BatchDetachInstances',
  'DetachInstances',
  'BatchDisassociateDesktopsEip',
  'BatchRunDesktops',
  'BatchLogoffDesktops',
]);

/** While everything is stopped nothing is taken away. */
export const theKillSwitchStops: Invariant = {
  name: 'the kill switch stops',
  onWrite({ worker, operation = '', body }, { now, stoppedSince }) {
    const gives = operation === 'BatchRunDesktops' && (body as { op_type?: string }).op_type === 'os-start';
    if (gives || !takesAway.has(operation) || now() - stoppedSince() < longestMomentMs) return undefined;
    return `${worker} calls ${operation} while everything is stopped`;
  },
};
