import type { Clock } from '../runtime/clock.ts';
import type { WriteResult } from './desktop-result.ts';
import { settleResult } from './settle.ts';
import type { userOperations } from './users.ts';

/** Answers what became of locking a user by looking at the user: one call, if in doubt. */
export function settleUsers({ showUser }: Pick<ReturnType<typeof userOperations>, 'showUser'>, clock: Clock) {
  const settleBy = (locked: boolean) => (result: WriteResult, userId: string) =>
    settleResult(clock, result, async () => {
      const user = await showUser(userId);
      return typeof user.locked === 'boolean' ? user.locked === locked : undefined;
    });

  return {
    /** For `lockUser`. */
    settleLock: settleBy(true),
    /** For `unlockUser`. */
    settleUnlock: settleBy(false),
  };
}
