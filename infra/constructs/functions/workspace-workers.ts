/** How many workers of each kind may call Workspace at the same moment. A queue's consumer cannot have fewer than 2. */
export const workspaceWorkers = {
  offboard: 2,
  refreshAccess: 1,
  unbindEips: 2,
  sweepEips: 1,
  reconcile: 1,
  operator: 1,
} as const;

/** Each gets an equal share of the calls that the service allows. */
export const workspaceShare = Object.values(workspaceWorkers).reduce<number>((sum, workers) => sum + workers, 0);
