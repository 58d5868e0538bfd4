import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { TestStack } from './local-stack.ts';

const cliFile = join(import.meta.dirname, '../../functions/operator/cli.ts');

export type CliRun = { code: number | null; stdout: string; stderr: string };

/** Runs a program to its end. */
export async function run(program: string, args: readonly string[], environment: NodeJS.ProcessEnv): Promise<CliRun> {
  const child = spawn(program, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: code as number | null, stdout, stderr };
}

/** The operator's command line as a process of its own, against a test stack. */
export function createCli({ stack }: Pick<TestStack, 'stack'>) {
  const folder = mkdtempSync(join(tmpdir(), 'operator-cli-'));
  const stackFile = join(folder, 'stack.json');
  const functions = { operator: stack.outputs['FunctionOperator'] };
  writeFileSync(stackFile, JSON.stringify({ aws: stack.aws, region: 'us-east-1', functions }));

  return {
    folder,
    /** @param environment laid over this process's own */
    cli: (args: readonly string[], environment: NodeJS.ProcessEnv = {}) =>
      run(process.execPath, [cliFile, ...args], {
        ...process.env,
        OFFBOARDING_STACK_FILE: stackFile,
        ...environment,
      }),
    close: () => rmSync(folder, { recursive: true }),
  };
}
