import { openSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Writable } from 'node:stream';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';

export type Handler = (event: APIGatewayProxyEventV2, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;

/** What a program prints for the bench: the logs of a function go elsewhere. */
export const print = (text: unknown): void => void writeSync(1, `${String(text)}\n`);

/**
 * Milliseconds of processor time since `start`: what a busy machine does not change, and what Lambda, which gives a small
 * function a part of a processor, draws out.
 */
export function processorMs(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/**
 * Makes this process what Lambda's runtime makes of one before it loads a function: the environment, `node:http` loaded
 * by `require`, and an output that each line is written to before the next is made.
 */
export function becomeLambda(environment: Record<string, string>): void {
  Object.assign(process.env, environment);
  const load = createRequire(import.meta.url);
  for (const name of ['node:http', 'node:https']) load(name);
  const nowhere = openSync('/dev/null', 'w');
  const stdout = new Writable({
    write(chunk: Buffer, _encoding, done) {
      writeSync(nowhere, chunk);
      done();
    },
  });
  Object.defineProperty(process, 'stdout', { value: stdout });
}
