import type { Policy } from '../../functions/shared/offboarding/case/policy.ts';
import type { Assumptions } from '../workspace-simulator/assumptions.ts';
import { type FirewallAnswer, firewallAnswers } from '../workspace-simulator/gateway/firewall.ts';
import type { Tenant } from '../workspace-simulator/populate-tenant.ts';
import { type Chaos, calm, drawChaos } from './chaos.ts';
import { type Company, drawCompany } from './company.ts';
import { drawPolicy } from './draw-policy.ts';
import { provision } from './identity-provider.ts';
import { type Announced, drawNotices, revokedByHand, type SimulatedPerson } from './people.ts';
import type { Random } from './random.ts';
import type { Latency, ReadLag } from './simulated-service.ts';

/** A time in which next to nothing works. */
type Outage = { from: number; until: number; chaos: Chaos };

/** A time in which a firewall refuses every request that holds somebody's name. */
type Refusal = { userName: string; how: FirewallAnswer; from: number; until: number };

/** Another project of the company, which has pools and multi-user desktops and is nobody's first. */
export type FurtherProject = {
  name: string;
  projectId: string;
  latency?: Latency;
  /** Whom one of its pools is open to by name. */
  members: SimulatedPerson[];
};

/** All that is drawn before anything happens. */
export type Scenario = {
  startsAt: number;
  /** From here on nothing is announced and nothing goes wrong any more. */
  calmFrom: number;
  /** When idle EIPs and drift are looked for; by the last time everything that rests has been looked at again. */
  nights: number[];
  /** The last night's work included. */
  endsAt: number;
  policy: Policy;
  company: Company;
  /** What opens desktops to others, in all projects together. */
  tenant: Tenant;
  further: FurtherProject[];
  people: Map<SimulatedPerson, Announced[]>;
  chaos: Chaos;
  outages: Outage[];
  refusals: Refusal[];
  /** When an operator looks at what waits for a person. */
  rounds: number[];
  /** When everything is let go that still waits for one. */
  lastRounds: number[];
  lagMs: number;
  /** Lists of Workspace that show each change so late. */
  readLags: ReadLag[];
  /** Of the main project, and of those that say nothing else. @default the usual one */
  latency?: Latency;
  assumptions: Partial<Assumptions>;
  throttled: boolean;
  workers: number;
  /** How many workers share the calls that the service allows. @default somewhat more than `workers` */
  share?: number;
  batchSize: number;
};

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Weeks in which clocks are changed in one zone or the other, and others. */
const beginnings = ['2026-03-05', '2026-03-27', '2026-04-02', '2026-06-20', '2026-10-20', '2026-10-31', '2026-12-28'];

export async function drawScenario(random: Random, days: number): Promise<Scenario> {
  const isLong = days > 7;
  const startsAt = Date.parse(`${random.pick(beginnings)}T00:00:00Z`) + random.int(0, dayMs);
  const calmFrom = startsAt + days * dayMs;
  const company = drawCompany(random, isLong ? random.int(200, 400) : random.int(1, 6));
  const policy = drawPolicy(random, company, isLong);
  const refusals = drawRefusals(random, company, startsAt, calmFrom);
  // Only who comes together can stand in each other's way.
  const meet = (announced: Announced[]) => (refusals.length > 0 ? inBatches(announced, startsAt, calmFrom) : announced);
  const lastNight = calmFrom + (policy.recheckHeldAfterHours + 3) * hourMs;
  const scenario: Scenario = {
    startsAt,
    calmFrom,
    nights: [...every(isLong ? dayMs : 6 * hourMs, startsAt + hourMs, calmFrom), lastNight],
    endsAt: lastNight + (policy.recheckHeldAfterHours + 2) * hourMs,
    policy,
    company,
    people: new Map(
      company.people.map((person) => [
        person,
        random.chance(0.75) ? meet(drawNotices(random, person, startsAt, calmFrom)) : [],
      ]),
    ),
    chaos: drawChaos(random),
    outages: drawOutages(random, startsAt, calmFrom),
    rounds: random.chance(0.6) ? every(random.pick([2, 5]) * hourMs, startsAt, calmFrom) : [],
    lastRounds: [calmFrom + hourMs, lastNight - hourMs, lastNight + hourMs / 2, lastNight + hourMs],
    lagMs: random.pick([0, 0, 1_000, 8_000, 200_000]),
    assumptions: drawAssumptions(random),
    throttled: random.chance(0.5),
    workers: random.pick([1, 2, 2, 3]),
    batchSize: random.pick([1, 10, 100]),
    refusals,
    readLags: [],
    tenant: {},
    further: [],
  };
  await provisionSome(random, scenario);
  return { ...scenario, ...drawReadings(random, scenario.chaos), ...drawTenant(random, company) };
}

/** In which there may be pools and multi-user desktops that are nobody's here. Drawn last, for the same reason. */
function drawTenant(random: Random, { people }: Company): Pick<Scenario, 'tenant' | 'further'> {
  if (!random.chance(0.25)) return { tenant: {}, further: [] };
  // Of more than a thousand desktops there is a second page.
  const tenant = { pools: random.pick([0, 3, 12]), multiUserDesktops: random.pick([0, 0, 40, 1_200]) };
  const further = Array.from({ length: random.pick([0, 0, 1, 2]) }, (_, nth) => ({
    name: `further-${nth + 1}`,
    projectId: `further-project-${nth + 1}`,
    ...(random.chance(0.4) && { latency: slow }),
    members: random.some(people, Math.min(0.3, 3 / people.length)),
  }));
  return { tenant, further };
}

/** A project that takes its time for every call. */
const slow: Latency = { there: [5, 80], back: [1_000, 6_000] };

/** Of whom nobody else speaks, an identity provider may. Drawn last, so that all else stays as it is drawn without. */
async function provisionSome(random: Random, { people, startsAt, calmFrom }: Scenario): Promise<void> {
  for (const [person, announced] of people) {
    if (announced.length > 0 || !random.chance(0.5)) continue;
    const provisioned = await provision(random, person, startsAt, calmFrom);
    // What a provider takes back of its own is not to take back this.
    people.set(
      person,
      random.chance(0.3) ? [revokedByHand(random, person, startsAt, calmFrom), ...provisioned] : provisioned,
    );
  }
}

const lists = ['ListDesktops', 'ListDesktopsDetail', 'ListDesktopsEips', 'ListDesktopPoolAuthorizedObjects'];

/** What lists do not show that is there. Drawn last of all. */
function drawReadings(random: Random, chaos: Chaos): Pick<Scenario, 'chaos' | 'readLags'> {
  const lagging = random.chance(0.5) ? random.some(lists, 0.5) : [];
  const readLags = lagging.map((list) => ({ list, ms: random.pick([1_000, 5_000, 30_000, 120_000]) }));
  return { readLags, chaos: { ...chaos, omits: random.pick([0, 0, 0.005, 0.03]) } };
}

function every(periodMs: number, from: number, until: number): number[] {
  return Array.from({ length: Math.max(0, Math.floor((until - from) / periodMs)) }, (_, nth) => from + nth * periodMs);
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

/** What is said of somebody, so much later that it begins when an HR system sends that does so every six hours. */
function inBatches(announced: readonly Announced[], from: number, until: number): Announced[] {
  const first = Math.min(...announced.flatMap(({ arrivals }) => arrivals));
  const later = Math.ceil((first - from) / (6 * hourMs)) * 6 * hourMs - (first - from);
  return announced.map(({ notice, arrivals }) => ({
    notice,
    arrivals: arrivals.map((arrival) => Math.min(until, arrival + later)),
  }));
}

/** Of one name, which is in nobody else's. */
function drawRefusals(random: Random, { people }: Company, from: number, until: number): Refusal[] {
  if (!random.chance(0.3)) return [];
  const names = people.map(({ userName }) => userName);
  const own = names.filter((name) => names.every((other) => other === name || !other.includes(name)));
  const begins = random.chance(0.5) ? from : random.int(from, until);
  return [
    { userName: random.pick(own), how: random.pick(firewallAnswers), from: begins, until: random.int(begins, until) },
  ];
}

function drawAssumptions(random: Random): Partial<Assumptions> {
  return {
    detachOfNobody: random.pick(['success', 'failed-item']),
    busyDesktop: random.pick(['refuse-call', 'failed-item']),
    unknownDesktop: random.pick(['refuse-call', 'failed-item']),
    poolsByUsers: random.pick(['own', 'own', 'with-groups', 'missing']),
    attachWhileOff: random.pick(['attach', 'attach', 'refuse-call']),
    unbindOfNothing: random.pick(['ignore', 'ignore', 'refuse-call']),
    singleUserShutsOffUnasked: random.chance(0.5),
    retryAfterOn429: random.chance(0.5),
    userNamesMatch: random.pick(['whole', 'whole', 'part']),
    userNamesTellCase: random.chance(0.5),
    attachedGroupType: random.pick(['GROUP', 'GROUP', 'USER_GROUP']),
    attachmentsShowIds: random.chance(0.85),
  };
}
