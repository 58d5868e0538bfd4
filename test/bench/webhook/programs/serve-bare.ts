import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';

/**
 * The least that a webhook can be: checks an HMAC over the body with the key `argv[2]`, reads it, answers. With a queue's
 * address in `argv[3]` and the environment for it in `argv[4]` it queues it, too. Prints its address.
 */
const [, , key = '', queueUrl, environment = '{}'] = process.argv;
Object.assign(process.env, JSON.parse(environment));
const sqs = queueUrl === undefined ? undefined : new SQSClient();

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
  const entry = { Id: '0', MessageBody: JSON.stringify(content) };
  await sqs?.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: [entry] }));
  return reply(response, 202, '{"cases":["case-00000000000000000000"]}');
}

function reply(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
