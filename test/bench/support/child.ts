import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs a program to its end; what it printed, read as JSON. */
export async function measureIn<T>(
  program: string,
  args: readonly string[] = [],
  flags: readonly string[] = [],
): Promise<T> {
  const { stdout } = await run(process.execPath, [...flags, program, ...args], { maxBuffer: 1 << 26 });
  return JSON.parse(stdout) as T;
}

/** Starts a server program that prints its address as its first line; stop it when done. */
export async function serveIn(
  program: string,
  args: readonly string[] = [],
): Promise<{ url: string; stop: () => void }> {
  const child: ChildProcess = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (!child.stdout) throw new Error('The server has no output.');
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { url, stop: () => void child.kill() };
}
