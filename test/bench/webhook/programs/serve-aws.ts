import { hash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/**
 * Stands in for AWS: has the secrets in `argv[2]` and a queue that takes everything and keeps nothing. A process of its own,
 * so that none of its work is counted as that of whoever calls it. Prints its address.
 */
const secrets = JSON.parse(process.argv[2] ?? '{}') as Record<string, unknown>;

type Input = { SecretId?: string; Entries?: { Id: string; MessageBody: string }[] };

const server = createServer((request, response) => {
  if (request.url === '/processor-time') {
    response.end(JSON.stringify(process.cpuUsage()));
    return;
  }
  void text(request).then((body) => response.end(JSON.stringify(outputOf(JSON.parse(body) as Input))));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));

/** The SDK compares the MD5 with what it has sent. */
function outputOf({ SecretId, Entries = [] }: Input): object {
  if (SecretId !== undefined) return { SecretString: JSON.stringify(secrets[SecretId]) };
  return { Successful: Entries.map(({ Id, MessageBody }) => ({ Id, MD5OfMessageBody: hash('md5', MessageBody) })) };
}
