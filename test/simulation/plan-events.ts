import type { Caller } from '../../functions/operator/caller/identify-caller.ts';
import { populateTenant } from '../workspace-simulator/populate-tenant.ts';
import { type Chaos, calm } from './chaos.ts';
import { found, foundFurther } from './company.ts';
import { goRound, letAllGo, type RoundParts } from './operators.ts';
import { type Stage, visibilityMs } from './stage.ts';

/** Two people, where a policy asks for two. */
const hands = ['first-hand', 'second-hand'].map((name) => {
  const principal = `arn:aws:iam::123456789012:user/${name}`;
  return { by: principal, principal, person: `user:${name}` };
});
/** The same people, who prove nothing, or only something that may be anybody's. */
const disguises = [
  { by: 'somebody (unproven)' },
  { by: 'somebody else (unproven)' },
  { ...hands[0], by: `${hands[0]?.by} (another name)` },
  { by: 'arn:aws:sts::123456789012:assumed-role/Any/one', principal: 'arn:aws:sts::123456789012:assumed-role/Any/one' },
];

/** Founds the company of a scenario, and puts all that is going to happen on the scheduler. */
export function planEvents(stage: Stage): void {
  const { scenario, scheduler, random, world, worlds } = stage;
  found(world, scenario.company);
  populateTenant([...worlds.values()], scenario.tenant);
  for (const { name, members } of scenario.further) {
    const further = worlds.get(name);
    if (further) foundFurther(further, members);
  }
  planNotices(stage);
  planOutages(stage);
  planRefusals(stage);
  for (const night of scenario.nights) scheduler.at(night, () => void lookAtNight(stage));
  for (const round of scenario.rounds)
    planRound(stage, { at: round, caller: random.pick([...hands, ...hands, ...disguises]), go: goRound });
  for (const round of scenario.lastRounds)
    for (const caller of hands) planRound(stage, { at: round, caller, go: letAllGo });
  planCalm(stage);
}

function planNotices({ scenario, scheduler, queues }: Stage): void {
  for (const { notice, arrivals } of [...scenario.people.values()].flat()) {
    for (const arrival of arrivals) {
      const receivedAt = new Date(arrival).toISOString();
      scheduler.at(arrival, () => queues.exits.put({ type: 'notice', notice: { ...notice, receivedAt } }));
    }
  }
}

/** Of all that goes wrong at a time, the worst counts. */
function planOutages({ scenario: { chaos: usual, outages }, scheduler, chaos }: Stage): void {
  for (const time of outages.flatMap(({ from, until }) => [from, until])) {
    scheduler.at(time, () => {
      const now = outages.filter(({ from, until }) => from <= time && time < until).map((outage) => outage.chaos);
      for (const kind of Object.keys(chaos) as (keyof Chaos)[]) {
        chaos[kind] = Math.max(usual[kind], ...now.map((each) => each[kind]));
      }
    });
  }
}

function planRefusals({ scenario: { refusals }, scheduler, firewall }: Stage): void {
  for (const { userName, how, from, until } of refusals) {
    scheduler.at(from, () => firewall.refuseText(userName, ...how));
    scheduler.at(until, () => firewall.allowText(userName));
  }
}

/** What is looked for at night. */
async function lookAtNight({ scheduler, functions, history: { times } }: Stage): Promise<void> {
  const beganAt = scheduler.now();
  const [swept, looked] = await Promise.all([functions.sweep(), functions.findDrift()]);
  if (swept.how === 'done') times.sweptAt = beganAt;
  if (looked.how === 'done') times.lookedAt = beganAt;
}

type Round = { at: number; caller: Caller; go: (parts: RoundParts) => Promise<void> };

function planRound({ scheduler, functions, store, random }: Stage, { at, caller, go }: Round): void {
  scheduler.at(at, () => {
    void functions.operate(caller, (context) => go({ context, random, cases: [...store.cases.values()] }));
  });
}

/** Nothing goes wrong any more, and what is on a dead-letter queue is tried again. */
function planCalm({ scenario: { calmFrom }, scheduler, chaos, queues, history: { times } }: Stage): void {
  scheduler.at(calmFrom, () => {
    Object.assign(chaos, calm);
    times.calmSince = scheduler.now();
  });
  // What was received too often before gets there as late as its time to be invisible has passed.
  for (const pause of [0, visibilityMs, 2 * visibilityMs]) {
    scheduler.at(calmFrom + pause, () => Object.values(queues).forEach((queue) => queue.redrive()));
  }
}
