import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildOnce } from '../../../infra/local/build-once.ts';

let parent: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'build-once-'));
});

afterEach(() => rmSync(parent, { recursive: true }));

test('builds once however many ask at a time, and all of them find the result', async () => {
  let builds = 0;
  const folder = join(parent, 'out');
  const build = async (work: string) => {
    builds += 1;
    await delay(50);
    writeFileSync(join(work, 'result'), 'done');
  };
  const ask = async () => {
    await buildOnce(folder, build);
    return readFileSync(join(folder, 'result'), 'utf8');
  };
  expect(await Promise.all([ask(), ask(), ask()])).toEqual(['done', 'done', 'done']);
  expect(builds).toBe(1);
});

test('a build that fails leaves nothing behind, and the next one builds again', async () => {
  const folder = join(parent, 'out');
  await expect(buildOnce(folder, () => Promise.reject(new Error('no luck')))).rejects.toThrow('no luck');
  expect(readdirSync(parent)).toEqual([]);
  await buildOnce(folder, async (work) => writeFileSync(join(work, 'result'), ''));
  expect(readdirSync(parent)).toEqual(['out']);
});
