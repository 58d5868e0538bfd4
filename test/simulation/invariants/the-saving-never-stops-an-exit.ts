import type { Invariant } from './invariant.ts';

/**
 * A case is held by a cap or the quarantine only where exits themselves are stopped, or were when the worker asked; and it is
 * exits, or a person, that stop exits: no worker of the nightly saving ever asks their guards.
 */
export const theSavingNeverStopsAnExit: Invariant = {
  name: 'the saving never stops an exit',
  onSave({ worker, saved, before }, { stops, guardReadAt }) {
    const isHeldBack = saved.status === 'held' && (saved.reason === 'cap' || saved.reason === 'quarantined');
    if (!isHeldBack || before?.reason === saved.reason) return undefined;
    const askedAt = guardReadAt.get(`exits ${worker.name}`) ?? -Infinity;
    const { since, until } = stops.exits;
    return since > -Infinity && until >= askedAt
      ? undefined
      : `${saved.caseId} is held: ${saved.reason}, and exits go on`;
  },
  onEffect({ kind, cause }, { guardReadAt }) {
    if (kind !== 'unbound' || cause === 'administrator' || !cause.worker.startsWith('unbindEips')) return undefined;
    return guardReadAt.has(`exits ${cause.worker}`) ? `${cause.worker} asks the guards of exits` : undefined;
  },
};
