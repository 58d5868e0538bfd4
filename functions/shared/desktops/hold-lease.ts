import type { AccessIndexStore, Lease } from '../ledger/access-index-store.ts';
import type { Clock } from '../runtime/clock.ts';

export type LeaseHolder = ReturnType<typeof holdLease>;

/** Longer than any one call waits for its turn. */
export const leaseMs = 2 * 60_000;

type Parts = { workspace: string; index: Pick<AccessIndexStore, 'save'>; clock: Pick<Clock, 'now'> };

/**
 * Keeps the right to write to the index while it is made use of. Reading takes minutes, at the pace that the API allows: whoever does
 * not prolong the right in between meets another run that reads the same.
 */
export function holdLease({ workspace, index, clock }: Parts, lease: Lease) {
  let prolongAt = clock.now() + leaseMs / 2;
  let isLost = false;

  /** Saves the state, and prolongs the right. @returns false where it has been lost: then there is nothing more to do */
  async function save(): Promise<boolean> {
    prolongAt = clock.now() + leaseMs / 2;
    const isSaved = await index.save(workspace, lease, new Date(clock.now() + leaseMs).toISOString());
    if (!isSaved) isLost = true;
    return !isLost;
  }

  return {
    save,
    /** To be asked before each call. */
    isHeld: async (): Promise<boolean> => (!isLost && clock.now() >= prolongAt ? save() : !isLost),
  };
}
