import { parseArgs } from 'node:util';
import { playMutants } from './play-mutants.ts';
import { type SimulationResult, simulate } from './simulate.ts';

const usage = `Usage: npm run simulate -- [--seed N | --seeds A..B] [--days D] [--json] [--trace]
       npm run simulate -- --mutants [--json]

Plays offboarding in simulated time: random notices, faults at every call, workers killed at every step, several at once,
slow and late answers; after each step every invariant is checked. The same seed and days are the same run.

Options:
  --seed N      play one seed (default 1)
  --seeds A..B  play each of them, and stop at the first that violates something
  --days D      how long it goes on; up to 7 with a handful of people, beyond with hundreds (default 90 for --seed, 1 for --seeds)
  --trace       print every step
  --mutants     break the code in each of the ways of test/simulation/mutants.ts, and see whether that is noticed
  --json        print the results as JSON, one line a seed
  --help        print this

Exit codes: 0 every invariant held, 1 one did not (the seed is printed) or a mutant went unnoticed, 2 wrong usage`;

type Asked = { seeds: number[]; days: number; json: boolean; trace: boolean; mutants: boolean };

// A worker that was killed never goes on, and what it was in the midst of is never done: the timers of its deadlines, which go by
// real time, would keep the process for minutes.
process.exit(await main(process.argv.slice(2)));

async function main(args: string[]): Promise<number> {
  const asked = parse(args);
  if (asked === 'help') {
    console.log(usage);
    return 0;
  }
  if (!asked) {
    console.error(usage);
    return 2;
  }
  return asked.mutants ? playAllMutants(asked) : playSeeds(asked);
}

async function playSeeds({ seeds, days, json, trace }: Asked): Promise<number> {
  const startedAt = performance.now();
  let played = 0;
  for (const seed of seeds) {
    const result = await simulate(seed, { days, ...(trace && { print: console.log }) });
    played += 1;
    if (json) console.log(JSON.stringify(result));
    else if (seeds.length === 1 || result.violations.length > 0) console.log(inWords(result));
    if (result.violations.length > 0) return 1;
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  if (!json) console.log(`${played} seed(s) of ${days} day(s) in ${seconds} s: every invariant held`);
  return 0;
}

function playAllMutants({ json }: Asked): number {
  let unnoticed = 0;
  for (const result of playMutants()) {
    const { mutant, asExpected, seed, invariant } = result;
    if (!asExpected) unnoticed += 1;
    const noticed = invariant === undefined ? 'not noticed' : `seed ${seed}: ${invariant}`;
    console.log(json ? JSON.stringify(result) : `${asExpected ? 'ok  ' : 'NOT '} ${mutant}: ${noticed}`);
  }
  return unnoticed === 0 ? 0 : 1;
}

function inWords({
  seed,
  days,
  people,
  notices,
  effects,
  steps,
  hash,
  violations,
  lastSteps,
}: SimulationResult): string {
  return [
    ...lastSteps,
    `seed ${seed}, ${days} day(s): ${people} people, ${notices} notices, ${effects} effects, ${steps} steps, trace ${hash}`,
    ...violations.map(({ invariant, what, at }) => `VIOLATED at ${at}: ${invariant}: ${what}`),
    ...(violations.length > 0 ? [`Play it again: npm run simulate -- --seed ${seed} --days ${days} --trace`] : []),
  ].join('\n');
}

function parse(args: string[]): Asked | 'help' | undefined {
  try {
    const { values } = parseArgs({
      args,
      options: {
        seed: { type: 'string' },
        seeds: { type: 'string' },
        days: { type: 'string' },
        json: { type: 'boolean', default: false },
        trace: { type: 'boolean', default: false },
        mutants: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) return 'help';
    const seeds = seedsOf(values.seed, values.seeds);
    const days = Number(values.days ?? (values.seeds === undefined ? 90 : 1));
    if (!seeds || !(days > 0 && days <= 3650)) return undefined;
    return { seeds, days, json: values.json, trace: values.trace, mutants: values.mutants };
  } catch {
    return undefined;
  }
}

function seedsOf(one = '1', several?: string): number[] | undefined {
  const [, from, to] = /^(\d+)\.\.(\d+)$/.exec(several ?? `${one}..${one}`) ?? [];
  if (from === undefined || Number(to) < Number(from)) return undefined;
  return Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => Number(from) + index);
}
