import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { simulate } from './simulate.ts';

/** A minute on two cores where nothing else runs; thousands of days and months are played by `npm run simulate`. */
const timeout = 600_000;

describe('a simulation', () => {
  it('holds every invariant in hundreds of days of a few people', { timeout }, async () => {
    const halves = await Promise.all([play('--seeds', '1..200'), play('--seeds', '201..400')]);

    expect(halves).toEqual([held('200 seed(s) of 1 day(s)'), held('200 seed(s) of 1 day(s)')]);
  });

  it('holds every invariant in weeks of hundreds of people', { timeout }, async () => {
    const runs = await Promise.all([play('--seed', '1', '--days', '20'), play('--seed', '2', '--days', '12')]);

    expect(runs).toEqual([held('1 seed(s) of 20 day(s)'), held('1 seed(s) of 12 day(s)')]);
  });

  it('ends with its result, also where a worker was killed that waited for something', {
    timeout: 30_000,
  }, async () => {
    expect(await play('--seed', '56', '--days', '1')).toEqual(held('1 seed(s) of 1 day(s)'));
  });

  it('takes the same steps again for the same seed', async () => {
    const [once, again, other] = [await playHere(7), await playHere(7), await playHere(8)];

    expect(again).toEqual(once);
    expect(other.hash).not.toBe(once.hash);
  });
});

/** In a process of its own: there are two cores, and Vitest's way of importing makes code slower. */
async function play(...args: string[]): Promise<{ said: string; exitCode: number | null }> {
  const child = spawn(process.execPath, [`${import.meta.dirname}/cli.ts`, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill());
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  const said = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { said: said.join(''), exitCode: await closed };
}

function held(what: string): unknown {
  return { said: expect.stringMatching(`${what.replaceAll(/[()]/g, '\\$&')} in .* every invariant held`), exitCode: 0 };
}

function playHere(seed: number) {
  return simulate(seed, { days: 2 });
}
