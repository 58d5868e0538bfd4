import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { configurationFile } from '../../../functions/shared/runtime/configuration.ts';

/** What a function that is loaded now is configured for, until the test ends. */
export function writeConfiguration(configuration: unknown): void {
  const folder = mkdtempSync(join(tmpdir(), 'configuration-'));
  const text = typeof configuration === 'string' ? configuration : JSON.stringify(configuration);
  writeFileSync(join(folder, configurationFile), text);
  vi.stubEnv('LAMBDA_TASK_ROOT', folder);
  onTestFinished(() => rmSync(folder, { recursive: true }));
}
