import * as z from 'zod';
import type { Policy } from '../case/policy.ts';
import { trailLine, withLine } from '../case/trail.ts';
import { type Announcement, announcement } from '../evidence/announcement.ts';
import { type Flow, flows } from './flow.ts';

const instant = z.iso.datetime({ offset: true });

/** What all workers of a flow share: how much was taken away of late, and whether a person or a cap has stopped it. */
export const guardState = z.object({
  flow: z.enum(flows),
  /** Counts the saves; a save names the version it was made from. */
  version: z.number(),
  quarantine: z.optional(z.object({ since: instant, by: z.string(), reason: z.string() })),
  /** Desktops touched, by the minute in which they were admitted; without those that a person has allowed. */
  taken: z.array(z.object({ minute: instant, count: z.number() })),
  /** Desktops that a person has allowed beside the cap, as many as are left of them, until the window has passed. */
  allowance: z.optional(z.object({ desktops: z.number(), until: instant })),
  /** Desktops of each project, as they were counted last. */
  fleet: z.optional(z.record(z.string(), z.number())),
  /** Who stopped and who cleared, each line tied to the one before. */
  trail: z.array(trailLine),
  /** Saved but perhaps not yet told to subscribers. */
  unsaid: z.array(announcement),
});

export type GuardState = z.infer<typeof guardState>;

export function emptyGuardState(flow: Flow): GuardState {
  return { flow, version: 0, taken: [], trail: [], unsaid: [] };
}

export type Admission = {
  verdict: 'go' | 'cap' | 'quarantined';
  state: GuardState;
};

type Caps = Policy['caps'];

export type Wanted = {
  /** How many desktops a run is about to touch for the first time. */
  desktops: number;
  /** How many there are in all; undefined where it does not matter. */
  fleet: number | undefined;
  /** ISO 8601 UTC. */
  now: string;
};

const minuteMs = 60_000;
/** Lines of the trail that the shared item keeps; subscribers were told of all of them. */
const linesKept = 200;

/**
 * Whether a run may touch so many desktops more. All of them or none: a list that is cut to fit a cap takes away from the
 * wrong people. Over the cap the flow stops until a person has looked.
 */
export function admit(state: GuardState, { desktops, fleet, now }: Wanted, caps: Caps): Admission {
  if (state.quarantine) return { verdict: 'quarantined', state };
  if (desktops === 0) return { verdict: 'go', state };
  const recent = withinWindow(state, caps, now);
  const allowed = allowedOf(recent, desktops);
  const used = usedIn(recent) + desktops - allowed;
  const limit = limitOf(fleet, caps);
  if (used > limit) {
    const reason = `${desktops} desktops more would make ${used} within ${caps.windowMinutes} minutes; the cap is ${limit}`;
    return { verdict: 'cap', state: quarantine(recent, { by: 'caps', reason, at: now }) };
  }
  return { verdict: 'go', state: taking(recent, { desktops, allowed }, now) };
}

export function usedIn({ taken }: GuardState): number {
  return taken.reduce((sum, { count }) => sum + count, 0);
}

/** How many of so many desktops are within what a person has allowed. */
function allowedOf({ allowance }: GuardState, desktops: number): number {
  return Math.min(desktops, allowance?.desktops ?? 0);
}

/** Whether the size of the fleet decides: up to the floor of the percentage it does not. */
export function needsFleet(state: GuardState, desktops: number, caps: Caps, now: string): boolean {
  const recent = withinWindow(state, caps, now);
  const counted = desktops - allowedOf(recent, desktops);
  return counted > 0 && usedIn(recent) + counted > Math.min(caps.count, caps.percentFloor);
}

export type Hand = { by: string; reason: string /** ISO 8601 UTC. */; at: string };

/** The flow stops: it takes nothing away until it is cleared. Dry runs and undoing go on. */
export function quarantine(state: GuardState, { by, reason, at }: Hand): GuardState {
  const stopped = { ...state, quarantine: state.quarantine ?? { since: at, by, reason } };
  return told(stopped, 'QuarantineSet', { by, reason, at });
}

/**
 * The flow goes on. What was counted within the window stays counted: a second cap in the same window would let twice as many
 * through as anybody has agreed to.
 *
 * @param allow desktops that may be touched beyond the cap within the next window: those that tripped it, where they are right
 */
export function clearQuarantine(state: GuardState, hand: Hand, allow: number, caps: Caps): GuardState {
  const { quarantine: _, allowance: __, ...rest } = withinWindow(state, caps, hand.at);
  const until = new Date(Date.parse(hand.at) + caps.windowMinutes * minuteMs).toISOString();
  const allowed = allow > 0 ? { allowance: { desktops: allow, until } } : {};
  return told({ ...rest, ...allowed }, 'QuarantineCleared', hand, { allow });
}

function told(
  state: GuardState,
  type: Announcement['type'],
  { by, reason, at }: Hand,
  more: Record<string, unknown> = {},
): GuardState {
  const trail = withLine(state.trail, { at, event: 'guard', facts: { type, by, reason, ...more } }).slice(-linesKept);
  const { flow } = state;
  const id = `guard-${flow}#${trail.at(-1)?.seq ?? 0}#${type}`;
  return { ...state, trail, unsaid: [...state.unsaid, { id, type, at, flow, reason, by }] };
}

/** The state without what lies before the window. Of a minute that the window begins in, what was taken late still counts. */
export function withinWindow(state: GuardState, { windowMinutes }: Caps, now: string): GuardState {
  const since = new Date(Date.parse(now) - (windowMinutes + 1) * minuteMs).toISOString();
  const { allowance, ...rest } = state;
  return {
    ...rest,
    taken: state.taken.filter(({ minute }) => minute > since),
    ...(allowance && allowance.until > now && { allowance }),
  };
}

function limitOf(fleet: number | undefined, caps: Caps): number {
  const share = fleet === undefined ? Infinity : Math.floor((fleet * caps.percentOfFleet) / 100);
  return Math.min(caps.count, Math.max(caps.percentFloor, share));
}

function taking(
  { allowance, ...state }: GuardState,
  { desktops, allowed }: { desktops: number; allowed: number },
  now: string,
): GuardState {
  const left = (allowance?.desktops ?? 0) - allowed;
  const rest = { ...state, ...(allowance && left > 0 && { allowance: { ...allowance, desktops: left } }) };
  const counted = desktops - allowed;
  if (counted === 0) return rest;
  const minute = new Date(Math.floor(Date.parse(now) / minuteMs) * minuteMs).toISOString();
  const others = state.taken.filter((each) => each.minute !== minute);
  const before = state.taken.find((each) => each.minute === minute)?.count ?? 0;
  return { ...rest, taken: [...others, { minute, count: before + counted }] };
}
