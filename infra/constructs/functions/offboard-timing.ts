/**
 * How long the `offboard` function may run, and when what a dead one held is given to another, in seconds. Whatever was in the hands
 * of a worker that is killed at its first moment is worked on again within two minutes: see `infra/decisions.md`.
 */
export const offboardTiming = {
  timeout: 90,
  /** More than the timeout and the second in which a batch is gathered: who gets a message again meets a lease that has ended. */
  visibility: 100,
  /** An hour of tries, as long as an outage of the table may last before messages become dead letters. */
  maxReceives: 36,
} as const;
