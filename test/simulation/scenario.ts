import { type Policy, policy } from '../../functions/shared/offboarding/policy.ts';
import type { Assumptions } from '../workspace-simulator/assumptions.ts';
import { type Chaos, calm, drawChaos } from './chaos.ts';
import { type Announced, drawNotices, drawPerson, type SimulatedPerson } from './people.ts';
import type { Random } from './random.ts';

export type SimulatedDesktop = {
  desktopType: 'DEDICATED' | 'SHARED' | 'POOLED';
  users: string[];
  status: 'ACTIVE' | 'SHUTOFF';
  /** For how long it is hibernated at first; such desktops are refused. */
  asleepMs: number;
  eip: boolean;
};

/** A time in which next to nothing works. */
export type Outage = { from: number; until: number; chaos: Chaos };

/** All that is drawn before anything happens. */
export type Scenario = {
  startsAt: number;
  /** From here on nothing is announced and nothing goes wrong any more. */
  calmFrom: number;
  /** When idle EIPs are swept, by the last time everything that rests has been looked at again. */
  nights: number[];
  /** The last night's work included. */
  endsAt: number;
  policy: Policy;
  people: Map<SimulatedPerson, Announced[]>;
  desktops: SimulatedDesktop[];
  chaos: Chaos;
  outages: Outage[];
  lagMs: number;
  assumptions: Partial<Assumptions>;
  throttled: boolean;
  workers: number;
  batchSize: number;
};

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Much less than a case goes on trying. */
export const longestSleepMs = 4 * hourMs;

/** Weeks in which clocks are changed in one zone or the other, and others. */
const beginnings = ['2026-03-05', '2026-03-27', '2026-04-02', '2026-06-20', '2026-10-20', '2026-10-31', '2026-12-28'];

export function drawScenario(random: Random, days: number): Scenario {
  const startsAt = Date.parse(`${random.pick(beginnings)}T00:00:00Z`) + random.int(0, dayMs);
  const calmFrom = startsAt + days * dayMs;
  const policyOfIt = drawPolicy(random, days);
  const lastSweepAt = calmFrom + (policyOfIt.recheckHeldAfterHours + 2) * hourMs;
  const size = days > 7 ? random.int(200, 400) : random.int(1, 6);
  const everybody = Array.from({ length: size }, (_, index) => drawPerson(random, index + 1));
  return {
    startsAt,
    calmFrom,
    nights: [...everyNight(startsAt, calmFrom, days), lastSweepAt],
    endsAt: lastSweepAt + 2 * hourMs,
    policy: policyOfIt,
    people: new Map(
      everybody.map((person) => [person, random.chance(0.75) ? drawNotices(random, person, startsAt, calmFrom) : []]),
    ),
    desktops: drawDesktops(random, everybody),
    chaos: drawChaos(random),
    outages: drawOutages(random, startsAt, calmFrom),
    lagMs: random.pick([0, 0, 1_000, 8_000, 200_000]),
    assumptions: drawAssumptions(random),
    throttled: random.chance(0.5),
    workers: random.pick([1, 2, 2, 3]),
    batchSize: random.pick([1, 10, 100]),
  };
}

/** In short simulations nights are, too. */
function everyNight(from: number, until: number, days: number): number[] {
  const nightMs = days > 7 ? dayMs : 6 * hourMs;
  return Array.from({ length: Math.floor((until - from) / nightMs) }, (_, night) => from + hourMs + night * nightMs);
}

function drawPolicy(random: Random, days: number): Policy {
  return policy.parse({
    mode: random.chance(0.08) ? 'dry-run' : 'enforce',
    unbindEips: random.chance(0.9),
    recheckHeldAfterHours: days > 7 ? 24 : random.pick([1, 4]),
    identity: random.pick([
      ['user-name', 'email-local-part'],
      ['email-local-part', 'user-name'],
      ['email', 'user-name'],
    ]),
  });
}

function drawDesktops(random: Random, everybody: readonly SimulatedPerson[]): SimulatedDesktop[] {
  const names = everybody.map(({ userName }) => userName);
  return Array.from({ length: random.int(1, Math.ceil(1.5 * names.length)) }, () => {
    const desktopType = random.pick(['DEDICATED', 'DEDICATED', 'SHARED', 'POOLED'] as const);
    const isShared = desktopType === 'SHARED';
    const users = isShared ? random.some(names, Math.min(0.6, 6 / names.length)) : [random.pick(names)];
    return {
      desktopType,
      users: random.chance(0.8) ? users : [],
      status: random.pick(['ACTIVE', 'ACTIVE', 'SHUTOFF'] as const),
      asleepMs: random.chance(0.1) ? random.int(1, longestSleepMs) : 0,
      eip: random.chance(0.6),
    };
  });
}

/** Some hours at most: whoever is due for longer than a case tries has been given up, and rightly. */
function drawOutages(random: Random, from: number, until: number): Outage[] {
  const count = random.pick([0, 0, 1, 2]);
  return Array.from({ length: count }, () => {
    const begins = random.int(from, until);
    const chaos = { ...calm, api: random.pick([0, 0.9]), store: random.pick([0, 0.6]), queue: random.pick([0, 0.5]) };
    return { from: begins, until: Math.min(until - 1, begins + random.int(60_000, 4 * hourMs)), chaos };
  });
}

function drawAssumptions(random: Random): Partial<Assumptions> {
  return {
    detachOfNobody: random.pick(['success', 'failed-item']),
    busyDesktop: random.pick(['refuse-call', 'failed-item']),
    unknownDesktop: random.pick(['refuse-call', 'failed-item']),
    unbindOfNothing: random.pick(['ignore', 'ignore', 'refuse-call']),
    singleUserShutsOffUnasked: random.chance(0.5),
    retryAfterOn429: random.chance(0.5),
  };
}
