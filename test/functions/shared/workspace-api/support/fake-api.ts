import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type SeenRequest = {
  method: string;
  /** As sent. */
  url: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** As sent. */
  text: string;
  json: unknown;
};

/** A plain object is answered as JSON with 200. */
export type Reply =
  | { json: unknown; status?: number; headers?: Record<string, string> }
  | { text: string; status?: number; headers?: Record<string, string> }
  | 'reset'
  | 'hang';

export type Responder = Reply | ((request: SeenRequest, nth: number) => Reply);

/**
 * A server with a memory: it keeps every request, and answers those of a path with the replies set for it, one after
 * the other, the last one for ever.
 */
export async function startFakeApi() {
  const requests: SeenRequest[] = [];
  const responders = new Map<string, { replies: Responder[]; calls: number }>();
  const server = createServer((message, response) => void answer(message, response));

  async function answer(message: IncomingMessage, response: ServerResponse) {
    const request = await readRequest(message);
    requests.push(request);
    const set = responders.get(`${request.method} ${request.path}`);
    if (!set) return respond(response, { status: 404, text: `nothing set for ${request.method} ${request.path}` });
    const nth = ++set.calls;
    const responder = set.replies[Math.min(nth, set.replies.length) - 1] ?? 'reset';
    return respond(response, typeof responder === 'function' ? responder(request, nth) : responder);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    on(method: string, path: string, ...replies: Responder[]) {
      responders.set(`${method} ${path}`, { replies, calls: 0 });
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export type FakeApi = Awaited<ReturnType<typeof startFakeApi>>;

async function readRequest(message: IncomingMessage): Promise<SeenRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const url = new URL(message.url ?? '/', 'http://fake');
  const { method = '', headers } = message;
  return {
    method,
    url: message.url ?? '/',
    path: url.pathname,
    query: url.searchParams,
    headers,
    text,
    json: text ? JSON.parse(text) : undefined,
  };
}

function respond(response: ServerResponse, reply: Reply): void {
  if (reply === 'hang') return;
  if (reply === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  const body = 'text' in reply ? reply.text : JSON.stringify(reply.json);
  response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
  response.end(body);
}
