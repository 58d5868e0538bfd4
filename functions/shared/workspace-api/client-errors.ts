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

export function noCredentials(operation: string, cause: unknown): WorkspaceError {
  const why = cause instanceof Error ? `: ${safeText(cause.message)}` : '';
  return new WorkspaceError({
    kind: 'no-credentials',
    code: 'Client.NoCredentials',
    operation,
    message: `${operation} was not called: there are no credentials for the Workspace API${why}`,
    retryable: true,
    applied: 'no',
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
