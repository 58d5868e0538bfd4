import { describeIssues } from '../batches/issues.ts';
import { classify, errorBodyIn, isObject, requestIdOf, retryableKinds } from './error-from-answer.ts';
import { safeText, WorkspaceError } from './errors.ts';
import type { Operation, OperationInput } from './operation.ts';
import type { HttpAnswer } from './transport.ts';

/** A success as what the operation promises, or an error that names the field that is not as promised. */
export function readAnswer<Input extends OperationInput, T>(
  operation: Operation<Input, T>,
  answer: HttpAnswer,
): T | WorkspaceError {
  const empty = answer.body.trim() === '';
  let json: unknown;
  try {
    if (!empty) json = JSON.parse(answer.body);
  } catch {
    return unreadable(operation.name, answer, `${answer.body.length} characters that are not JSON`, true);
  }
  const refused = isObject(json) && errorInSuccess(operation.name, answer, json);
  if (refused) return refused;
  const parsed = operation.answer().safeParse(json);
  if (parsed.success) return parsed.data;
  return unreadable(operation.name, answer, empty ? 'an empty body' : describeIssues(parsed.error), empty);
}

/** An error body under a status that says success. Only the gateway's own proves that the service did nothing. */
function errorInSuccess(
  operation: string,
  answer: HttpAnswer,
  json: Record<string, unknown>,
): WorkspaceError | undefined {
  const { code = 'Client.NoCode', message, requestId } = errorBodyIn(json);
  if (code === 'Client.NoCode' && message === undefined) return undefined;
  const kind = classify(answer.status, code);
  const said = message ? `: ${safeText(message)}` : '';
  return new WorkspaceError({
    kind,
    code,
    operation,
    message: `${operation} answered ${answer.status} with the error ${code}${said}`,
    retryable: retryableKinds.has(kind),
    applied: /^APIGW?\./.test(code) ? 'no' : 'unknown',
    httpStatus: answer.status,
    requestId: requestIdOf(answer) ?? requestId,
  });
}

/** The status says success, so for a write nothing is certain: `applied` is unknown. */
function unreadable(operation: string, answer: HttpAnswer, found: string, retryable: boolean): WorkspaceError {
  return new WorkspaceError({
    kind: 'unreadable',
    code: 'Client.UnreadableAnswer',
    operation,
    message: `${operation} answered ${answer.status} with something other than documented: ${found}`,
    retryable,
    applied: 'unknown',
    httpStatus: answer.status,
    requestId: requestIdOf(answer),
  });
}
