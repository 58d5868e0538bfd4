import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { environmentVariables } from './environment-variables.ts';
import { type FunctionSpec, failure, type InvocationResult } from './function-spec.ts';
import { type Deliver, startRuntimeApi } from './runtime-api.ts';

const runtimeClient = createRequire(import.meta.url).resolve('aws-lambda-ric');
const nativeClientShim = join(import.meta.dirname, 'rapid-client.cjs');

/** Lambda gives an environment this long to load its handler. */
const initLimitMs = 10_000;
/** After an answer the runtime asks for more in a millisecond or, on a busy machine, many; code left running may block it. */
const settleLimitMs = 500;

/** `settling`: has answered and is about to ask for its next invocation; `late`: has not asked in time. */
export type EnvironmentState = 'booting' | 'idle' | 'busy' | 'settling' | 'late' | 'ended';

export type EnvironmentOptions = {
  spec: FunctionSpec;
  /** The local AWS endpoint. */
  aws: string;
  onLog: (text: string) => void;
  onChange: () => void;
  /** Its process has ended; with a result when it never became ready for an invocation. */
  onEnd: (initFailure?: InvocationResult) => void;
};

/** One execution environment: a process with the real Lambda runtime client in it, for one invocation at a time. */
export class LambdaEnvironment {
  state: EnvironmentState = 'booting';
  readonly #options: EnvironmentOptions;
  readonly #started: Promise<void>;
  #process: ChildProcess | undefined;
  #deliver: Deliver | undefined;
  #timer: NodeJS.Timeout | undefined;
  #running: { requestId: string; resolve: (result: InvocationResult) => void } | undefined;
  #initFailure: InvocationResult | undefined;

  constructor(options: EnvironmentOptions) {
    this.#options = options;
    this.#started = this.#start();
  }

  /** Runs an invocation in an idle environment. Never rejects: what goes wrong is the result. */
  run(payload: string): Promise<InvocationResult> {
    const { arn, timeoutMs } = this.#options.spec;
    const requestId = randomUUID();
    const deadlineAt = Date.now() + timeoutMs;
    this.state = 'busy';
    this.#timer = setTimeout(() => this.#timeOut(), timeoutMs);
    return new Promise((resolve) => {
      this.#running = { requestId, resolve };
      this.#deliver?.({ requestId, functionArn: arn, deadlineAt, payload });
    });
  }

  async stop(): Promise<void> {
    await this.#started;
    if (this.#process?.exitCode !== null || this.#process.signalCode !== null) return;
    const closed = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await closed;
  }

  async #start(): Promise<void> {
    const { spec, aws, onLog } = this.#options;
    const runtimeApi = await startRuntimeApi({
      next: (deliver) => this.#becomeIdle(deliver),
      result: (result) => this.#settle(result),
      initError: (result) => {
        this.#initFailure = result;
      },
    });
    const child = spawn(process.execPath, ['--require', nativeClientShim, runtimeClient, spec.handler], {
      cwd: spec.codeFolder,
      env: environmentVariables(spec, new URL(runtimeApi.url).host, aws),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    this.#timer = setTimeout(() => this.#timeOut(), initLimitMs);
    for (const stream of [child.stdout, child.stderr]) createInterface(stream).on('line', onLog);
    child.once('exit', (code, signal) => {
      this.#end(describeExit(code, signal));
      void runtimeApi.close();
    });
  }

  #becomeIdle(deliver: Deliver): void {
    clearTimeout(this.#timer);
    this.#deliver = deliver;
    this.#change('idle');
  }

  #settle(result: InvocationResult): void {
    clearTimeout(this.#timer);
    this.#running?.resolve(result);
    this.#running = undefined;
    this.#timer = setTimeout(() => this.#change('late'), settleLimitMs);
    this.#change('settling');
  }

  /** Lambda kills the environment; the next invocation gets a new one. */
  #timeOut(): void {
    const seconds = (this.state === 'booting' ? initLimitMs : this.#options.spec.timeoutMs) / 1000;
    this.#fail(failure('Sandbox.Timedout', this.#inContext(`Task timed out after ${seconds.toFixed(2)} seconds`)));
    this.#process?.kill('SIGKILL');
  }

  #end(exit: string): void {
    clearTimeout(this.#timer);
    this.#fail(failure('Runtime.ExitError', this.#inContext(exit)));
    this.#options.onEnd(this.#initFailure);
  }

  /** Gives the result to the invocation that runs or, if none ever could, to whoever waits for this environment. */
  #fail(result: InvocationResult): void {
    if (this.state === 'booting') this.#initFailure ??= result;
    this.#running?.resolve(result);
    this.#running = undefined;
    this.state = 'ended';
  }

  #change(state: EnvironmentState): void {
    if (this.state === 'ended') return;
    this.state = state;
    this.#options.onChange();
  }

  #inContext(message: string): string {
    return this.#running ? `RequestId: ${this.#running.requestId} Error: ${message}` : `Error: ${message}`;
  }
}

function describeExit(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal) return `Runtime exited with error: signal: ${signal === 'SIGKILL' ? 'killed' : signal}`;
  return code === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: exit status ${code}`;
}
