import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { eventually, startFixture, synthesizeFixture } from './fixture-stack.ts';

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('closing ends every process, idle or busy', async () => {
  const stack = await startFixture();
  const probe = stack.outputs.FunctionProbe ?? '';
  const { payload } = await stack.invoke(probe, { do: 'identity' });
  const busy = stack.invoke(probe, { do: 'wait', ms: 900 });
  await stack.close();
  expect(isAlive((payload as { pid: number }).pid)).toBe(false);
  expect(await busy).toMatchObject({ functionError: 'Unhandled' });
  await expect(fetch(stack.api)).rejects.toThrow('fetch failed');
});

test('functions end when the runner is killed, also in the middle of their work', async () => {
  await synthesizeFixture();
  const script = `
    import { startFixture } from ${JSON.stringify(join(import.meta.dirname, 'fixture-stack.ts'))};
    const stack = await startFixture();
    const { payload } = await stack.invoke(stack.outputs.FunctionProbe, { do: 'identity' });
    void stack.invoke(stack.outputs.FunctionProbe, { do: 'wait', ms: 600_000 });
    setTimeout(() => console.log(payload.pid), 100);`;
  const runner: ChildProcess = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [pid] = (await once(createInterface(runner.stdout as NodeJS.ReadableStream), 'line')) as [string];
  expect(isAlive(Number(pid))).toBe(true);
  runner.kill('SIGKILL');
  await eventually(async () => (isAlive(Number(pid)) ? undefined : true));
});
