import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { onTestFinished, vi } from 'vitest';

/** A Secrets Manager of one secret that the environment's AWS clients talk to, until the test ends. */
export async function startSecretsManager(text: string) {
  const state = { text, fetched: 0 };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    await json(request);
    state.fetched += 1;
    response.setHeader('content-type', 'application/x-amz-json-1.1').end(JSON.stringify({ SecretString: state.text }));
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'for-tests');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'for-tests');
  onTestFinished(() => {
    vi.unstubAllEnvs();
    server.closeAllConnections();
    server.close();
  });
  return state;
}
