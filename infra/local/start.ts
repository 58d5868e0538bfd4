import { parseArgs } from 'node:util';
import * as z from 'zod';
import { narrate } from './demo/narrate.ts';
import { playSamples } from './demo/play-samples.ts';
import { callCounts, missingEffects, report } from './demo/report.ts';
import { sampleWorld } from './demo/sample-world.ts';
import { removeStackFile, stackFile, writeStackFile } from './stack-file.ts';
import { type GivenWorkspace, type Local, startLocal } from './start-local.ts';
import type { LogLine } from './start-stack.ts';

const usage = `npm start -- [options]

Runs the whole system on this machine and plays the samples in events/.

  --once                     end after the samples; exit code 0 only if every effect was seen
  --port N                   the API's port (default: a free one)
  --allow-remote-workspace   let WORKSPACE_ENDPOINT be an address that is not this machine
  --help                     this text

With WORKSPACE_ENDPOINT, WORKSPACE_PROJECT_ID, WORKSPACE_ACCESS_KEY and WORKSPACE_SECRET_KEY set, that Workspace API is
called instead of the simulator, and no samples are played. It enforces: what it is told to detach is detached.
`;

class UsageError extends Error {}

const startedAt = performance.now();

async function main(): Promise<number> {
  const options = readArguments();
  if (options.help) {
    console.log(usage);
    return 0;
  }
  const workspace = givenWorkspace(options.allowRemote);
  let tell: ((line: LogLine) => void) | undefined;
  const local = await startLocal({
    ...(options.port !== undefined && { port: options.port }),
    ...(workspace && { workspace }),
    onProgress: progress,
    onLog: (line) => tell?.(line),
  });
  try {
    tell = (line) => {
      const story = narrate(line, local.description.functions);
      if (story) progress(`  ${story}`);
    };
    const other = writeStackFile(local.description);
    if (other !== undefined) progress(`Process ${other} runs a stack here already; stack.json stays its own`);
    const missing = await demonstrate(local);
    if (options.once) return missing.length === 0 ? 0 : 1;
    await untilInterrupted(local);
    return 0;
  } finally {
    removeStackFile();
    await local.close();
  }
}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        once: { type: 'boolean', default: false },
        port: { type: 'string' },
        'allow-remote-workspace': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const port = values.port === undefined ? undefined : Number(values.port);
    if (port !== undefined && !(/^\d+$/.test(values.port ?? '') && port <= 65_535)) {
      throw new UsageError('--port takes a number from 0 to 65535');
    }
    return { once: values.once, port, allowRemote: values['allow-remote-workspace'], help: values.help };
  } catch (error) {
    if (error instanceof UsageError || !(error instanceof Error)) throw error;
    throw new UsageError(error.message);
  }
}

const workspaceVariables = z.object({
  WORKSPACE_ENDPOINT: z.url(),
  WORKSPACE_PROJECT_ID: z.string().min(1),
  WORKSPACE_ACCESS_KEY: z.string().min(1),
  WORKSPACE_SECRET_KEY: z.string().min(1),
});

function givenWorkspace(allowRemote: boolean): GivenWorkspace | undefined {
  const names = Object.keys(workspaceVariables.shape);
  if (names.every((name) => process.env[name] === undefined)) return undefined;
  const variables = workspaceVariables.safeParse(process.env);
  if (!variables.success) {
    const problems = variables.error.issues.map((issue) => issue.path.join('.'));
    throw new UsageError(`All four WORKSPACE_ variables are needed; missing or wrong: ${problems.join(', ')}`);
  }
  const { WORKSPACE_ENDPOINT, WORKSPACE_PROJECT_ID, WORKSPACE_ACCESS_KEY, WORKSPACE_SECRET_KEY } = variables.data;
  if (!allowRemote && !isLoopback(WORKSPACE_ENDPOINT)) {
    throw new UsageError(
      `${WORKSPACE_ENDPOINT} is not this machine: real desktops would be taken away. If that is meant, add --allow-remote-workspace`,
    );
  }
  return {
    endpoint: WORKSPACE_ENDPOINT,
    projectId: WORKSPACE_PROJECT_ID,
    accessKey: WORKSPACE_ACCESS_KEY,
    secretKey: WORKSPACE_SECRET_KEY,
  };
}

function isLoopback(endpoint: string): boolean {
  const { hostname } = new URL(endpoint);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** @returns the effects that were expected and not seen */
async function demonstrate(local: Local): Promise<string[]> {
  if (!local.simulator) return [];
  const sample = sampleWorld(local.simulator.world);
  const played = await playSamples(local, (step) => progress(`\n${step}`));
  const missing = missingEffects(played, local.simulator, sample);
  console.log(`\n${report(played, sample)}\n${callCounts(local.simulator)}`);
  if (missing.length > 0)
    console.error(`\nNot seen in the simulator:\n${missing.map((what) => `  - ${what}\n`).join('')}`);
  else console.log(`Every expected effect was seen in the simulator. ${seconds()} s since the start.`);
  return missing;
}

async function untilInterrupted({ description }: Local): Promise<void> {
  const { api, workspace, aws, secrets } = description;
  console.log(`
It stays up until Ctrl-C.
  API         ${api}
  HR systems  ${Object.keys(secrets)
    .map((name) => (name === 'scim' ? '/scim/v2' : `/hr/${name}`))
    .join(' ')}
  Workspace   ${workspace}
  AWS         ${aws}
  all of it   ${stackFile}
Try: npm run operator -- list`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
  console.log('\nStopping');
}

function progress(step: string): void {
  const [, lead = '', rest = step] = /^(\n*)(.*)$/s.exec(step) ?? [];
  console.log(`${lead}${seconds().padStart(5)} s  ${rest}`);
}

function seconds(): string {
  return ((performance.now() - startedAt) / 1000).toFixed(1);
}

try {
  process.exitCode = await main();
} catch (error) {
  if (error instanceof UsageError) console.error(`${error.message}\n\n${usage}`);
  else console.error(error instanceof Error ? error.message : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
