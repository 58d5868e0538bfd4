import type { Person } from '../../functions/shared/offboarding/case/person.ts';
import type { ExitNotice } from '../../functions/shared/offboarding/notices/exit-notice.ts';
import type { Random } from './random.ts';
import { drawZonedDate } from './zoned-dates.ts';

/** Somebody who works there, by a number from which every name follows. */
export type SimulatedPerson = {
  number: number;
  userName: string;
  /** What every notice about them carries. */
  knownBy: 'id' | 'userName' | 'email' | 'several';
  /** Whether Workspace shows the address that notices carry, another one, or none. */
  address: 'shown' | 'another' | 'none';
  /** Somebody else has the same user name in another domain. */
  hasNamesake: boolean;
  /** Whether the identity provider that keeps them by SCIM has them as somebody who works there in the end. */
  works?: boolean;
};

/** A notice on its way: what was said, and when it comes in, several times perhaps. */
export type Announced = { notice: ExitNotice; arrivals: number[] };

const hourMs = 3_600_000;
export const sources = ['standard-webhooks', 'bamboohr', 'okta', 'operator'];

export function drawPerson(random: Random, number: number): SimulatedPerson {
  return {
    number,
    userName: `p${number}`,
    knownBy: random.pick(['id', 'id', 'userName', 'email', 'several'] as const),
    address: random.pick([...Array<'shown'>(8).fill('shown'), 'another', 'none']),
    hasNamesake: random.chance(0.15),
  };
}

/** Who has the user name of a person and is somebody else. */
export function namesakeOf({ userName }: SimulatedPerson): string {
  return `partner.local\\${userName}`;
}

/** The address of a person's user on Workspace. */
export function shownAddress({ userName, address }: SimulatedPerson): string {
  if (address === 'none') return '';
  return address === 'shown' ? `${userName}@example.com` : `${userName}@elsewhere.example`;
}

/** The person of a user name, an id or an address of ours. */
export function numberOf({ id, userName, email }: Person): number {
  return Number(/\d+/.exec(id ?? userName ?? email ?? '')?.[0]);
}

/** All that is ever said of one person: exits, other dates, "now", "not after all", in the wrong order and twice. */
export function drawNotices(random: Random, person: SimulatedPerson, from: number, until: number): Announced[] {
  const count = random.pick([1, 1, 1, 2, 2, 3, 4, 6]);
  const [first, last] = random.chance(0.4) ? aMinuteOf(random, from, until) : [from, until];
  const times = Array.from({ length: count }, () => random.int(first, last)).toSorted((a, b) => a - b);
  // A millisecond apart at least: which of two of the same time is the newer, nobody can say.
  return times.map((sentAt, index) => drawNotice(random, person, { sentAt: sentAt + index, index, from, until }));
}

/** Somebody presses the button again and again, or two systems say the same: workers meet at one case. */
function aMinuteOf(random: Random, from: number, until: number): [first: number, last: number] {
  const first = random.int(from, until);
  return [first, Math.min(until, first + 60_000)];
}

/** That an operator has somebody's access revoked at once, early enough to be over before most of what else is said of them. */
export function revokedByHand(random: Random, person: SimulatedPerson, from: number, until: number): Announced {
  const sentAt = random.int(from, from + Math.floor((until - from) / 10));
  const at = new Date(sentAt).toISOString();
  const { number, userName } = person;
  const about = { source: 'operator', eventId: `by-hand-${number}`, trust: 'iam' } as const;
  const named = { id: `E${number}`, email: `${userName}@example.com` };
  const notice: ExitNotice = { kind: 'revoke-now', ...about, person: named, sentAt: at, receivedAt: at };
  return { notice, arrivals: drawArrivals(random, sentAt, until) };
}

type Place = { sentAt: number; index: number; from: number; until: number };

function drawNotice(random: Random, person: SimulatedPerson, { sentAt, index, from, until }: Place): Announced {
  const kind = index === 0 && !random.chance(0.1) ? 'exit' : random.pick(kinds);
  const isDated = kind === 'exit' && random.chance(0.6);
  const notice: ExitNotice = {
    kind,
    source: random.pick(sources),
    eventId: `event-${person.number}-${index}`,
    person: drawIdentifiers(random, person),
    ...(isDated && drawZonedDate(random, random.int(Math.max(from, sentAt - 24 * hourMs), until))),
    sentAt: new Date(sentAt).toISOString(),
    receivedAt: new Date(sentAt).toISOString(),
    trust: random.pick(['signed', 'token', 'iam']),
  };
  return { notice, arrivals: drawArrivals(random, sentAt, until) };
}

const kinds = ['exit', 'exit', 'exit', 'revoke-now', 'cancelled', 'rehired'] as const;

/** Mostly at once; some come hours later, after what was sent after them, and some come again. */
export function drawArrivals(random: Random, sentAt: number, until: number): number[] {
  const first = sentAt + (random.chance(0.2) ? random.int(0, 8 * hourMs) : random.int(0, 2_000));
  const again = random.chance(0.25) ? [first + random.int(0, random.pick([3_000, 3 * hourMs]))] : [];
  return [first, ...again].map((arrival) => Math.min(arrival, until));
}

function drawIdentifiers(random: Random, { number, userName, knownBy }: SimulatedPerson): Person {
  const id = `E${number}`;
  const email = `${userName}@example.com`;
  if (knownBy === 'several')
    return random.pick([{ id, userName }, { id, userName, email }, { userName }, { email }, { id, email }]);
  if (knownBy === 'email') return { email };
  const named = { userName, ...(random.chance(0.3) && { email }) };
  return knownBy === 'userName' ? named : { id, ...named };
}
