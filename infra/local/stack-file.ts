import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { HrSecrets } from './development-secrets.ts';
import type { LocalStack } from './start-stack.ts';

export const localFolder = join(import.meta.dirname, '../../.local');
export const stackFile = join(localFolder, 'stack.json');

/** What another program needs to drive the local stack: addresses, names, and the secrets to sign with. */
export type StackFile = {
  api: string;
  workspace: string;
  aws: string;
  region: string;
  /** What each HR source is to vouch with, and the bearer token of SCIM clients under `scim`. */
  secrets: HrSecrets;
  /** Queue URLs. */
  queues: Record<string, string>;
  deadLetterQueues: Record<string, string>;
  functions: Record<string, string>;
  schedules: Record<string, string>;
  /** ARNs. */
  topics: Record<string, string>;
  buckets: Record<string, string>;
  table: string;
  pid: number;
};

/** The stack's outputs by kind, and names as the folders have them: `FunctionHrWebhook` is `functions['hr-webhook']`. */
export function describeStack(
  stack: Pick<LocalStack, 'api' | 'aws' | 'outputs'>,
  { workspace, region, secrets }: Pick<StackFile, 'workspace' | 'region' | 'secrets'>,
): StackFile {
  const named = (prefix: string) =>
    Object.fromEntries(
      Object.entries(stack.outputs)
        .filter(([id]) => id.startsWith(prefix))
        .map(([id, value]) => [kebabCase(id.slice(prefix.length)), value]),
    );
  return {
    api: stack.api,
    workspace,
    aws: stack.aws,
    region,
    secrets,
    queues: named('Queue'),
    deadLetterQueues: named('DeadLetterQueue'),
    functions: named('Function'),
    schedules: named('Schedule'),
    topics: named('Topic'),
    buckets: named('Bucket'),
    table: stack.outputs['Table'] ?? '',
    pid: process.pid,
  };
}

/**
 * Writes where this stack is, unless another one that runs has said where it is.
 * @returns the process id of that other one
 */
export function writeStackFile(content: StackFile): number | undefined {
  const other = writerOf();
  if (other !== undefined && other !== process.pid && isRunning(other)) return other;
  mkdirSync(dirname(stackFile), { recursive: true });
  // The secrets in it are this checkout's own, but nobody else's business.
  writeFileSync(stackFile, `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o600 });
  return undefined;
}

/** Removes what this process wrote. */
export function removeStackFile(): void {
  if (writerOf() === process.pid) rmSync(stackFile, { force: true });
}

function writerOf(): number | undefined {
  try {
    return (JSON.parse(readFileSync(stackFile, 'utf8')) as StackFile).pid;
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function kebabCase(pascalCase: string): string {
  return pascalCase.replaceAll(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}
