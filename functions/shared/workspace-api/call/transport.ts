import type { Dispatcher } from 'undici';
// The whole package would also load fetch, WebSocket, caches and mocks: half its size and half its start-up time.
import Agent from 'undici/lib/dispatcher/agent.js';

export type HttpRequest = {
  /** e.g. https://workspace.ap-southeast-1.myhuaweicloud.com */
  origin: string;
  /** With the query. */
  path: string;
  method: string;
  headers: Record<string, string>;
  /** '' for none. */
  body: string;
  /** Everything, from connecting to the last byte of the answer, ms. */
  timeoutMs: number;
};

export type HttpAnswer = {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string | string[] | undefined>;
  body: string;
};

/** No complete answer came. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  /** False is certain: not a byte of the request reached a connection, so nothing can have been applied. */
  readonly sent: boolean;
  /** Node's or undici's code, e.g. ECONNREFUSED, UND_ERR_SOCKET, UND_ERR_HEADERS_TIMEOUT. */
  readonly code: string;

  constructor(sent: boolean, code: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.sent = sent;
    this.code = code;
  }
}

export type Transport = {
  /** @throws TransportError */
  send(request: HttpRequest): Promise<HttpAnswer>;
  close(): Promise<void>;
};

export type TransportOptions = {
  /** @default 3000: a Lambda that cannot connect should say so while there is time to try again */
  connectTimeoutMs?: number;
  /** @default 30000: a batch of 100 desktops takes the service a while */
  headersTimeoutMs?: number;
  /** Between two pieces of a body. @default 10000 */
  bodyTimeoutMs?: number;
  /** How long an idle connection is kept; below the gateway's 60 s, or a request would meet a closing connection. @default 25000 */
  keepAliveMs?: number;
  /** To one host. @default 10 */
  connections?: number;
  /** Wall clock, epoch ms. @default Date.now */
  now?: () => number;
};

/**
 * One undici Agent. Its own keep-alive timers stand still while Lambda freezes the process, so a thawed function would
 * send into connections the server has long closed; hence the wall clock is asked too, and a stale Agent is replaced.
 */
export function createTransport(options: TransportOptions = {}): Transport {
  const { keepAliveMs = 25_000, now = Date.now } = options;
  let agent = createAgent(options, keepAliveMs);
  let busy = 0;
  let usedAt = now();

  return {
    async send(request) {
      if (busy === 0 && now() - usedAt > keepAliveMs) {
        void agent.close();
        agent = createAgent(options, keepAliveMs);
      }
      busy++;
      try {
        return await exchange(agent, request);
      } finally {
        busy--;
        usedAt = now();
      }
    },
    close: () => agent.close(),
  };
}

function createAgent(options: TransportOptions, keepAliveMs: number): Agent {
  const { connectTimeoutMs = 3_000, headersTimeoutMs = 30_000, bodyTimeoutMs = 10_000, connections = 10 } = options;
  return new Agent({
    allowH2: false,
    bodyTimeout: bodyTimeoutMs,
    connect: { timeout: connectTimeoutMs },
    connections,
    headersTimeout: headersTimeoutMs,
    keepAliveMaxTimeout: keepAliveMs,
    keepAliveTimeout: keepAliveMs,
    maxResponseSize: 64 * 1024 * 1024,
  });
}

function exchange(agent: Agent, request: HttpRequest): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const { origin, path, method, headers, body, timeoutMs } = request;
    const collector = new AnswerCollector(timeoutMs, resolve, reject);
    const options = { origin, path, method, headers, body: body === '' ? null : body } as Dispatcher.DispatchOptions;
    agent.dispatch(options, collector);
  });
}

/** Collects one answer. A class, because undici calls handlers by method and one is made per request. */
class AnswerCollector implements Dispatcher.DispatchHandler {
  readonly #resolve: (answer: HttpAnswer) => void;
  readonly #reject: (error: TransportError) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | undefined;
  #timedOut = false;
  #status = 0;
  #headers: HttpAnswer['headers'] = {};

  constructor(timeoutMs: number, resolve: (answer: HttpAnswer) => void, reject: (error: TransportError) => void) {
    this.#resolve = resolve;
    this.#reject = reject;
    this.#timer = setTimeout(() => this.#timeOut(timeoutMs), Math.min(timeoutMs, 2 ** 31 - 1));
  }

  /** Called when a connection is there and just before the first byte is written to it. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#timedOut) controller.abort(new Error('The caller has stopped waiting.'));
    else this.#controller = controller;
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: HttpAnswer['headers']): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    clearTimeout(this.#timer);
    const body = Buffer.concat(this.#chunks).toString('utf8');
    const answer = { status: this.#status, headers: this.#headers, body };
    // undici takes a turn of the event loop until it uses a connection again. A caller that goes on before that
    // would open a second one.
    setImmediate(() => setImmediate(() => this.#resolve(answer)));
  }

  onResponseError(_: Dispatcher.DispatchController | undefined, error: Error): void {
    clearTimeout(this.#timer);
    const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
    this.#reject(new TransportError(this.#controller !== undefined, code, error.message, error));
  }

  #timeOut(timeoutMs: number): void {
    this.#timedOut = true;
    const error = new TransportError(this.#controller !== undefined, 'ETIMEDOUT', `No answer within ${timeoutMs} ms.`);
    this.#reject(error);
    this.#controller?.abort(error);
  }
}
