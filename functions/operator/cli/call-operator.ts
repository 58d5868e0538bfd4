import { InvokeCommand, LambdaClient, type LambdaClientConfig } from '@aws-sdk/client-lambda';
import type { ProvenCommand } from '../caller/proof-audience.ts';

/** Where the operator function is to be found. */
export type OperatorAddress = { functionName: string; client: LambdaClientConfig };

/** What the operator function answers; `data` is the command's own. */
export type OperatorAnswer = {
  outcome: 'done' | 'failed' | 'not-found' | 'usage';
  data?: unknown;
  error?: { code: string; message: string; details: unknown };
};

export type CallOperator = (command: string, input: unknown) => Promise<OperatorAnswer>;

export type CallerOptions = {
  /** A note of who asks. @default the identity that is proven */
  by?: string | undefined;
  /** Proves whose AWS credentials give a command. @default nothing proves it */
  prove?: (command: ProvenCommand) => Promise<string>;
};

/** Invokes the operator function directly. */
export function createCaller({ functionName, client }: OperatorAddress, { by, prove }: CallerOptions): CallOperator {
  const lambda = new LambdaClient(client);
  return async (command, input) => {
    const asked = { command, by, input };
    const Payload = JSON.stringify({ ...asked, ...(prove && { proof: await prove(asked) }) });
    const answer = await lambda.send(new InvokeCommand({ FunctionName: functionName, Payload })).catch(unreachable);
    const text = Buffer.from(answer.Payload ?? []).toString('utf8');
    if (answer.FunctionError) throw new Error(`The operator function failed: ${text}`);
    return JSON.parse(text) as OperatorAnswer;
  };
}

/** A connection that was refused says nothing else; all that AWS says is said as it is. */
function unreachable(cause: unknown): never {
  const isRefused = cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED';
  if (!isRefused) throw cause;
  throw new Error('The stack does not answer; is npm start still running?', { cause });
}
