import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTransport, TransportError } from '../../../../../functions/shared/workspace-api/call/transport.ts';
import { type FakeApi, startFakeApi } from '../support/fake-api.ts';

let api: FakeApi;
beforeEach(async () => {
  api = await startFakeApi();
});
afterEach(() => api.close());

const get = (origin: string, timeoutMs = 2_000) => ({
  origin,
  path: '/',
  method: 'GET',
  headers: {},
  body: '',
  timeoutMs,
});

async function failureOf(sending: Promise<unknown>): Promise<TransportError> {
  const outcome = await sending.catch((error: unknown) => error);
  if (!(outcome instanceof TransportError)) throw new Error(`expected a TransportError, got ${String(outcome)}`);
  return outcome;
}

describe('a request that never reached a connection', () => {
  it('is known to be unsent when nothing listens', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    closed.close();
    const error = await failureOf(createTransport().send(get(`http://127.0.0.1:${port}`)));
    expect(error).toMatchObject({ sent: false, code: 'ECONNREFUSED' });
  });

  it('is known to be unsent when the host does not exist', async () => {
    const error = await failureOf(createTransport().send(get('http://workspace.invalid')));
    expect(error.sent).toBe(false);
  });

  it('is known to be unsent when the other side does not speak TLS', async () => {
    const error = await failureOf(createTransport().send(get(api.url.replace('http:', 'https:'))));
    expect(error.sent).toBe(false);
    expect(api.requests).toEqual([]);
  });

  it('stays unsent when the time ran out while it waited for a connection', async () => {
    api.on('GET', '/', 'hang');
    const transport = createTransport({ connections: 1 });
    const first = failureOf(transport.send(get(api.url, 150)));
    const second = await failureOf(transport.send(get(api.url, 50)));
    expect(second).toMatchObject({ sent: false, code: 'ETIMEDOUT' });
    await first;
    await transport.close();
    expect(api.requests).toHaveLength(1);
  });
});

describe('a request that left', () => {
  it('is in doubt when the connection is reset', async () => {
    api.on('GET', '/', 'reset');
    const error = await failureOf(createTransport().send(get(api.url)));
    expect(error.sent).toBe(true);
  });

  it('is in doubt when no answer comes in time', async () => {
    api.on('GET', '/', 'hang');
    const error = await failureOf(createTransport().send(get(api.url, 40)));
    expect(error).toMatchObject({ sent: true, code: 'ETIMEDOUT' });
  });

  it('is in doubt when the answer breaks off', async () => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf of it'));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const error = await failureOf(createTransport().send(get(`http://127.0.0.1:${port}`)));
    server.close();
    expect(error.sent).toBe(true);
  });
});

describe('connections', () => {
  it('are kept between requests, and given up when the wall clock says they must have died', async () => {
    let connections = 0;
    const server = createServer((_, response) => response.end('ok')).listen(0, '127.0.0.1');
    server.on('connection', () => connections++);
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    let now = 0;
    const transport = createTransport({ keepAliveMs: 25_000, now: () => now });

    await transport.send(get(url));
    await transport.send(get(url));
    expect(connections).toBe(1);
    now += 25_001; // The process was frozen: no timer fired meanwhile.
    expect(await transport.send(get(url))).toMatchObject({ status: 200, body: 'ok' });
    expect(connections).toBe(2);

    await transport.close();
    server.close();
  });
});
