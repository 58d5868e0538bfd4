import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { OperatorAddress } from './local-stack.ts';

/** What the operator function answers; `data` is the command's own. */
export type OperatorAnswer = {
  outcome: 'done' | 'failed' | 'not-found' | 'usage';
  data?: unknown;
  error?: { code: string; message: string; details: unknown };
};

export type CallOperator = (command: string, input: unknown) => Promise<OperatorAnswer>;

/** Invokes the operator function directly, as `by`. */
export function createCaller({ endpoint, region, functionName }: OperatorAddress, by: string): CallOperator {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const lambda = new LambdaClient({ endpoint, region, credentials });
  return async (command, input) => {
    const Payload = JSON.stringify({ command, by, input });
    const answer = await lambda.send(new InvokeCommand({ FunctionName: functionName, Payload })).catch(unreachable);
    const text = Buffer.from(answer.Payload ?? []).toString('utf8');
    if (answer.FunctionError) throw new Error(`The operator function failed: ${text}`);
    return JSON.parse(text) as OperatorAnswer;
  };
}

function unreachable(cause: unknown): never {
  throw new Error('The stack does not answer; is npm start still running?', { cause });
}
