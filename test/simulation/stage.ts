import { mainWorkspace } from '../../functions/shared/composition/workspace.ts';
import { offboardTiming } from '../../infra/constructs/functions/offboard-timing.ts';
import { acts } from './administrators.ts';
import type { Chaos } from './chaos.ts';
import { deployFunctions } from './deployed-functions.ts';
import { createHistory, type Effect, type History, isWrite } from './history.ts';
import type { Invariant } from './invariants/invariant.ts';
import type { Random } from './random.ts';
import type { FurtherProject, Scenario } from './scenario.ts';
import type { Scheduler } from './scheduler.ts';
import { createSimulatedAccessIndex } from './simulated-access-index.ts';
import { createSimulatedGuardStore } from './simulated-guard-store.ts';
import { createSimulatedQueue } from './simulated-queue.ts';
import { createSimulatedService, type ServiceCall } from './simulated-service.ts';
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
  /** Told of each call right before it is carried out. */
  onCall?: (call: ServiceCall) => void;
};

/** As the queues of the stack have it: six times the function's time, but for `exits`. */
export const visibilityMs = 12 * 60_000;
const ofExits = { visibilityMs: offboardTiming.visibility * 1000, mostReceives: offboardTiming.maxReceives };

export type Stage = ReturnType<typeof setStage>;

/** Everything that a scenario needs, wired up. Nothing happens by itself: see `planEvents`. */
export function setStage({ scenario, scheduler, random, trace, check, onCall }: StageParts) {
  const { policy } = scenario;
  const chaos: Chaos = { ...scenario.chaos };
  const lagMs = Math.max(0, ...scenario.readLags.map(({ ms }) => ms));
  const told = createHistory({ now: scheduler.now, policy, people: scenario.people, lagMs });
  const serviceOf = (more: FurtherProject | undefined) =>
    createSimulatedService({
      ...scenario,
      ...more,
      scheduler,
      random,
      chaos,
      watcher(entity, before, cause) {
        for (const effect of told.noteChange(entity, before, cause)) {
          trace.note('world', describe(effect));
          check((invariant) => invariant.onEffect?.(effect, history));
        }
      },
      onCall(call) {
        // What a worker has read is kept of the main project, as are the desktops.
        if (!more || isWrite(call)) told.noteCall(call);
        if (isWrite(call)) check((invariant) => invariant.onWrite?.(call, history));
        onCall?.(call);
      },
    });
  const service = serviceOf(undefined);
  const services = new Map([
    [mainWorkspace, service],
    ...scenario.further.map((one) => [one.name, serviceOf(one)] as const),
  ]);
  const store = createSimulatedStore({
    random,
    chaos,
    onSave(save) {
      told.noteSave(save);
      check((invariant) => invariant.onSave?.(save, history));
    },
    onChange: () => wakeInTime(),
  });
  const queueOf = (name: string, more = {}) =>
    createSimulatedQueue({ name, scheduler, random, trace, chaos, visibilityMs, mostReceives: 5, ...more });
  const queues = { exits: queueOf('exits', ofExits), idleEips: queueOf('idle-eips'), outcomes: queueOf('outcomes') };
  const guardStore = createSimulatedGuardStore({
    random,
    chaos,
    onLoad: ({ name }, flow) => void told.guardReadAt.set(`${flow} ${name}`, scheduler.now()),
    onSave: (state, before) => told.noteGuard(state, before),
  });
  const accessIndex = createSimulatedAccessIndex({ random, chaos, onChange: () => readInTime() });
  const workers = createWorkers({
    scheduler,
    random,
    trace,
    chaos,
    act,
    onFailure: (worker, error) => check((invariant) => invariant.onFailure?.(worker.name, error)),
  });
  const functions = deployFunctions({
    ...queues,
    guardStore,
    accessIndex,
    workers,
    services,
    store,
    policy,
    random,
    share: scenario.share ?? scenario.workers + 3,
  });
  const { world, firewall } = service;
  const worlds = new Map([...services].map(([name, each]) => [name, each.world]));
  const history: History = {
    ...told,
    world,
    worlds,
    refusals: scenario.refusals,
    cases: store.cases,
    lines: store.lines,
  };

  const { workers: concurrency, batchSize } = scenario;
  const source = { scheduler, concurrency, batchSize, windowMs: 1_000 };
  consume({ ...source, queue: queues.exits, work: functions.offboard });
  consume({ ...source, queue: queues.idleEips, batchSize: 1, work: functions.unbind });
  const wakeInTime = everyMinute({ scheduler, random, nextDueAt: store.nextDueAt, fire: functions.wake });
  const readInTime = everyMinute({
    scheduler,
    random,
    nextDueAt: accessIndex.nextDueAt,
    fire: functions.refreshAccess,
  });

  /** Answers that said "too much". */
  function throttled(): number {
    const logs = [...services.values()].map(({ log }) => log.entries);
    return logs.flat().filter(({ status }) => status === 429).length;
  }

  /** An administrator does something. */
  function act(): void {
    world.settle();
    const what = random.pick(acts)(world, random, [...scenario.people.keys()]);
    if (what) trace.note('administrator', what);
  }

  return { scenario, scheduler, random, chaos, queues, store, functions, world, worlds, firewall, throttled, history };
}

function describe(effect: Effect): string {
  const what = 'desktopId' in effect ? effect.desktopId : effect.through;
  return [effect.kind, 'userName' in effect ? effect.userName : undefined, what].filter(Boolean).join(' ');
}
