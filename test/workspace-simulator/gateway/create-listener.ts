import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../../functions/shared/runtime/clock.ts';
import { type HttpRequest, readRequest } from './http-request.ts';
import type { Outcome } from './outcome.ts';

export type ListenerParts = {
  adminPrefix: string;
  admin: (request: HttpRequest) => Outcome;
  gateway: (request: HttpRequest) => Promise<Outcome>;
  clock: Clock;
  closing: AbortSignal;
};

/** From HTTP to an outcome and back. */
export function createListener(parts: ListenerParts): (incoming: IncomingMessage, response: ServerResponse) => void {
  const { adminPrefix, admin, gateway, clock, closing } = parts;

  async function respond(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const outcome = await outcomeFor(incoming);
    if (outcome.delayMs) await clock.sleep(outcome.delayMs, closing);
    if (outcome.reset) {
      incoming.socket.resetAndDestroy();
      return;
    }
    const length = Buffer.byteLength(outcome.body);
    // A 204 has no body, and so no length.
    response.writeHead(
      outcome.status,
      outcome.status === 204 ? outcome.headers : { ...outcome.headers, 'content-length': length },
    );
    response.end(outcome.body);
  }

  async function outcomeFor(incoming: IncomingMessage): Promise<Outcome> {
    const request = await readRequest(incoming);
    return request.path.startsWith(adminPrefix) ? admin(request) : gateway(request);
  }

  return (incoming, response) => {
    // Only a closing simulator or a caller who hung up ends here: there is nobody left to tell.
    respond(incoming, response).catch(() => incoming.socket.destroy());
  };
}
