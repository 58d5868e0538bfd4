import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { call } from './call-simulator.ts';

const cli = new URL('../cli.ts', import.meta.url).pathname;

function run(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [cli, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** Reads a program's lines one after the other. */
function linesOf(child: ChildProcess): () => Promise<string> {
  if (!child.stdout) throw new Error('The program has no output');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return async () => String((await lines.next()).value);
}

it('prints where it is and what it accepts, then a line for each request, until it is interrupted', async () => {
  const child = run('--port', '0', '--desktops', '3', '--verbose');
  const nextLine = linesOf(child);
  const nextWord = async () => (await nextLine()).split(/\s+/).at(-1) ?? '';
  const [url, projectId, accessKey, secretKey] = [
    await nextWord(),
    await nextWord(),
    await nextWord(),
    await nextWord(),
  ];
  expect(await nextLine()).toMatch(/^3 desktops/);

  const simulator = { url, projectId, accessKey, secretKey };
  expect((await call(simulator, 'GET', '/desktops?limit=1')).json).toMatchObject({ total_count: 3 });
  expect(await nextLine()).toMatch(/GET +ListDesktops .*\/desktops\?limit=1 → 200/);
  await call(simulator, 'GET', '/nowhere');
  expect(await nextLine()).toMatch(/unknown .*\/nowhere → 404 APIGW\.0101/);

  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

it('says how it is used when asked, and when asked wrongly', async () => {
  const help = run('--help');
  expect(await linesOf(help)()).toContain('Usage: simulator [options]');
  for (const wrong of [['--desktops', 'many'], ['--port', '99999'], ['--no-such-option']]) {
    expect(await once(run(...wrong), 'exit')).toEqual([2, null]);
  }
});

it('says which option to use when its port is taken', async () => {
  const first = run('--port', '0', '--desktops', '0');
  const port = new URL((await linesOf(first)()).split(/\s+/).at(-1) ?? '').port;
  const second = run('--port', port);
  if (!second.stderr) throw new Error('The program has no error output');
  const [message] = (await once(createInterface({ input: second.stderr }), 'line')) as [string];
  expect(message).toBe(`Port ${port} is taken: choose another with --port`);
});
