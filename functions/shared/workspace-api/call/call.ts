import type { Clock } from '../../runtime/clock.ts';
import { type CredentialSource, type Credentials, problemOf } from '../credentials/credentials.ts';
import type { Answered } from './answered.ts';
import { beforeDeadline } from './before-deadline.ts';
import type { Budget } from './budget.ts';
import { type CallRecord, recordOf } from './call-record.ts';
import { errorFromTransport, noCredentials, outOfTime, stoppedBy } from './client-errors.ts';
import type { Endpoints } from './endpoints.ts';
import { errorFromAnswer, requestIdOf } from './error-from-answer.ts';
import { WorkspaceError } from './errors.ts';
import type { Operation, OperationInput } from './operation.ts';
import { readAnswer } from './read-answer.ts';
import { authenticate, type PreparedRequest, prepareRequest } from './request.ts';
import { retryWait } from './retry.ts';
import type { HttpAnswer, Transport } from './transport.ts';

export type { CallRecord } from './call-record.ts';

export type Caller = {
  readonly clock: Clock;
  /** Never throws: for writes, whose results must not be lost. */
  call<Input extends OperationInput, T>(
    operation: Operation<Input, T>,
    input: Input,
    options?: CallOptions,
  ): Promise<Answered<T>>;
  /** @throws WorkspaceError */
  read<Input extends OperationInput, T>(operation: Operation<Input, T>, input: Input): Promise<T>;
};

export type CallOptions = {
  /** Whether a call that fails is left at that, unless it was only throttled, never sent, or its key was replaced. @default false */
  once?: boolean;
};

/** The same for whoever asks in another way if a call fails, rather than the same once more. */
export function callingOnce(caller: Caller): Caller {
  const call: Caller['call'] = (operation, input) => caller.call(operation, input, { once: true });
  return { clock: caller.clock, call, read: readBy(call) };
}

/** Reads by calls that never throw. */
export function readBy(call: Caller['call']): Caller['read'] {
  return async (operation, input) => {
    const answered = await call(operation, input);
    if (!answered.ok) throw answered.error;
    return answered.value;
  };
}

/** A write that is about to be sent. */
export type AboutToWrite = {
  operation: string /** It gives something to people rather than takes it. */;
  givesBack: boolean;
};

export type CallerOptions = {
  endpoints: Endpoints;
  projectId: string;
  /** Left out for the operations that hand out credentials. */
  credentials?: CredentialSource;
  transport: Transport;
  budget: Budget;
  clock: Clock;
  /** Epoch ms after which nothing may be awaited any more. */
  deadline: () => number;
  random: () => number;
  onCall?: (call: CallRecord) => void;
  /** See `WorkspaceClientOptions`. */
  beforeWrite?: (write: AboutToWrite) => Promise<void>;
};

/** A call that has less time than this is not begun: it would end in doubt. */
const shortestCallMs = 1_000;

/** Sign, wait for the budget, send, parse, and repeat what may be repeated: all that operations have in common. */
export function createCaller(options: CallerOptions): Caller {
  const { transport, budget, clock, deadline, random, onCall } = options;

  async function call<Input extends OperationInput, T>(
    operation: Operation<Input, T>,
    input: Input,
    { once = false }: CallOptions = {},
  ): Promise<Answered<T>> {
    const request = prepareRequest(operation, input, options);
    if (request instanceof WorkspaceError) return failed(request);
    const givesBack = doesGiveBack(operation.givesBack, input);
    let renewed = false;
    let credentials = await credentialsFor(operation.name);
    for (let attempt = 1; ; attempt++) {
      if (credentials instanceof WorkspaceError) return failed(credentials);
      const answered = await attemptOnce(operation, { ...request, givesBack }, credentials, attempt);
      if (answered.ok) return answered;

      const { error } = answered;
      if (error.kind === 'unauthenticated' && credentials && !renewed) {
        renewed = true;
        const fresh = await credentialsFor(operation.name, credentials);
        if (fresh === credentials) return answered;
        credentials = fresh;
        continue;
      }
      const wait = once && isAnswer(error) ? undefined : retryWait(error, operation.kind, attempt, random);
      if (wait === undefined || clock.now() + wait + shortestCallMs > deadline()) return answered;
      if (error.kind === 'throttled') budget.pause(operation.name, clock.now() + wait);
      await clock.sleep(wait);
    }
  }

  async function attemptOnce<Input extends OperationInput, T>(
    operation: Operation<Input, T>,
    request: PreparedRequest & Pick<AboutToWrite, 'givesBack'>,
    credentials: Credentials | undefined,
    attempt: number,
  ): Promise<Answered<T>> {
    const latest = deadline() - shortestCallMs;
    if (!(await budget.take(operation.name, operation.kind, latest))) {
      return failed(outOfTime(operation.name));
    }
    const stop =
      operation.kind === 'write' && (await reasonToStop({ operation: operation.name, givesBack: request.givesBack }));
    if (stop) return failed(stop);
    const at = clock.now();
    const signed = authenticate(request, credentials, at);
    const outcome = await transport.send({ ...signed, timeoutMs: deadline() - at }).then(
      (answer) => judge(operation, answer),
      (error: unknown) => failed(errorFromTransport(operation.name, request.origin, error)),
    );
    report(recordOf(operation, at, attempt, outcome));
    return outcome;
  }

  function judge<Input extends OperationInput, T>(operation: Operation<Input, T>, answer: HttpAnswer): Answered<T> {
    const at = clock.now();
    if (answer.status < 200 || answer.status > 299) return failed(errorFromAnswer(operation, answer, at));
    const value = readAnswer(operation, answer);
    if (value instanceof WorkspaceError) return failed(value);
    const requestId = requestIdOf(answer);
    const { status, headers } = answer;
    return { ok: true, value, at, status, headers, ...(requestId !== undefined && { requestId }) };
  }

  function failed(error: WorkspaceError): Answered<never> {
    return { ok: false, error, at: clock.now() };
  }

  /** In time, usable, or an error that says that the call was certainly not made. */
  async function credentialsFor(operation: string, rejected?: Credentials) {
    if (!options.credentials) return undefined;
    try {
      const credentials = await beforeDeadline(options.credentials(rejected), timeLeft());
      if (credentials === 'late') return outOfTime(operation);
      const problem = problemOf(credentials);
      return problem ? noCredentials(operation, undefined, problem) : credentials;
    } catch (error) {
      return noCredentials(operation, error);
    }
  }

  /** The caller's last word before each attempt of a write. Whatever it throws, nothing is sent. */
  async function reasonToStop(write: AboutToWrite): Promise<WorkspaceError | undefined> {
    if (!options.beforeWrite) return undefined;
    try {
      const given = await beforeDeadline(options.beforeWrite(write), timeLeft());
      return given === 'late' || timeLeft() < 0 ? outOfTime(write.operation) : undefined;
    } catch (error) {
      return stoppedBy(write.operation, error);
    }
  }

  /** Until no call may be begun any more, ms. */
  const timeLeft = () => deadline() - shortestCallMs - clock.now();

  /** Metrics must not cost results. */
  function report(record: CallRecord): void {
    try {
      onCall?.(record);
    } catch {
      // Whoever listens has to look after itself.
    }
  }

  return { clock, call, read: readBy(call) };
}

/** Whether it may be for what was asked that it failed. */
function isAnswer({ kind }: WorkspaceError): boolean {
  return kind !== 'throttled' && kind !== 'not-sent';
}

function doesGiveBack(when: true | Readonly<Record<string, string>> = {}, { body }: OperationInput): boolean {
  if (when === true) return true;
  const said = new Map(Object.entries(body ?? {}));
  const wanted = Object.entries(when);
  return wanted.length > 0 && wanted.every(([name, value]) => said.get(name) === value);
}
