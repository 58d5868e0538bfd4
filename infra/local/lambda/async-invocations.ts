import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { SendMessage } from '../aws/queues.ts';
import type { InvocationResult } from './function-spec.ts';
import type { LambdaFunction } from './lambda-function.ts';

/** `destination` is the ARN of the queue that gets a record of what failed in the end. */
export type AsyncPolicy = { retryAttempts: number; destination?: string | undefined };

/** Lambda waits a minute before the first retry and two before the second. */
const retryDelaysMs = [60_000, 120_000];

/**
 * Asynchronous invocations: what Lambda does for `InvocationType: Event` and for schedules. The caller learns nothing of a
 * handler's errors; Lambda tries again, and in the end sends a record to the function's on-failure destination.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export class AsyncInvocations {
  readonly #send: SendMessage;
  readonly #policies: Map<string, AsyncPolicy>;
  readonly #closing = new AbortController();

  /** `policies` by the function's name. */
  constructor(send: SendMessage, policies: Map<string, AsyncPolicy>) {
    this.#send = send;
    this.#policies = policies;
  }

  /** Resolves with the first attempt's result; retries go on behind. */
  async invoke(target: LambdaFunction, payload: string): Promise<InvocationResult> {
    const result = await target.invoke(payload);
    const follow = async () => {
      try {
        await this.#follow(target, payload, result);
      } catch (error) {
        if (!this.#closing.signal.aborted) process.emitWarning(`${target.spec.name}: ${String(error)}`, 'LocalStack');
      }
    };
    void follow();
    return result;
  }

  close(): void {
    this.#closing.abort();
  }

  async #follow(target: LambdaFunction, payload: string, first: InvocationResult): Promise<void> {
    const { retryAttempts = 2, destination } = this.#policies.get(target.spec.name) ?? {};
    let result = first;
    for (const ms of retryDelaysMs.slice(0, retryAttempts)) {
      if (!result.functionError) return;
      await delay(ms, undefined, { signal: this.#closing.signal });
      result = await target.invoke(payload);
    }
    if (result.functionError && destination) {
      await this.#send(destination, JSON.stringify(failureRecord(target.spec.arn, payload, result, retryAttempts + 1)));
    }
  }
}

function failureRecord(functionArn: string, payload: string, result: InvocationResult, invokeCount: number) {
  return {
    version: '1.0',
    timestamp: new Date().toISOString(),
    requestContext: {
      requestId: randomUUID(),
      functionArn: `${functionArn}:$LATEST`,
      condition: 'RetriesExhausted',
      approximateInvokeCount: invokeCount,
    },
    requestPayload: JSON.parse(payload) as unknown,
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: result.functionError },
    responsePayload: JSON.parse(result.payload) as unknown,
  };
}
