/** What went wrong, in the words a caller decides by. */
export type ErrorKind =
  /** Refused here, before any call: the input breaks a documented limit. */
  | 'invalid-input'
  /** The caller's deadline does not leave room for the call. */
  | 'out-of-time'
  /** The credential source failed. */
  | 'no-credentials'
  /** `beforeWrite` did not let the write go: the request never left. */
  | 'stopped'
  /** No connection: the request never left. */
  | 'not-sent'
  /** The connection broke, or time ran out, after the request had left. */
  | 'lost'
  /** An answer that is not what the operation promises. */
  | 'unreadable'
  | 'throttled'
  | 'unauthenticated'
  | 'denied'
  | 'not-found'
  /** The desktop is busy. */
  | 'conflict'
  | 'rejected'
  | 'unavailable';

export type ErrorDetails = {
  kind: ErrorKind;
  /** The service's or gateway's own code, `Http.<status>` where it gave none, `Client.<Reason>` for ours. */
  code: string;
  operation: string;
  /** For people and logs: never holds a secret, a signature or a body. */
  message: string;
  /** Whether the same call may succeed later without anybody changing anything. */
  retryable: boolean;
  /** What is known about the effect of a write: `no` is certain. */
  applied: 'no' | 'unknown';
  httpStatus?: number | undefined;
  requestId?: string | undefined;
  /** How long the server asked to wait. */
  retryAfterMs?: number | undefined;
  cause?: unknown;
};

/** The one error of this client. */
export class WorkspaceError extends Error {
  override readonly name = 'WorkspaceError';
  readonly kind: ErrorKind;
  readonly code: string;
  readonly operation: string;
  readonly retryable: boolean;
  readonly applied: 'no' | 'unknown';
  readonly httpStatus?: number;
  readonly requestId?: string;
  readonly retryAfterMs?: number;

  constructor(details: ErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = details.kind;
    this.code = details.code;
    this.operation = details.operation;
    this.retryable = details.retryable;
    this.applied = details.applied;
    if (details.httpStatus !== undefined) this.httpStatus = details.httpStatus;
    if (details.requestId !== undefined) this.requestId = details.requestId;
    if (details.retryAfterMs !== undefined) this.retryAfterMs = details.retryAfterMs;
  }

  /** What logs may hold: an error's message is lost otherwise, and a cause may hold anything. */
  toJSON(): Record<string, unknown> {
    const { name, message, kind, code, operation, retryable, applied, httpStatus, requestId, retryAfterMs } = this;
    return { name, message, kind, code, operation, retryable, applied, httpStatus, requestId, retryAfterMs };
  }
}

const secrets = /(Signature|SignedHeaders|Access|X-Auth-Token|X-Security-Token|Authorization)\s*[=:]\s*[^\s,;"']+/gi;
const longOpaque = /[A-Za-z0-9+/_=-]{64,}/g;
const control = /[\p{Cc}\s]+/gu;

/** Text of a server made fit for messages: one line, at most 300 characters, nothing that looks like a key or signature. */
export function safeText(text: string): string {
  const line = text.replace(control, ' ').replace(secrets, '$1=[redacted]').replace(longOpaque, '[redacted]').trim();
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}
