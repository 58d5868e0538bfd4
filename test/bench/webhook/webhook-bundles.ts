import { join } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';

const functions = join(import.meta.dirname, '../../../functions');
const nodeModule = (name: string) => join(functions, `shared/runtime/node-${name}.cjs`);

/** What the infrastructure has the bundler do beside what every bench does. */
export const asDeployed: BuildOptions = {
  mainFields: ['module', 'main'],
  alias: {
    http: nodeModule('http'),
    'node:http': nodeModule('http'),
    https: nodeModule('https'),
    'node:https': nodeModule('https'),
  },
};

/** As the CDK bundles whatever nobody has thought about. */
export const byDefault: BuildOptions = { mainFields: ['module', 'main'] };

/** A queue that takes everything at once: what is left is this project's own work. */
const queueAtOnce: Plugin = {
  name: 'queue-at-once',
  setup(build) {
    build.onLoad({ filter: /shared\/runtime\/sqs\.ts$/ }, () => ({
      contents: 'export const sqs = { send: async () => ({ Successful: [] }) };',
    }));
  },
};

export const withQueueAtOnce: BuildOptions = { ...asDeployed, plugins: [queueAtOnce] };

export const handlerSource = `export { handler } from '${functions}/hr-webhook/handler.ts';`;

/** What every queue needs, and nothing else. Keeping hold of it keeps the bundler from dropping it. */
export const sqsClientSource = `
  import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
  globalThis.kept = [new SQSClient(), SendMessageBatchCommand];`;
