import { setTimeout as sleep } from 'node:timers/promises';

const longestWaitMs = 45_000;
const pauseMs = 50;

/** What a look showed: the thing waited for, or in words what is there instead. */
export type Look<Result> = { found: Result } | { instead: unknown };

/**
 * Looks again and again until it is there. There is no other waiting in these tests.
 * @throws {Error} saying what was waited for and what was seen last
 */
export async function until<Result>(
  what: string,
  look: () => Look<Result> | Promise<Look<Result>>,
  withinMs: number = longestWaitMs,
): Promise<Result> {
  const latest = Date.now() + withinMs;
  for (;;) {
    const seen = await look();
    if ('found' in seen) return seen.found;
    if (Date.now() > latest) {
      throw new Error(`Waited ${withinMs / 1000} s in vain for ${what}; seen last: ${JSON.stringify(seen.instead)}`);
    }
    await sleep(pauseMs);
  }
}

/** The same where there is nothing to show but that it is so. */
export async function untilTrue(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  await until(what, async () => ((await isSo()) ? { found: true } : { instead: 'not yet' }));
}
