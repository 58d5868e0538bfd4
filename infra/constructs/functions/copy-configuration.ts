import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ICommandHooks } from 'aws-cdk-lib/aws-lambda-nodejs';
import { configurationFile } from '../../../functions/shared/runtime/configuration.ts';

const none = () => [];

/**
 * Puts what a function is configured for into its bundle. CDK runs commands there and knows a bundle by them: the path names the
 * content, so that another configuration is another bundle.
 */
export function copyConfiguration(configuration: object): ICommandHooks {
  const text = JSON.stringify(configuration);
  const folder = join(tmpdir(), 'workspace-offboarding', createHash('sha256').update(text).digest('hex'));
  mkdirSync(folder, { recursive: true });
  const source = join(folder, configurationFile);
  writeFileSync(source, text);
  return {
    beforeBundling: none,
    beforeInstall: none,
    afterBundling: (_input, output) => [`node -e ${quoted(copyScript(source, join(output, configurationFile)))}`],
  };
}

function copyScript(from: string, to: string): string {
  return `require('node:fs').copyFileSync(${literal(from)}, ${literal(to)})`;
}

function literal(path: string): string {
  return `'${path.replaceAll('\\', '/').replaceAll("'", String.raw`\'`)}'`;
}

function quoted(script: string): string {
  return `"${script}"`;
}
