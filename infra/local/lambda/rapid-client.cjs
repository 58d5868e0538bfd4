'use strict';
// Loaded before aws-lambda-ric, in place of its native `rapid-client.node`: the same three functions over node:http.
// The native client is compiled by the package's install script (50 s, a C++ toolchain), and we run no install scripts.
// CommonJS because an ESM or TypeScript preload costs every cold start 30 to 50 ms more.
const http = require('node:http');
const Module = require('node:module');
const net = require('node:net');

const [host, port] = (process.env.AWS_LAMBDA_RUNTIME_API ?? '').split(':');
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

// The runner is gone when this connection closes, however it ended; nothing else would end this process then.
net
  .connect(Number(port), host, function () {
    this.unref();
  })
  .on('error', () => process.exit(1))
  .on('close', () => process.exit(1));

function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const options = { agent, host, port, method, path: `/2018-06-01/runtime/invocation/${path}` };
    const request = http.request(options, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve({ headers: response.headers, bodyJson: Buffer.concat(chunks).toString() }));
    });
    request.on('error', reject).end(body);
  });
}

// The native `done` and `error` return when the answer is delivered. Here `next` waits for that.
let delivered = Promise.resolve();
const deliver = (path, body) => {
  delivered = call('POST', path, body);
};

const client = {
  next: () => delivered.then(() => call('GET', 'next')),
  done: (requestId, body) => deliver(`${requestId}/response`, body),
  error: (requestId, body) => deliver(`${requestId}/error`, body),
};

const load = Module['_load'];
Module['_load'] = (request, ...rest) => (request.endsWith('rapid-client.node') ? client : load(request, ...rest));
