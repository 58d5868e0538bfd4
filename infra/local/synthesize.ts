import { spawn } from 'node:child_process';
import { createHash, type Hash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { text } from 'node:stream/consumers';

const root = join(import.meta.dirname, '../..');

export type SynthesizeOptions = {
  /** The CDK app, from the project's root. @default 'infra/app.ts' */
  app?: string;
  /** What the template depends on, as globs from the project's root. */
  inputs?: string[];
};

const productInputs = ['functions/**/*.ts', 'infra/!(local)/**/*.ts', 'infra/*.ts', 'cdk.json', 'package-lock.json'];

/**
 * Runs the CDK app, with `cdk.json`'s context and `context` over it, and returns the folder of its cloud assembly.
 * Nothing is run when no input has changed since it last was. Without the CDK command line this takes 3 to 4 s.
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
  if (existsSync(join(folder, 'manifest.json'))) return folder;

  const work = `${folder}.${process.pid}`;
  mkdirSync(work, { recursive: true });
  try {
    await run(app, { CDK_OUTDIR: work, CDK_CONTEXT_JSON: contextJson });
    // Another process may have synthesized the same meanwhile.
    if (!existsSync(folder)) renameSync(work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return folder;
}

async function run(app: string, environment: Record<string, string>): Promise<void> {
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
  const noise = /^(\s+at |Bundling asset |npm warn |Node\.js v|⚡|\s*\^$|\s*\.\.\.)|^.{400,}|node_modules/;
  return output
    .split('\n')
    .filter((line) => line.trim() !== '' && !noise.test(line))
    .join('\n');
}

function hashOf(app: string, contextJson: string, inputs: string[]): string {
  const hash = createHash('sha256').update(`${app}\n${contextJson}`);
  const files = globSync(inputs, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  for (const file of files.toSorted()) addFile(hash, file);
  return hash.digest('hex').slice(0, 16);
}

function addFile(hash: Hash, file: string): void {
  hash.update(`\n${relative(root, file)}\n`).update(readFileSync(file));
}
