import type { Invariant } from './invariant.ts';

const takesAway = new Set([
  'BatchDetachInstances',
  'DetachInstances',
  'BatchDisassociateDesktopsEip',
  'BatchRunDesktops',
  'BatchLogoffDesktops',
]);

/** A worker asks whether its flow is stopped after it has decided and before it takes anything away, each time. */
export const theKillSwitchStops: Invariant = {
  name: 'the kill switch stops',
  onWrite({ worker, operation = '', body }, { guardReadAt, savedAt }) {
    const gives = operation === 'BatchRunDesktops' && (body as { op_type?: string }).op_type === 'os-start';
    if (gives || !takesAway.has(operation)) return undefined;
    const flow = worker.startsWith('offboard') ? 'exits' : 'savings';
    const askedAt = guardReadAt.get(`${flow} ${worker}`) ?? -Infinity;
    return askedAt > (savedAt.get(worker) ?? -Infinity) ? undefined : `${worker} calls ${operation} without asking`;
  },
};
