import { requestIdOf } from './error-from-answer.ts';
import { WorkspaceError } from './errors.ts';
import { describeIssues } from './issues.ts';
import type { Operation, OperationInput } from './operation.ts';
import type { HttpAnswer } from './transport.ts';

/** A success as what the operation promises, or an error that names the field that is not as promised. */
export function readAnswer<Input extends OperationInput, T>(
  operation: Operation<Input, T>,
  answer: HttpAnswer,
): T | WorkspaceError {
  // Operations without an answer may still get one some day; it is nothing to fail over.
  if (operation.answer === undefined) return undefined as T;
  let json: unknown;
  try {
    json = JSON.parse(answer.body);
  } catch {
    const found = answer.body === '' ? 'an empty body' : `${answer.body.length} characters that are not JSON`;
    return unreadable(operation.name, answer, found, true);
  }
  const parsed = operation.answer().safeParse(json);
  return parsed.success ? parsed.data : unreadable(operation.name, answer, describeIssues(parsed.error), false);
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
