import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Connections that each wait for an answer before the next request, as a gateway keeps them. */
const connections = 8;

/**
 * Sends one request again and again over loopback.
 *
 * @param request all of its bytes
 * @param forMs how long
 * @returns requests answered
 * @throws {Error} at the first answer that is not a 2xx
 */
export async function sendMany(url: string, request: Buffer, forMs: number): Promise<number> {
  const { hostname, port } = new URL(url);
  const sockets = Array.from({ length: connections }, () => connect(Number(port), hostname));
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  const end = performance.now() + forMs;
  const counts = await Promise.all(sockets.map((socket) => sendOver(socket, request, end)));
  return counts.reduce((sum, count) => sum + count);
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
