import { policy } from '../../../functions/shared/offboarding/case/policy.ts';
import { workspaceShare, workspaceWorkers } from '../../../infra/constructs/functions/workspace-workers.ts';
import { calm } from '../../simulation/chaos.ts';
import { createRandom } from '../../simulation/random.ts';
import type { Scenario } from '../../simulation/scenario.ts';
import { createScheduler } from '../../simulation/scheduler.ts';
import type { Latency, ServiceCall } from '../../simulation/simulated-service.ts';
import { setStage } from '../../simulation/stage.ts';
import { createTrace } from '../../simulation/trace.ts';
import { populateTenant, type Tenant } from '../../workspace-simulator/populate-tenant.ts';
import { addDesktop, addEip, addGroup, grantToUser } from '../../workspace-simulator/world/populate.ts';
import type { World } from '../../workspace-simulator/world/world.ts';

/** Who leaves what. */
export type Exodus = {
  leavers: number;
  tenant: Tenant;
  projects: number;
  /** The last of the projects takes twenty times as long for each call. @default it does not */
  isOneSlow?: boolean;
};

/** What it took until something was so for all of them. */
export type Took = { seconds: number; calls: Calls };
/** Of those who work on cases, and of the one that reads the index. */
type Calls = { cases: number; refresh: number };

export type Played = {
  /** Undefined where it never came to that. */
  detached: Took | undefined;
  closed: Took | undefined;
  /** Answers that said "too much". */
  throttled: number;
};

/** What a call takes there and back: Huawei states none, this is what was seen from another continent. ms */
const latency: Latency = { there: [50, 50], back: [150, 150] };
const slow: Latency = { there: [50, 50], back: [4_000, 4_000] };
/** How long a detachment takes. */
const lagMs = 2_000;
const startsAt = Date.parse('2026-12-01T08:00:10Z');
const longestMs = 24 * 3_600_000;
/** Of so many leavers one is in a pool by name and in a group. */
const oneInSo = 10;

/** They leave at the same moment, in simulated time; the same every time. */
export async function playLeavers({ leavers, tenant, projects, isOneSlow = false }: Exodus): Promise<Played> {
  const random = createRandom(1);
  const scheduler = createScheduler(random.fork(), startsAt);
  const calls: ServiceCall[] = [];
  const detachedAt = new Map<string, number>();
  const closedAt = new Map<string, number>();
  const stage = setStage({
    scenario: scenarioOf(projects, isOneSlow),
    scheduler,
    random: random.fork(),
    trace: createTrace(scheduler.now),
    onCall: (call) => void calls.push(call),
    check: (ask) =>
      void ask({
        name: 'who is gone when',
        onEffect(effect) {
          if (effect.kind === 'detached') detachedAt.set(effect.userName, effect.at);
          return undefined;
        },
        onSave({ saved }) {
          if (saved.status === 'closed') closedAt.set(saved.caseId, scheduler.now());
          if (closedAt.size === leavers) scheduler.stop();
          return undefined;
        },
      }),
  });
  const worlds = [...stage.worlds.values()];
  populateTenant(worlds, tenant);
  // Who has a desktop in the slow project waits for it, and that says nothing.
  addLeavers(isOneSlow ? worlds.slice(0, -1) : worlds, leavers);
  for (let number = 1; number <= leavers; number += 1) stage.queues.exits.put(noticeOf(number));
  await scheduler.runUntil(startsAt + longestMs);
  const took = (times: ReadonlyMap<string, number>) => (times.size === leavers ? tookUntil(times, calls) : undefined);
  return { detached: took(detachedAt), closed: took(closedAt), throttled: stage.throttled() };
}

function scenarioOf(projects: number, isOneSlow: boolean): Scenario {
  const further = Array.from({ length: projects - 1 }, (_, nth) => ({
    name: `further-${nth + 1}`,
    projectId: `project-${nth + 1}`,
    members: [],
    ...(isOneSlow && nth === projects - 2 && { latency: slow }),
  }));
  const endsAt = startsAt + longestMs;
  return {
    ...undisturbed,
    startsAt,
    calmFrom: startsAt,
    endsAt,
    // A hundred at once is just what the caps are there to stop.
    policy: policy.parse({
      mode: 'enforce',
      pools: 'remove',
      groups: 'remove',
      caps: { count: 10_000, percentFloor: 10_000 },
    }),
    further,
    company: nobody,
    latency,
    lagMs,
    throttled: true,
    workers: workspaceWorkers.offboard,
    share: workspaceShare,
    batchSize: 100,
  };
}

const everybody = 'everybody';
const undisturbed = {
  nights: [],
  rounds: [],
  lastRounds: [],
  outages: [],
  refusals: [],
  readLags: [],
  chaos: calm,
  assumptions: {},
  people: new Map(),
  tenant: {},
};
const nobody = { people: [], desktops: [], groups: [], poolUsers: [], poolGroups: [], furtherPools: [], spares: 0 };

/** Each with a desktop of their own and its EIP; their pools and groups are in the main project. */
function addLeavers(worlds: readonly World[], leavers: number): void {
  const [main] = worlds;
  for (let number = 1; number <= leavers; number += 1) {
    const world = worlds[(number - 1) % worlds.length];
    if (!world || !main) continue;
    const { id } = addDesktop(world, { users: [userName(number)] });
    addEip(world, { desktopId: id });
    if (number % oneInSo === 1) letInto(main, number, Math.floor(number / oneInSo));
  }
}

/** Each into another pool and another group, as long as there are more. */
function letInto(world: World, number: number, nth: number): void {
  const user = world.userByName(userName(number));
  const pools = world.pools.list();
  const groups = world.groups.list().filter(({ groupName }) => groupName !== everybody);
  const [pool, group] = [pools[nth % pools.length], groups[nth % groups.length]];
  if (!user) return;
  if (pool) world.change(pool, { grants: [...pool.grants, grantToUser(user)] });
  if (!group) return;
  // Whoever is in a group that opens nothing is so until the end: all desktops have to be read to know that it opens none.
  const all = world.groups.list().find(({ groupName }) => groupName === everybody);
  for (const each of [group, all ?? addGroup(world, { groupName: everybody })])
    world.change(each, { members: [...each.members, user.userName] });
}

function userName(number: number): string {
  return `leaver${number}`;
}

function noticeOf(number: number) {
  const at = new Date(startsAt).toISOString();
  const about = { source: 'operator', eventId: `exit-${number}`, sentAt: at, receivedAt: at, trust: 'signed' };
  const person = { userName: userName(number), email: `${userName(number)}@example.com` };
  return { type: 'notice', notice: { kind: 'exit', person, ...about } };
}

function tookUntil(times: ReadonlyMap<string, number>, calls: readonly ServiceCall[]): Took {
  const last = Math.max(...times.values());
  const sent = calls.filter(({ sentAt }) => sentAt <= last);
  const refresh = sent.filter(({ worker }) => worker.startsWith('refreshAccess')).length;
  return { seconds: (last - startsAt) / 1000, calls: { cases: sent.length - refresh, refresh } };
}
