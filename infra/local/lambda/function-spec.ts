/** A Lambda function as its template describes it. */
export type FunctionSpec = {
  name: string;
  arn: string;
  /** The folder with the bundle: `LAMBDA_TASK_ROOT`. */
  codeFolder: string;
  handler: string;
  timeoutMs: number;
  memoryMb: number;
  logFormat: 'Text' | 'JSON';
  logLevel: string | undefined;
  /** Invocations at a time; 0 never runs. Undefined: as many as are asked for. */
  reservedConcurrency: number | undefined;
  variables: Record<string, string>;
};

/**
 * What an invocation gives. `payload` is JSON; with `functionError` it is the error's `{errorType, errorMessage, …}`.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export type InvocationResult = { payload: string; functionError?: 'Unhandled' };

export function failure(errorType: string, errorMessage: string): InvocationResult {
  return { functionError: 'Unhandled', payload: JSON.stringify({ errorType, errorMessage }) };
}
