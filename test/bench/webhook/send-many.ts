import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Connections that each wait for an answer before the next request, as a gateway keeps them. */
const connections = 8;

/**
 * Sends one request again and again over loopback.
 *
 * @param request all of its bytes
 * @param forMs how long
 * @returns requests answered, in all and a second
 * @throws {Error} at the first answer that is not a 2xx
 */
export async function sendMany(
  url: string,
  request: Buffer,
  forMs: number,
): Promise<{ answered: number; perSecond: number }> {
  const { hostname, port } = new URL(url);
  const sockets = Array.from({ length: connections }, () => connect(Number(port), hostname));
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  const start = performance.now();
  const counts = await Promise.all(sockets.map((socket) => sendOver(socket, request, start + forMs)));
  const seconds = (performance.now() - start) / 1000;
  const answered = counts.reduce((sum, count) => sum + count);
  return { answered, perSecond: answered / seconds };
}

/** An answer is small enough to come in one piece; the rest of it would have to be waited for. */
async function sendOver(socket: Socket, request: Buffer, until: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let answered = 0;
  socket.on('error', reject);
  socket.on('data', (bytes) => {
    const head = bytes.toString('latin1');
    if (!/^HTTP\/1\.1 2\d\d /.test(head)) return reject(new Error(`Answered ${head.slice(0, 300)}`));
    answered += 1;
    if (performance.now() < until) socket.write(request);
    else resolve(answered);
  });
  socket.write(request);
  return promise.finally(() => socket.destroy());
}

/** The bytes of a request, as HTTP/1.1 has them. */
export function bytesOf(path: string, headers: Record<string, string>, body: Buffer): Buffer {
  const lines = Object.entries({ host: 'bench', 'content-length': String(body.length), ...headers });
  const head = [`POST ${path} HTTP/1.1`, ...lines.map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n');
  return Buffer.concat([Buffer.from(head), body]);
}
