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
  // Words of others may hold what they were called with.
  const name = cause instanceof Error ? ` (${safeText(cause.name).slice(0, 64)})` : '';
  const why = problem ?? met?.message ?? `their source failed${name}.`;
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

export function errorFromTransport(operation: string, cause: unknown): WorkspaceError {
  const { sent, code } = cause instanceof TransportError ? cause : { sent: true, code: 'Error' };
  const advice = connectionAdviceFor(code);
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
