import type { DesktopRecord, OffboardingCase } from '../case/offboarding-case.ts';
import { plainData } from '../case/plain-data.ts';
import type { Policy } from '../case/policy.ts';
import { inTimeForSla } from '../case/sla.ts';
import { isAdmission, type TrailEntry, type TrailLine } from '../case/trail.ts';
import { transition } from '../case/transition.ts';
import type { Decision, Step } from './decision.ts';

export type Made = Decision & {
  policy: Policy;
  /** When the world was read, and when the run began; ISO 8601 UTC. */
  readAt: string;
  now: string;
};

/** Writes into the trail what was seen to be done and what is decided, where it differs from what was decided last. */
export function recordDecision(before: OffboardingCase, { case: after, step, policy, readAt, now }: Made): Decision {
  const verified = whatIsVerified(before, after);
  const { status, reason } = after;
  const facts = { status, reason, step: step.do, ...targetsOf(step), ...askedOf(after), mode: policy.mode };
  const entries: TrailEntry[] = [
    ...(verified ? [{ at: readAt, event: 'verified' as const, facts: verified }] : []),
    ...(isDecidedAlready(before, facts) ? [] : [{ at: now, event: 'decided' as const, facts }]),
  ];
  const released = before.status === 'held' && after.status !== 'held' && { releasedAt: now };
  const changed = transition(before, { ...after, ...released }, ...entries);
  const { dueAt } = changed;
  return { case: { ...changed, ...(dueAt !== undefined && { dueAt: inTimeForSla(dueAt, changed, policy) }) }, step };
}

function targetsOf(step: Step): { targets?: string[] } {
  if ('desktops' in step) return { targets: step.desktops.map(({ desktopId }) => desktopId) };
  if ('users' in step) return { targets: step.users.map(({ userId }) => userId) };
  return 'access' in step ? { targets: step.access.map(({ id }) => id) } : {};
}

/** Which plan somebody is asked to agree to. */
function askedOf({ reason, approval }: OffboardingCase): { planHash?: string } {
  return reason === 'approval' && approval ? { planHash: approval.planHash } : {};
}

/** What happens on the way of a decision that stands. */
const passing = new Set<TrailLine['event']>(['verified', 'answered', 'sla', 'policy']);

function isDecidedAlready(before: OffboardingCase, facts: Record<string, unknown>): boolean {
  const last = before.trail.findLast((line) => !passing.has(line.event) && !isAdmission(line));
  if (last?.event !== 'decided') return false;
  const isSame = ([name, value]: [string, unknown]) =>
    JSON.stringify(last.facts[name]) === JSON.stringify(plainData(value));
  return Object.entries(facts).every(isSame);
}

function whatIsVerified(before: OffboardingCase, after: OffboardingCase): Record<string, string[]> | undefined {
  const desktopsWhere = (is: (record: DesktopRecord) => boolean) => {
    const known = new Set(before.desktops.filter(is).map(({ desktopId }) => desktopId));
    return after.desktops
      .filter((record) => is(record) && !known.has(record.desktopId))
      .map(({ desktopId }) => desktopId);
  };
  const locked = new Set(before.users.filter(({ lock }) => lock === 'verified').map(({ userId }) => userId));
  const removed = new Set(before.access.filter(({ removal }) => removal === 'verified').map(({ id }) => id));
  const known = new Set(before.users.map(({ userId }) => userId));
  const facts = {
    detached: desktopsWhere(({ detach }) => detach === 'verified'),
    shutDown: desktopsWhere(({ shutdown }) => shutdown === 'verified'),
    unbound: desktopsWhere(({ unbind }) => unbind === 'verified'),
    restored: desktopsWhere(({ restore }) => restore === 'verified'),
    rebound: desktopsWhere(({ restoreEip }) => restoreEip === 'verified'),
    started: desktopsWhere(({ restorePower }) => restorePower === 'verified'),
    unlocked: newlyRestored(before.users, after.users, ({ userId }) => userId),
    reopened: newlyRestored(before.access, after.access, ({ id }) => id),
    locked: after.users
      .filter(({ userId, lock }) => lock === 'verified' && known.has(userId) && !locked.has(userId))
      .map(({ userId }) => userId),
    removed: after.access.filter(({ id, removal }) => removal === 'verified' && !removed.has(id)).map(({ id }) => id),
  };
  const said = Object.entries(facts).filter(([, ids]) => ids.length > 0);
  return said.length > 0 ? Object.fromEntries(said) : undefined;
}

function newlyRestored<Kept extends { restore?: DesktopRecord['restore'] }>(
  before: readonly Kept[],
  after: readonly Kept[],
  idOf: (record: Kept) => string,
): string[] {
  const was = new Set(before.filter(({ restore }) => restore === 'verified').map(idOf));
  return after.filter((record) => record.restore === 'verified' && !was.has(idOf(record))).map(idOf);
}
