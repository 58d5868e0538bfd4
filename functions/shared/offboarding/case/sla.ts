import { clockStartOf } from '../notices/exit-since.ts';
import type { OffboardingCase } from './offboarding-case.ts';
import type { Policy } from './policy.ts';
import { announce, transition } from './transition.ts';

const hour = 3_600_000;

/**
 * A case with its clock: by when access is to be gone, counted from when it was to go by an exit that stands since, and whether it has to
 * be said that half of that time has passed, or all of it. Each is said once.
 *
 * @param now ISO 8601 UTC
 */
export function withSlaClock(one: OffboardingCase, policy: Pick<Policy, 'slaHours'>, now: string): OffboardingCase {
  const clocked = { ...one, sla: { ...one.sla, dueAt: iso(clockStartOf(one) + policy.slaHours * hour) } };
  if (!one.sla?.breachedAt && now >= clocked.sla.dueAt) {
    const late = { ...clocked, sla: { ...clocked.sla, breachedAt: now } };
    return announce(transition(one, late, line(now, 'breached', late)), 'OffboardingSlaBreached', now);
  }
  if (!one.sla?.warnedAt && !one.sla?.breachedAt && now >= halfOf(clocked, policy)) {
    const warned = { ...clocked, sla: { ...clocked.sla, warnedAt: now } };
    return announce(transition(one, warned, line(now, 'half', warned)), 'OffboardingSlaWarning', now);
  }
  return clocked;
}

/** The next moment at which the clock has something to say, ISO 8601 UTC; undefined where all is said. */
function nextSlaMark(one: OffboardingCase, policy: Pick<Policy, 'slaHours'>): string | undefined {
  if (!one.sla || one.sla.breachedAt) return undefined;
  return one.sla.warnedAt ? one.sla.dueAt : halfOf(one, policy);
}

/** When a case that is due then is to be looked at: in time for its clock. */
export function inTimeForSla(dueAt: string, one: OffboardingCase, policy: Pick<Policy, 'slaHours'>): string {
  const mark = nextSlaMark(one, policy);
  return mark !== undefined && mark < dueAt ? mark : dueAt;
}

/** When a case could first act by the notice that it stands on, epoch milliseconds: neither before its date nor before it was known. */
export function startOf(one: Pick<OffboardingCase, 'actAt' | 'receivedAt'>): number {
  return Math.max(Date.parse(one.actAt), Date.parse(one.receivedAt));
}

function halfOf(one: OffboardingCase, policy: Pick<Policy, 'slaHours'>): string {
  return iso(clockStartOf(one) + (policy.slaHours * hour) / 2);
}

function line(at: string, mark: string, { sla, status, reason }: OffboardingCase) {
  return { at, event: 'sla' as const, facts: { mark, dueAt: sla?.dueAt, status, reason } };
}

function iso(time: number): string {
  return new Date(Math.min(time, Date.parse('9999-12-31T23:59:59Z'))).toISOString();
}
