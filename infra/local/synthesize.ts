import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { buildOnce } from './build-once.ts';

const root = join(import.meta.dirname, '../..');

export type SynthesizeOptions = {
  /** The CDK app, from the project's root. @default 'infra/app.ts' */
  app?: string;
  /** What the assembly depends on, as globs from the project's root. @default the functions, the CDK app and the lock file */
  inputs?: string[];
};

const productInputs = [
  'functions/**/*.{ts,cjs}',
  'infra/!(local)/**/*.ts',
  'infra/*.ts',
  'cdk.json',
  'package-lock.json',
];

/**
 * Runs the CDK app with `cdk.json`'s context and `context` over it, and returns the folder of its cloud assembly. While no
 * input changes that is the folder of last time. Without the CDK command line this takes 3 to 4 s.
 * @throws {Error} with the app's own message when it fails
 */
export async function synthesize(
  context: Record<string, unknown> = {},
  options: SynthesizeOptions = {},
): Promise<string> {
  const { app = 'infra/app.ts', inputs = productInputs } = options;
  const configured = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as { context?: object };
  const contextJson = JSON.stringify({ ...configured.context, ...context });
  const folder = join(root, '.local/assemblies', hashOf(app, contextJson, inputs));
  await buildOnce(folder, (work) => runApp(app, { CDK_OUTDIR: work, CDK_CONTEXT_JSON: contextJson }));
  return folder;
}

function hashOf(app: string, contextJson: string, inputs: string[]): string {
  const hash = createHash('sha256').update(`${app}\n${contextJson}`);
  const files = globSync(inputs, { cwd: root, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const path of files.map((file) => join(file.parentPath, file.name)).toSorted()) {
    hash.update(`\n${path}\n`).update(readFileSync(path));
  }
  return hash.digest('hex').slice(0, 16);
}

async function runApp(app: string, environment: Record<string, string>): Promise<void> {
  // `npm exec -c` hands its command down in the environment, and the npx that CDK finds esbuild with trips over it.
  const { npm_config_call: _, ...inherited } = process.env;
  const child = spawn(process.execPath, [app], {
    cwd: root,
    env: { ...inherited, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [output, [code]] = await Promise.all([text(child.stderr), once(child, 'close') as Promise<[number | null]>]);
  if (code !== 0) throw new Error(`${app} failed:\n${ownMessage(output)}`);
}

/** What the app printed, without the bundler's progress, stack traces, and the minified source that Node quotes. */
function ownMessage(output: string): string {
  const quotedSource = /^(file:\/\/)?\/\S+:\d+\n.*\n\s*\^+\n/gm;
  const noise = /^\s*$|^\s+at |^Bundling asset |^npm warn |^Node\.js v|^⚡|^\s+\.\.\./;
  const lines = output
    .replaceAll(quotedSource, '')
    .split('\n')
    .filter((line) => !noise.test(line));
  return lines.join('\n');
}
