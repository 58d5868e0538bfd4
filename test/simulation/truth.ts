import { type Policy, policyFor } from '../../functions/shared/offboarding/case/policy.ts';
import type { ExitNotice } from '../../functions/shared/offboarding/notices/exit-notice.ts';

/** A notice that is in its person's case, and how that stood when it came. */
export type Told = {
  caseId: string;
  notice: ExitNotice;
  savedAt: number;
  before: 'waiting' | 'begun' | 'ended';
};

const hourMs = 3_600_000;

/**
 * What the notices mean, told once more and differently: pair by pair instead of step by step. It is what the code is held
 * to, so it shares no code with it.
 */
export function instantOf(notice: ExitNotice, policy: Policy): number {
  if (notice.kind === 'revoke-now') return Date.parse(notice.receivedAt);
  const grace = policyFor(policy, notice.source).graceHours * hourMs;
  return Date.parse(notice.effectiveAt ?? notice.receivedAt) + grace;
}

export function isLeaving({ kind }: ExitNotice): boolean {
  return kind === 'exit' || kind === 'revoke-now';
}

/** Whoever was known by one name here and by another there has a case for each; what is said counts where it was understood. */
export function byCase(told: readonly Told[]): Told[][] {
  return [...Map.groupBy(told, ({ caseId }) => caseId).values()];
}

/** By the sender's clock, but never after it was received. */
export function sentOf({ sentAt, receivedAt }: ExitNotice): number {
  return Math.min(Date.parse(sentAt), Date.parse(receivedAt));
}

/**
 * Whether somebody may lose access at an instant: one of the notices lets them go by then, and none that was sent after
 * it takes that back.
 */
export function mayAct(told: readonly Told[], at: number, policy: Policy): boolean {
  return told.some(
    (one) =>
      isLeaving(one.notice) &&
      instantOf(one.notice, policy) <= at &&
      !told.some((other) => takesBack(other, one, told, at, policy)),
  );
}

function takesBack(later: Told, one: Told, told: readonly Told[], at: number, policy: Policy): boolean {
  if (sentOf(later.notice) <= sentOf(one.notice)) return false;
  if (isWeak(later.notice, policy) && later.notice.source !== one.notice.source) return false;
  if (!isLeaving(later.notice)) return later.before === 'waiting' || !cameTooLate(later, told);
  if (instantOf(later.notice, policy) <= at || one.notice.kind === 'revoke-now') return false;
  if (isRepetition(later.notice, one.notice)) return false;
  // Work that has begun is not put off; one that is over begins anew, but not for what is older than it.
  return later.before === 'waiting' || (later.before === 'ended' && !cameTooLate(later, told));
}

/** Who says the same once more puts nothing off. */
function isRepetition(again: ExitNotice, first: ExitNotice): boolean {
  return essenceOf(again) === essenceOf(first);
}

function essenceOf({ source, kind, effectiveAt }: ExitNotice): string {
  return JSON.stringify([source, kind, effectiveAt && new Date(effectiveAt).toISOString()]);
}

/** Once work has begun, what is older than anything known has no effect. */
export function cameTooLate(one: Told, told: readonly Told[]): boolean {
  return told.some(({ notice, savedAt }) => savedAt < one.savedAt && sentOf(notice) > sentOf(one.notice));
}

/** Where a token alone lets nobody go, what it vouches for counts against its own source alone. */
function isWeak({ trust, kind }: ExitNotice, { approval }: Policy): boolean {
  return approval.lowTrust && trust === 'token' && kind !== 'revoke-now';
}

/** On what somebody stands in the end, in the senders' order: a date after a "revoke now" does not count, nor does a repetition. */
export function standing(notices: readonly ExitNotice[], policy: Policy): ExitNotice | undefined {
  const isUnsaid = (one: ExitNotice) =>
    notices.some(
      (other) =>
        isWeak(other, policy) && !isLeaving(other) && other.source === one.source && sentOf(other) >= sentOf(one),
    );
  let stands: ExitNotice | undefined;
  for (const next of notices.toSorted((a, b) => sentOf(a) - sentOf(b))) {
    if (isUnsaid(next) && (isLeaving(next) || isWeak(next, policy))) continue;
    if (stands?.kind === 'revoke-now' && next.kind === 'exit') continue;
    if (stands && isRepetition(next, stands)) continue;
    if (stands && isLeaving(stands) && isWeak(next, policy) && next.source !== stands.source) continue;
    stands = next;
  }
  return stands;
}
