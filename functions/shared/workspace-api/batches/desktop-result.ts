import type { WorkspaceError } from '../call/errors.ts';

/** What became of a write. Data, not an exception: of a hundred desktops one may fail and the rest not. */
export type Outcome =
  | { outcome: 'done' }
  /** Nothing was left to do. Cannot occur while `ALREADY_DONE_CODES` is empty: no code for it is known yet. */
  | { outcome: 'already'; reason: string }
  /** Certainly not applied. `retryable`: it may succeed later without anybody changing anything. */
  | { outcome: 'failed'; code: string; message: string; retryable: boolean }
  /** It may have been applied: only reading can tell. */
  | { outcome: 'unknown'; code: string; message: string };

export type WriteResult = {
  /** When it was known, epoch ms. */
  at: number;
  requestId?: string;
  /** Set where the service goes on working after its answer: the job that does. */
  jobId?: string;
} & Outcome;

export type DesktopResult = { desktopId: string } & WriteResult;

/** A call that did not succeed, as the result of a write. */
export function resultOfError(error: WorkspaceError, at: number): WriteResult {
  const { code, message, retryable, requestId } = error;
  const about = { at, ...(requestId !== undefined && { requestId }) };
  if (error.applied === 'unknown') {
    return { ...about, outcome: 'unknown', code, message };
  }
  return { ...about, outcome: 'failed', code, message, retryable };
}
