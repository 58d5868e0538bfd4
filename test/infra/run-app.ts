import { type ExecFileException, execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));

/** Neither credentials nor a home folder, and no way out: whoever tries to reach the network is refused at once. */
const bareEnvironment = {
  PATH: process.env['PATH'] ?? '',
  HTTP_PROXY: 'http://127.0.0.1:9',
  HTTPS_PROXY: 'http://127.0.0.1:9',
  CDK_DISABLE_CLI_TELEMETRY: 'true',
};

/** Synthesizes with the CDK CLI, functions bundled, as for a deployment. */
export async function synthesizeByCli(folder: string, offboarding: object): Promise<void> {
  const args = [
    'cdk',
    'synth',
    '--quiet',
    '--output',
    folder,
    '--context',
    `offboarding=${JSON.stringify(offboarding)}`,
  ];
  await run('npx', args, { cwd: root, env: bareEnvironment });
}

/** Runs the app without the CLI and without bundling. */
export function runApp(folder: string, context: object = {}): Promise<Exit> {
  const CDK_CONTEXT_JSON = JSON.stringify({ 'aws:cdk:bundling-stacks': [], ...context });
  return runNode(['infra/app.ts'], { CDK_OUTDIR: folder, CDK_CONTEXT_JSON });
}

export type Exit = { code: unknown; stderr: string };

export async function runNode(args: string[], environment: Record<string, string> = {}): Promise<Exit> {
  try {
    const { stderr } = await run(process.execPath, args, { cwd: root, env: { ...bareEnvironment, ...environment } });
    return { code: 0, stderr };
  } catch (error) {
    const { code, stderr = '' } = error as ExecFileException;
    return { code, stderr };
  }
}

type Resource = { Type: string; Properties?: { [name: string]: unknown }; Metadata?: { [name: string]: unknown } };
export type TemplateFile = { Resources: Record<string, Resource> };

export async function readTemplate(folder: string, stack: string): Promise<TemplateFile> {
  return JSON.parse(await readFile(join(folder, `${stack}.template.json`), 'utf8'));
}

export type Bundle = { file: string; bytes: number; packages: string[] };

/** Every function's bundle by the function's name: its size, and the packages that its source map names. */
export async function readBundles(folder: string): Promise<Record<string, Bundle>> {
  const { Resources } = await readTemplate(folder, 'Offboarding');
  const functions = Object.values(Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
  const bundles = functions.map(async ({ Properties }) => {
    const { Code, Environment } = Properties as {
      Code: { S3Key: string };
      Environment: { Variables: Record<string, string> };
    };
    const file = join(folder, `asset.${Code.S3Key.replace('.zip', '')}`, 'index.mjs');
    const { size: bytes } = await stat(file);
    const map: { sources: string[] } = JSON.parse(await readFile(`${file}.map`, 'utf8'));
    const packages = map.sources.flatMap((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
    return [Environment.Variables['POWERTOOLS_SERVICE_NAME'], { file, bytes, packages: [...new Set(packages)] }];
  });
  return Object.fromEntries(await Promise.all(bundles));
}
