import { connectionAdviceFor } from './advice.ts';
import { safeText, WorkspaceError } from './errors.ts';
import { TransportError } from './transport.ts';

export function outOfTime(operation: string): WorkspaceError {
  return new WorkspaceError({
    kind: 'out-of-time',
    code: 'Client.OutOfTime',
    operation,
    message: `${operation} was not called: its turn would come after the deadline.`,
    retryable: true,
    applied: 'no',
  });
}

/** Whatever the source of credentials met: the call itself was certainly not made. */
export function noCredentials(operation: string, cause: unknown, problem?: string): WorkspaceError {
  const met = cause instanceof WorkspaceError ? cause : undefined;
  const why = problem ?? met?.message ?? `their source failed${nameOf(cause)}.`;
  return new WorkspaceError({
    kind: met?.kind === 'out-of-time' ? met.kind : 'no-credentials',
    code: met?.code ?? 'Client.NoCredentials',
    operation,
    message: `${operation} was not called: there are no credentials for the Workspace API: ${why}`,
    retryable: met?.retryable ?? true,
    applied: 'no',
    httpStatus: met?.httpStatus,
    requestId: met?.requestId,
    retryAfterMs: met?.retryAfterMs,
    cause,
  });
}

/** For `beforeWrite` to throw: `why` is told to people, in a whole sentence. */
export function stopped(operation: string, why: string, { retryable = false } = {}): WorkspaceError {
  return new WorkspaceError({
    kind: 'stopped',
    code: 'Client.Stopped',
    operation,
    message: `${operation} was not called: ${why}`,
    retryable,
    applied: 'no',
  });
}

/** Whatever `beforeWrite` threw: the attempt is not made, nor another instead. */
export function stoppedBy(operation: string, cause: unknown): WorkspaceError {
  const said = cause instanceof WorkspaceError ? cause : undefined;
  return new WorkspaceError({
    kind: 'stopped',
    code: said?.code ?? 'Client.Stopped',
    operation,
    message: said?.message ?? `${operation} was not called: the check before writes failed${nameOf(cause)}.`,
    retryable: said?.retryable ?? true,
    applied: 'no',
    cause,
  });
}

/** Of an error of others, the name alone: its words may hold what they were called with. */
function nameOf(cause: unknown): string {
  return cause instanceof Error ? ` (${safeText(cause.name).slice(0, 64)})` : '';
}

export function errorFromTransport(operation: string, origin: string, cause: unknown): WorkspaceError {
  const { sent, code } = cause instanceof TransportError ? cause : { sent: true, code: 'Error' };
  const advice = connectionAdviceFor(code, origin);
  const what = sent ? 'lost its answer' : 'could not be sent';
  return new WorkspaceError({
    kind: sent ? 'lost' : 'not-sent',
    code: `Client.${code}`,
    operation,
    message: `${operation} ${what} (${code}).${advice ? ` ${advice}` : ''}`,
    retryable: sent || !lasting.test(code),
    applied: sent ? 'unknown' : 'no',
    cause,
  });
}

/** Failures to connect that waiting does not mend: a wrong host name, a wrong certificate, a request that is none. */
const lasting = /ENOTFOUND|CERT|SIGNED|SSL|TLS|INVALID_ARG/;
