import type { DesktopEip } from './idle-eips.ts';

/** What became of one idle EIP: the line an auditor reads. */
export type EipLine = DesktopEip & {
  runId: string;
  /** The project of the desktop. */
  workspace: string;
  outcome: 'unbound' | 'bound' | 'kept' | 'failed' | 'would-unbind';
  /** Why it was kept, machine-readable, or the API's code where it failed. */
  reason?: string;
  message?: string;
  requestedAt?: string;
  requestId?: string;
  /** When a fresh reading showed it unbound. */
  verifiedAt?: string;
  /** Who asked for it, where a person did. */
  by?: string;
  recordedAt: string;
};

/** What one sweep came to. */
export type SweepSummary = {
  runId: string;
  /** Bound EIPs seen. */
  bound: number;
  /** Found idle and queued. */
  idle: number;
  /** How many stay, by reason. */
  kept: Record<string, number>;
  /** Projects that could not be read to the end, with the reason; absent where all were. */
  unread?: Record<string, string>;
};
