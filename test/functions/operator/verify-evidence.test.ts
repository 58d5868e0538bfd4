import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const sample = join(root, 'events/evidence/closed.json');
const announcement = join(root, 'events/announcements/offboarding-completed.json');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evidence-'));
});
afterAll(() => rm(folder, { recursive: true }));

type Ran = { code: number; out: string; err: string };

function verify(...args: string[]): Promise<Ran> {
  return run(process.execPath, [join(root, 'functions/operator/verify-evidence.ts'), ...args]);
}

function run(command: string, args: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(command, args, { cwd: root }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err });
    });
  });
}

async function fileOf(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

async function alteredSample(name: string, from: string, to: string): Promise<string> {
  const text = await readFile(sample, 'utf8');
  expect(text).toContain(from);
  return fileOf(name, text.replace(from, to));
}

describe('npm run verify-evidence', () => {
  test('says that the sample is intact, and is what the sample of an announcement tells', async () => {
    const ran = await verify(sample, '--announcement', announcement);
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(ran.out).toContain('is intact: case case-d00b64bce4851893f2fd, closed,');
    expect(ran.out).toContain('and is what was announced');
  });

  test.each([
    ['SNS', (text: string) => ({ Type: 'Notification', Message: text })],
    ['EventBridge', (text: string) => ({ 'detail-type': 'OffboardingCompleted', detail: JSON.parse(text) as unknown })],
  ])('takes an announcement as %s delivers it', async (_, asDelivered) => {
    const delivered = JSON.stringify(asDelivered(await readFile(announcement, 'utf8')));
    const told = await fileOf('told.json', delivered);
    expect(await verify(sample, '--announcement', told)).toMatchObject({ code: 0 });
    const other = await fileOf('other.json', delivered.replace(/lines(\\?)": *\d+/, 'lines$1":3'));
    const ran = await verify(sample, '--announcement', other);
    expect(ran).toMatchObject({ code: 1, out: '' });
    expect(ran.err).toContain('ALTERED. It is not the evidence that was announced: the announcement says lines 3, and');
  });

  test('says what is altered, as a sentence and as JSON', async () => {
    const altered = await alteredSample('altered.json', '"access": "removed"', '"access": "kept"');
    expect((await verify(altered)).err).toContain('ALTERED. "desktops" is not what the lines of the trail say.');
    const { code, out } = await verify(altered, '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ file: altered, verdict: 'altered', code: 'not-of-its-lines' });
  });

  test.each([
    ['no file', []],
    ['a file that is not there', ['nowhere.json']],
    ['an option that is not known', [sample, '--fast']],
    ['an announcement of something else', [sample, '--announcement', sample]],
  ])('of %s says what is wrong with the arguments', async (_, args) => {
    const plain = await verify(...args);
    expect(plain).toMatchObject({ code: 2, out: '' });
    expect(plain.err).not.toBe('');
    const { code, out } = await verify(...args, '--json');
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ verdict: 'not-checked', code: 'bad-arguments' });
  });
});

/** By the commands that the description of evidence has. */
async function check(file: string, told = announcement): Promise<Ran> {
  const page = await readFile(join(root, 'events/evidence/README.md'), 'utf8');
  const [, script = ''] = /```sh\n(FILE=.*?)```/s.exec(page) ?? [];
  const given = script.replace(/^FILE=.*$/m, `FILE=${file}`).replace(/^TOLD=.*$/m, `TOLD=${told}`);
  expect(given).not.toBe(script);
  return run('sh', ['-c', given]);
}

const hasTools = ['jq', 'sha256sum', 'cmp'].every((tool) => spawnSync(tool, ['--version']).status === 0);

describe.runIf(hasTools)('the check by jq and sha256sum, as it is described', () => {
  test('finds the sample intact', async () => {
    expect(await check(sample)).toMatchObject({ code: 0, out: expect.stringContaining('intact') });
  });

  test.each([
    ['who it is about', '"E1001"', '"E2002"'],
    ['what became of a desktop', '"access": "removed"', '"access": "kept"'],
    ['a blank', '"version": 2', '"version":  2'],
    ['a form', '"version": 2', '"version": 2.0'],
    ['an escape', 'ws-leaver', 'ws\\u002dleaver'],
    ['a hash', /"hash": "./.exec('"hash": "a')?.[0] ?? '', '"hash": "g'],
    ['an end', '}\n', '}\n\n'],
  ])('finds out a change of %s', async (_, from, to) => {
    const text = await readFile(sample, 'utf8');
    const altered = from.startsWith('"hash"') ? text.replace(/"hash": "./, to) : text.replace(from, to);
    expect(altered).not.toBe(text);
    const ran = await check(await fileOf('by-hand.json', altered));
    expect(ran.code).not.toBe(0);
    expect(ran.out).not.toContain('intact');
  });

  test('finds out lines that are cut off, an empty file, and what was not announced', async () => {
    const said = JSON.parse(await readFile(sample, 'utf8')) as { trail: unknown[] };
    const cut = `${JSON.stringify({ ...said, trail: said.trail.slice(0, 5) }, undefined, 2)}\n`;
    expect((await check(await fileOf('cut.json', cut))).code).not.toBe(0);
    expect((await check(await fileOf('empty.json', ''))).code).not.toBe(0);
    const told = (await readFile(announcement, 'utf8')).replace(/"lines": \d+/, '"lines": 3');
    expect((await check(sample, await fileOf('told-otherwise.json', told))).code).not.toBe(0);
  });
});
