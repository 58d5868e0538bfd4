import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { createQueueByHand } from '../queue-by-hand.ts';

/**
 * The least that a webhook can be: checks an HMAC over the body with the key `argv[2]`, reads it, answers. In between it
 * queues it as `argv[3]` says, `at-once` being not at all, to the address in `argv[4]` in the environment `argv[5]`. Prints
 * its own address.
 */
const [, , key = '', how = '', queueUrl = '', variables = '{}'] = process.argv;
const environment = JSON.parse(variables) as Record<string, string>;
Object.assign(process.env, environment);

type Queue = (message: string) => Promise<unknown>;
const queues: Record<string, () => Queue> = {
  'at-once': () => async () => undefined,
  'by-hand': () => createQueueByHand(queueUrl, environment),
  'by-sdk': () => {
    const sqs = new SQSClient();
    return (message) =>
      sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: [{ Id: '0', MessageBody: message }] }));
  },
};
const queue = queues[how]?.();

const server = createServer((request, response) => {
  if (request.url === '/processor-time') {
    response.end(JSON.stringify(process.cpuUsage()));
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => void answer(request, Buffer.concat(chunks), response));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));

async function answer({ headers }: IncomingMessage, body: Buffer, response: ServerResponse) {
  const given = Buffer.from(String(headers['x-signature']), 'hex');
  const expected = createHmac('sha256', key).update(body).digest();
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return reply(response, 401, '{}');
  const content: unknown = JSON.parse(body.toString());
  await queue?.(JSON.stringify(content));
  return reply(response, 202, '{"cases":["case-00000000000000000000"]}');
}

function reply(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
