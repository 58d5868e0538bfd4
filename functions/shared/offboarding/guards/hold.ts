import { type DesktopRecord, hasBegun, type OffboardingCase } from '../case/offboarding-case.ts';
import type { Policy } from '../case/policy.ts';
import type { CaseReason } from '../case/reasons.ts';
import { policyOfCase } from '../case/scope.ts';
import { inTimeForSla } from '../case/sla.ts';
import { isAdmission } from '../case/trail.ts';
import { announce, transition } from '../case/transition.ts';

const hour = 3_600_000;

/** A case that waits for somebody, and looks again by itself now and then. */
export function hold(
  one: OffboardingCase,
  reason: CaseReason,
  policy: Policy,
  now: string,
): OffboardingCase & { dueAt: string } {
  const dueAt = new Date(Date.parse(now) + policy.recheckHeldAfterHours * hour).toISOString();
  return { ...one, status: 'held', reason, dueAt };
}

/** How often a case looks whether it is still held back: that it was cleared may have been said while it was on its way. */
const recheckHeldBackMs = hour;

/**
 * The same, from outside a decision: the caps, or a person's hand on the switch.
 *
 * @param before as it was loaded: one that was held back already has nothing new to say
 */
export function heldBack(
  decided: OffboardingCase,
  reason: 'cap' | 'quarantined',
  before: OffboardingCase,
  { policy: general, now }: { policy: Policy; now: string },
): OffboardingCase {
  const recheckAt = new Date(Date.parse(now) + recheckHeldBackMs).toISOString();
  const dueAt = inTimeForSla(recheckAt, decided, policyOfCase(decided, general));
  const wasHeld = before.status === 'held' && before.reason === reason;
  const isLater = decided.unsaid.length > before.unsaid.length;
  if (wasHeld && !isLater) return { ...before, dueAt };
  const held = { ...decided, status: 'held', reason, dueAt } as const;
  return transition(before, held, { at: now, event: 'guard', facts: { status: 'held', reason } });
}

/** A case whose first write the guards have let through: its desktops are counted, and subscribers are told that it starts. */
export function admitted(one: OffboardingCase, now: string): OffboardingCase {
  const desktops = one.desktops.map((record) => (isToAdmit(record) ? { ...record, admittedAt: now } : record));
  const counted = { ...one, desktops };
  const hasStarted = one.trail.some((line) => isAdmission(line) && line.at >= one.openedAt);
  if (hasStarted) return counted;
  const facts = { verdict: 'go', desktops: desktops.filter(({ admittedAt }) => admittedAt === now).length };
  return announce(transition(one, counted, { at: now, event: 'guard', facts }), 'OffboardingStarted', now);
}

/** Whether a desktop has not been counted against the caps yet, which each is once a case. */
function isToAdmit(record: DesktopRecord): boolean {
  return !record.protected && record.admittedAt === undefined;
}

/** How many a case counts for: each desktop once; whoever has none is one, for the lock, the pools and the groups that they lose. */
export function countToAdmit(one: OffboardingCase): number {
  const desktops = one.desktops.filter(isToAdmit).length;
  return desktops === 0 && !hasBegun(one) ? 1 : desktops;
}
