import { AwsError } from '../aws/aws-service.ts';
import { type FunctionSpec, failure, type InvocationResult } from './function-spec.ts';
import { LambdaEnvironment } from './lambda-environment.ts';

/** A machine is smaller than AWS: with this many environments of a function busy, an invocation waits for one. */
const environmentLimit = 10;
const payloadLimit = 6 * 1024 * 1024;
const closedFailure = failure('Local.Closed', 'The local stack was closed.');

/** @throws {AwsError} when there is no such function */
export type FindFunction = (nameOrArn: string) => LambdaFunction;

type Waiting = { payload: string; resolve: (result: InvocationResult) => void };

/** A function and its execution environments: they are started when none is free and used again when they are. */
export class LambdaFunction {
  readonly spec: FunctionSpec;
  readonly #aws: string;
  readonly #onLog: (text: string) => void;
  readonly #environments = new Set<LambdaEnvironment>();
  readonly #waiting: Waiting[] = [];
  readonly #limit: number;
  #inFlight = 0;
  #closed = false;

  constructor(spec: FunctionSpec, aws: string, onLog: (text: string) => void) {
    this.spec = spec;
    this.#aws = aws;
    this.#onLog = onLog;
    this.#limit = Math.min(spec.reservedConcurrency ?? environmentLimit, environmentLimit);
  }

  /**
   * Invokes and waits. What the handler does wrong is in the result.
   * @throws {AwsError} `TooManyRequestsException` over the reserved concurrency, `RequestTooLargeException` over 6 MiB
   */
  async invoke(payload: string): Promise<InvocationResult> {
    if (Buffer.byteLength(payload) > payloadLimit) {
      throw new AwsError('RequestTooLargeException', `Request must be smaller than ${payloadLimit} bytes`, 413);
    }
    if (this.#inFlight >= (this.spec.reservedConcurrency ?? Infinity)) {
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
    }
    if (this.#closed) return closedFailure;
    this.#inFlight += 1;
    const result = await new Promise<InvocationResult>((resolve) => {
      this.#waiting.push({ payload, resolve });
      this.#dispatch();
    });
    this.#inFlight -= 1;
    if (Buffer.byteLength(result.payload) <= payloadLimit) return result;
    return failure(
      'Function.ResponseSizeTooLarge',
      'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
    );
  }

  /** Ends every environment, and with it every invocation. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { resolve } of this.#waiting.splice(0)) resolve(closedFailure);
    await this.crash();
  }

  /** Kills every environment in the middle of what it does. The next invocation starts a new one. */
  async crash(): Promise<void> {
    await Promise.all([...this.#environments].map((environment) => environment.stop()));
  }

  /** Gives waiting invocations to idle environments, and starts environments that nobody else will soon be free for. */
  #dispatch(): void {
    for (const environment of this.#inState('idle')) {
      const next = this.#waiting.shift();
      if (!next) return;
      void environment.run(next.payload).then(next.resolve);
    }
    const expected = this.#inState('booting', 'settling').length;
    for (let missing = this.#waiting.length - expected; missing > 0; missing -= 1) {
      if (this.#environments.size < this.#limit && !this.#closed) this.#boot();
    }
  }

  #boot(): void {
    const environment: LambdaEnvironment = new LambdaEnvironment({
      spec: this.spec,
      aws: this.#aws,
      onLog: this.#onLog,
      onChange: () => this.#dispatch(),
      onEnd: (initFailure) => {
        this.#environments.delete(environment);
        if (initFailure) this.#waiting.shift()?.resolve(initFailure);
        this.#dispatch();
      },
    });
    this.#environments.add(environment);
  }

  #inState(...states: string[]): LambdaEnvironment[] {
    return [...this.#environments].filter(({ state }) => states.includes(state));
  }
}
