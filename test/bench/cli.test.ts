import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const cli = (...args: string[]) =>
  spawnSync(process.execPath, [join(import.meta.dirname, 'cli.ts'), ...args], { encoding: 'utf8' });

describe('npm run bench', () => {
  it('says how it is used when asked', () => {
    const { status, stdout } = cli('--help');
    expect(status).toBe(0);
    expect(stdout).toContain('Benches: burst, client, refusals, tenant, webhook');
  });

  it.each([[], ['no-such-bench'], ['client', 'again'], ['client', '--jsno'], ['../infra/app']])(
    'says how it is used, and fails, for %j',
    (...args) => {
      const { status, stdout, stderr } = cli(...args);
      expect(status).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).toContain('Usage: npm run bench');
    },
  );
});
