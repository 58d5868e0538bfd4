import { allInvariants } from './invariants/all-invariants.ts';
import type { Invariant } from './invariants/invariant.ts';
import { planEvents } from './plan-events.ts';
import { createRandom } from './random.ts';
import { drawScenario } from './scenario.ts';
import { createScheduler } from './scheduler.ts';
import { setStage } from './stage.ts';
import { createTrace } from './trace.ts';

export type SimulationOptions = {
  /** How long notices come in and things go wrong. Up to a week there are a handful of people, beyond it hundreds. */
  days: number;
  /** Told of each step as it happens. */
  print?: (line: string) => void;
};

type Violation = { invariant: string; what: string; at: string };

export type SimulationResult = {
  seed: number;
  days: number;
  people: number;
  notices: number;
  /** Changes that workers made to desktops and EIPs. */
  effects: number;
  steps: number;
  /** Two runs with the same hash have taken the same steps. */
  hash: string;
  violations: Violation[];
  /** The last steps, where something was violated. */
  lastSteps: string[];
};

/** Plays one seed: the same seed and days are the same run, to the last step. It ends with the first violation. */
export async function simulate(seed: number, { days, print }: SimulationOptions): Promise<SimulationResult> {
  const random = createRandom(seed);
  const scenario = await drawScenario(random.fork(), days);
  const scheduler = createScheduler(random.fork(), scenario.startsAt);
  const trace = createTrace(scheduler.now, print);
  const violations: Violation[] = [];

  const stage = setStage({ scenario, scheduler, random: random.fork(), trace, check });
  const { history } = stage;
  planEvents(stage);
  await scheduler.runUntil(scenario.endsAt);
  check((invariant) => invariant.atEnd?.(history)[0]);

  function check(ask: (invariant: Invariant) => string | undefined): void {
    for (const invariant of violations.length > 0 ? [] : allInvariants) {
      const what = ask(invariant);
      if (what === undefined) continue;
      violations.push({ invariant: invariant.name, what, at: new Date(scheduler.now()).toISOString() });
      trace.note(invariant.name, what);
      scheduler.stop();
    }
  }

  return {
    seed,
    days,
    people: scenario.people.size,
    notices: [...scenario.people.values()].flat().length,
    effects: history.effects.filter(({ cause }) => cause !== 'administrator').length,
    steps: trace.count(),
    hash: trace.digest(),
    violations,
    lastSteps: violations.length > 0 ? trace.lastLines() : [],
  };
}
