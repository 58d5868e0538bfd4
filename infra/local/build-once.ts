import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const forgottenAfterMs = 86_400_000;

/**
 * Builds a folder unless it is there, and once however many processes want it at a time: the others wait. `build` works in
 * another folder, so that the folder itself is never half done. Folders beside it that are a day old are removed.
 */
export async function buildOnce(folder: string, build: (work: string) => Promise<void>): Promise<void> {
  const work = `${folder}.building`;
  mkdirSync(dirname(folder), { recursive: true });
  while (!existsSync(folder)) {
    if (!take(work)) {
      await delay(100);
      continue;
    }
    try {
      await build(work);
      renameSync(work, folder);
    } finally {
      rmSync(work, { recursive: true, force: true });
      rmSync(`${work}.pid`, { force: true });
    }
    removeOlder(dirname(folder), forgottenAfterMs);
  }
}

function take(work: string): boolean {
  try {
    mkdirSync(work);
    writeFileSync(`${work}.pid`, String(process.pid));
    return true;
  } catch {
    if (isAbandoned(work)) rmSync(work, { recursive: true, force: true });
    return false;
  }
}

/** Whether the process that took it is gone; a moment passes between taking and saying so. */
function isAbandoned(work: string): boolean {
  try {
    process.kill(Number(readFileSync(`${work}.pid`, 'utf8')), 0);
    return false;
  } catch {
    return ageMs(work) > 1_000;
  }
}

function removeOlder(parent: string, limitMs: number): void {
  for (const name of readdirSync(parent)) {
    if (ageMs(join(parent, name)) > limitMs) rmSync(join(parent, name), { recursive: true, force: true });
  }
}

function ageMs(path: string): number {
  return Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
}
