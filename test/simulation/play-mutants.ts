import { spawnSync } from 'node:child_process';
import { mutants } from './mutants.ts';
import type { SimulationResult } from './simulate.ts';

export type MutantResult = { mutant: string; asExpected: boolean; seed?: number; invariant?: string };

const enoughSeeds = '1..400';

/** Plays seeds against each mutant until one is violated. */
export function* playMutants(): Generator<MutantResult> {
  for (const { name, noticedBy } of mutants) {
    const args = ['--import', `${import.meta.dirname}/with-mutant.ts`, `${import.meta.dirname}/cli.ts`];
    const { stdout, stderr } = spawnSync(process.execPath, [...args, '--seeds', enoughSeeds, '--json'], {
      env: { ...process.env, MUTANT: name },
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    const last = stdout.trim().split('\n').at(-1);
    if (!last) throw new Error(`The mutant "${name}" could not be played: ${stderr}`);
    const { seed, violations } = JSON.parse(last) as SimulationResult;
    const invariant = violations[0]?.invariant;
    if (invariant === undefined) yield { mutant: name, asExpected: noticedBy.length === 0 };
    else yield { mutant: name, asExpected: noticedBy.includes(invariant), seed, invariant };
  }
}
