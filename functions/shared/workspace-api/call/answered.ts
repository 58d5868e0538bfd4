import type { WorkspaceError } from './errors.ts';
import type { HttpAnswer } from './transport.ts';

/** What became of a call. `at` is when that was known, epoch ms. */
export type Answered<T> =
  | { ok: true; value: T; at: number; status: number; headers: HttpAnswer['headers']; requestId?: string }
  | { ok: false; error: WorkspaceError; at: number };
