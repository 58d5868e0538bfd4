import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { becomeLambda, type Handler, print } from './as-lambda.ts';

/** Serves the function `argv[2]` in the environment `argv[3]` as API Gateway does. Prints its address. */
const [, , file = '', environment = '{}'] = process.argv;
becomeLambda(JSON.parse(environment) as Record<string, string>);
const { handler } = (await import(file)) as { handler: Handler };

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
server.listen(0, '127.0.0.1', () => print(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));

async function answer({ method, url = '', headers }: IncomingMessage, body: Buffer, response: ServerResponse) {
  const [path = '', query = ''] = url.split('?');
  const event = {
    version: '2.0',
    headers,
    queryStringParameters: Object.fromEntries(new URLSearchParams(query)),
    pathParameters: { source: path.slice('/hr/'.length) },
    requestContext: { http: { method } },
    // As text, which is how API Gateway hands JSON and XML over.
    body: body.toString(),
    isBase64Encoded: false,
  } as unknown as APIGatewayProxyEventV2;
  const { statusCode = 200, headers: answered = {}, body: text = '' } = await handler(event, {} as Context);
  response.writeHead(statusCode, { ...answered, 'content-length': Buffer.byteLength(text) } as never).end(text);
}
