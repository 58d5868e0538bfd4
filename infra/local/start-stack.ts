import { startAwsEndpoint } from './aws/aws-endpoint.ts';
import { describeResources } from './aws/describe-resources.ts';
import { readAssembly } from './aws/read-assembly.ts';
import { type Closer, startData } from './aws/start-data.ts';
import type { InvocationResult } from './lambda/function-spec.ts';
import { startFunctions } from './lambda/start-functions.ts';
import { type Handler, listen } from './listen.ts';
import { httpApi } from './triggers/http-api.ts';
import { startTriggers } from './triggers/start-triggers.ts';

const logLimit = 10_000;

export type LogLine = { function: string; text: string };
type Result = { payload: unknown; functionError?: string };

export type StackOptions = {
  /** The folder of a synthesized assembly. */
  assembly: string;
  /** The HTTP API's port. @default a free one */
  port?: number;
  /** Template parameters; they replace defaults. */
  parameters?: Record<string, string>;
  /** Replaces variables that functions have, by name: an endpoint, for instance. */
  environment?: Record<string, string>;
  /** First values of secrets, by the id of the output that has the secret's ARN. */
  secrets?: Record<string, string>;
  /** What functions print, line by line. */
  onLog?: (line: LogLine) => void;
};

export type LocalStack = {
  /** Base URL of the HTTP API. */
  api: string;
  /** The endpoint of every AWS service here. */
  aws: string;
  outputs: Record<string, string>;
  /** What functions have printed: the last 10,000 lines. */
  logs: readonly LogLine[];
  /** Invokes a function by name or ARN and waits; `payload` is any JSON value. */
  invoke: (functionName: string, payload: unknown) => Promise<Result>;
  /** Fires a schedule now, as `POST {aws}/__local/fire/{name}` does. Gives what its target's first attempt answered. */
  fire: (scheduleName: string) => Promise<Result>;
  /** Kills a function's processes, invocations and all, as a failing machine would. */
  crash: (functionName: string) => Promise<void>;
  /** Ends every process and server. */
  close: () => Promise<void>;
};

/**
 * Runs the stacks of a synthesized CDK assembly on this machine: the same bundles in Lambda's own runtime client, wired by
 * the same template. All on loopback; nothing is kept.
 * @throws {Error} naming what in the template is not understood
 */
export async function startStack(options: StackOptions): Promise<LocalStack> {
  const closers: Closer[] = [];
  const close = async () => {
    await Promise.all(closers.map((closer) => closer()));
  };
  try {
    return { ...(await assemble(options, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function assemble(options: StackOptions, closers: Closer[]): Promise<Omit<LocalStack, 'close'>> {
  const { parameters = {}, environment = {}, secrets = {}, onLog, port } = options;
  const { stacks, assets } = readAssembly(options.assembly);
  const endpoint = await startAwsEndpoint();
  closers.push(() => endpoint.close());
  const routes: { handler?: Handler } = {};
  const api = await listen((request, response) => routes.handler?.(request, response), port);
  closers.push(() => api.close());
  const aws = endpoint.url;
  const resources = describeResources(stacks, { aws, api: api.url }, parameters);

  const logs: LogLine[] = [];
  const log = (name: string, text: string) => {
    const line = { function: name, text };
    logs.push(line);
    if (logs.length > logLimit) logs.shift();
    onLog?.(line);
  };
  const data = await startData(resources, endpoint, secrets);
  const functions = startFunctions(resources, { assets, aws, environment, onLog: log });
  const triggers = startTriggers(resources, endpoint, data.sqs, functions.find);
  closers.push(...data.closers, () => functions.close(), ...triggers.closers);
  routes.handler = httpApi(resources, functions.find);

  const fire = async (name: string) => parse(await triggers.scheduler.fire(name));
  endpoint.serveLocal('fire', fire);
  return {
    api: api.url,
    aws,
    outputs: resources.outputs,
    logs,
    invoke: async (name, payload) => parse(await functions.find(name).invoke(JSON.stringify(payload))),
    fire,
    crash: (name) => functions.find(name).crash(),
  };
}

function parse({ payload, ...result }: InvocationResult): Result {
  return { payload: JSON.parse(payload), ...result };
}
