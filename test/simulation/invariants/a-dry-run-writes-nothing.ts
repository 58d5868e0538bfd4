import type { Invariant } from './invariant.ts';

export const aDryRunWritesNothing: Invariant = {
  name: 'a dry run writes nothing',
  onWrite({ operation, worker }, { policy }) {
    return policy.mode === 'dry-run' ? `${worker} calls ${operation}` : undefined;
  },
};
