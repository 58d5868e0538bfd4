import { addDesktop, addEip, addUser } from '../workspace-simulator/world/populate.ts';
import { acts } from './administrators.ts';
import { type Chaos, calm } from './chaos.ts';
import { deployFunctions } from './deployed-functions.ts';
import { createHistory, type History, isWrite } from './history.ts';
import type { Invariant } from './invariants/invariant.ts';
import type { Random } from './random.ts';
import type { Scenario } from './scenario.ts';
import type { Scheduler } from './scheduler.ts';
import { createSimulatedGuardStore } from './simulated-guard-store.ts';
import { createSimulatedQueue } from './simulated-queue.ts';
import { createSimulatedService } from './simulated-service.ts';
import { createSimulatedStore } from './simulated-store.ts';
import type { Trace } from './trace.ts';
import { consume, everyMinute } from './triggers.ts';
import type { WatchedWorld } from './watched-world.ts';
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
        trace.note('world', `${effect.kind} ${effect.desktopId}`);
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
  const guardStore = createSimulatedGuardStore({ random, chaos });
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
  const history: History = { ...told, world: service.world, cases: store.cases, lines: store.lines };

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

  async function sweep(): Promise<void> {
    const beganAt = scheduler.now();
    const { how } = await functions.sweep();
    if (how === 'done') told.times.sweptAt = beganAt;
  }

  populate(service.world, scenario);
  planNotices(scenario, scheduler, queues.exits.put);
  planOutages(scenario, scheduler, chaos);
  for (const night of scenario.nights) scheduler.at(night, () => void sweep());
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

function populate(world: WatchedWorld, { people, desktops }: Scenario): void {
  for (const { userName } of people.keys()) addUser(world, { userName });
  for (const { eip, asleepMs, ...about } of desktops) {
    const desktop = addDesktop(world, { ...about, status: asleepMs > 0 ? 'HIBERNATED' : about.status });
    if (asleepMs > 0) world.later(asleepMs, () => world.change(desktop, { status: 'ACTIVE' }));
    if (eip) addEip(world, { desktopId: desktop.id });
  }
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
