/** One thing that a reconciliation found, and what it did about it. Ids alone: whose they are, the case and Workspace say. */
export type ReconcileFinding = {
  runId: string;
  found: 'drift' | 'dormant-user';
  caseId: string;
  /** `leave` has its reason. */
  decision: 'reopen' | 'offboard' | 'report' | 'leave';
  reason: string;
  desktops: { workspace: string; desktopId: string }[];
  /** Pools and groups that open desktops. */
  access: { workspace: string; kind: string; id: string }[];
};

/** What a reconciliation read and found, for its ledger item, the log and the schedule's caller. */
export type ReconcileSummary = {
  /** When it was, ISO 8601 UTC: the run's one reading of the clock. */
  runId: string;
  /** Closed cases whose people were looked for again. */
  cases: number;
  /** Of these, how many have access again. */
  drift: number;
  /** Workspace users that are disabled or expired and still attached. */
  dormantUsers: number;
  /** What was decided, by decision. */
  decided: Record<string, number>;
  /** What was left alone, by reason. */
  left: Record<string, number>;
  /** Projects that could not be read, with the code of the problem: nothing is known of them. */
  unread?: Record<string, string>;
};
