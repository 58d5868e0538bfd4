import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const abandonedAfterMs = 60_000;
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
    }
    removeOlder(dirname(folder), forgottenAfterMs);
  }
}

function take(work: string): boolean {
  try {
    mkdirSync(work);
    return true;
  } catch {
    if (ageMs(work) > abandonedAfterMs) rmSync(work, { recursive: true, force: true });
    return false;
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
