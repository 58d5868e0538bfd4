import { acts } from './administrators.ts';
import { type Chaos, calm } from './chaos.ts';
import { found } from './company.ts';
import { deployFunctions } from './deployed-functions.ts';
import { createHistory, type Effect, type History, isWrite } from './history.ts';
import type { Invariant } from './invariants/invariant.ts';
import { goRound, letAllGo, type RoundParts } from './operators.ts';
import type { Random } from './random.ts';
import type { Scenario } from './scenario.ts';
import type { Scheduler } from './scheduler.ts';
import { createSimulatedGuardStore } from './simulated-guard-store.ts';
import { createSimulatedQueue } from './simulated-queue.ts';
import { createSimulatedService } from './simulated-service.ts';
import { createSimulatedStore } from './simulated-store.ts';
import type { Trace } from './trace.ts';
import { consume, everyMinute } from './triggers.ts';
import { createWorkers } from './workers.ts';

export type StageParts = {
  scenario: Scenario;
  scheduler: Scheduler;
  random: Random;
  trace: Trace;
  /** Asks each invariant about what has just happened. */
  check: (ask: (invariant: Invariant) => string | undefined) => void;
};

const minuteMs = 60_000;

/** As the queues of the stack have it: six times the function's time. */
const visibilityMs = 12 * minuteMs;

/** Two people, where a policy asks for two. */
const hands = ['first-hand', 'second-hand'];

/** Everything that a scenario needs, wired up, with what is going to happen on the scheduler. */
export function setStage({ scenario, scheduler, random, trace, check }: StageParts) {
  const { policy, lagMs, assumptions, throttled } = scenario;
  const chaos: Chaos = { ...scenario.chaos };
  const told = createHistory({ now: scheduler.now, policy, people: scenario.people });
  const service = createSimulatedService({
    scheduler,
    random,
    chaos,
    lagMs,
    assumptions,
    throttled,
    watcher(entity, before, cause) {
      for (const effect of told.noteChange(entity, before, cause)) {
        trace.note('world', describe(effect));
        check((invariant) => invariant.onEffect?.(effect, history));
      }
    },
    onCall(call) {
      told.noteCall(call);
      if (isWrite(call)) check((invariant) => invariant.onWrite?.(call, history));
    },
  });
  const store = createSimulatedStore({
    random,
    chaos,
    onSave(save) {
      told.noteSave(save);
      check((invariant) => invariant.onSave?.(save, history));
    },
    onChange: () => wakeInTime(),
  });
  const queueOf = (name: string) => createSimulatedQueue({ name, scheduler, random, trace, chaos, visibilityMs });
  const queues = { exits: queueOf('exits'), idleEips: queueOf('idle-eips'), outcomes: queueOf('outcomes') };
  const guardStore = createSimulatedGuardStore({
    random,
    chaos,
    onSave: (state, before) => told.noteGuard(state, before),
  });
  const workers = createWorkers({ scheduler, random, trace, chaos, act });
  const functions = deployFunctions({
    ...queues,
    guardStore,
    workers,
    service,
    store,
    policy,
    random,
    share: scenario.workers + 2,
  });
  const { world } = service;
  const history: History = { ...told, world, cases: store.cases, lines: store.lines };

  const { workers: concurrency, batchSize } = scenario;
  const source = { scheduler, concurrency, batchSize, windowMs: 1_000 };
  consume({ ...source, queue: queues.exits, work: functions.offboard });
  consume({ ...source, queue: queues.idleEips, batchSize: 1, work: functions.unbind });
  const wakeInTime = everyMinute({ scheduler, random, nextDueAt: store.nextDueAt, fire: functions.wake });

  function act(): void {
    service.world.settle();
    const what = random.pick(acts)(service.world, random, [...scenario.people.keys()]);
    if (what) trace.note('administrator', what);
  }

  function planRound(at: number, by: string, go: (parts: RoundParts) => Promise<void>): void {
    const all = () => [...store.cases.values()];
    scheduler.at(at, () => void functions.operate(by, (context) => go({ context, random, cases: all() })));
  }

  /** What is looked for at night. */
  async function look(): Promise<void> {
    const beganAt = scheduler.now();
    const [swept, looked] = await Promise.all([functions.sweep(), functions.findDrift()]);
    if (swept.how === 'done') told.times.sweptAt = beganAt;
    if (looked.how === 'done') told.times.lookedAt = beganAt;
  }

  found(service.world, scenario.company);
  planNotices(scenario, scheduler, queues.exits.put);
  planOutages(scenario, scheduler, chaos);
  for (const night of scenario.nights) scheduler.at(night, () => void look());
  for (const round of scenario.rounds) planRound(round, random.pick(hands), goRound);
  for (const hand of scenario.lastRounds) for (const by of hands) planRound(hand, by, letAllGo);
  scheduler.at(scenario.calmFrom, () => {
    Object.assign(chaos, calm);
    told.times.calmSince = scheduler.now();
  });
  // What was received too often before is found there as late as its time to be invisible has passed.
  for (const pause of [0, visibilityMs, 2 * visibilityMs]) {
    scheduler.at(scenario.calmFrom + pause, () => Object.values(queues).forEach((queue) => queue.redrive()));
  }
  return { history };
}

function planNotices({ people }: Scenario, scheduler: Scheduler, put: (body: unknown) => void): void {
  for (const { notice, arrivals } of [...people.values()].flat()) {
    for (const arrival of arrivals) {
      const receivedAt = new Date(arrival).toISOString();
      scheduler.at(arrival, () => put({ type: 'notice', notice: { ...notice, receivedAt } }));
    }
  }
}

/** Of all that goes wrong at a time, the worst counts. */
function planOutages({ chaos: usual, outages }: Scenario, scheduler: Scheduler, chaos: Chaos): void {
  for (const time of outages.flatMap(({ from, until }) => [from, until])) {
    scheduler.at(time, () => {
      const now = outages.filter(({ from, until }) => from <= time && time < until).map((outage) => outage.chaos);
      for (const kind of Object.keys(chaos) as (keyof Chaos)[]) {
        chaos[kind] = Math.max(usual[kind], ...now.map((each) => each[kind]));
      }
    });
  }
}

function describe(effect: Effect): string {
  const what = 'desktopId' in effect ? effect.desktopId : effect.through;
  return [effect.kind, 'userName' in effect ? effect.userName : undefined, what].filter(Boolean).join(' ');
}
