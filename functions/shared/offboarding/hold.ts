import type { OffboardingCase } from './offboarding-case.ts';
import { type Policy, policyFor } from './policy.ts';
import { sourceOf, transition } from './transition.ts';

const hour = 3_600_000;

/** A case that waits for somebody, and looks again by itself now and then. */
export function hold(one: OffboardingCase, reason: string, policy: Policy, now: string): OffboardingCase {
  const dueAt = new Date(Date.parse(now) + policy.recheckHeldAfterHours * hour).toISOString();
  return { ...one, status: 'held', reason, dueAt };
}

/** The same, from outside a decision: the caps, or a person's hand on the switch. */
export function heldBack(
  one: OffboardingCase,
  reason: 'cap' | 'quarantined',
  general: Policy,
  now: string,
): OffboardingCase {
  const held = hold(one, reason, policyFor(general, sourceOf(one)), now);
  return transition(one, held, { at: now, event: 'guard', facts: { status: 'held', reason } });
}
