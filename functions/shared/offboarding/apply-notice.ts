import type { ExitNotice } from './exit-notice.ts';
import { hasEnded, type OffboardingCase } from './offboarding-case.ts';
import { caseIdsOf, type Person } from './person.ts';

/** What a notice did to the case; every "nothing" has its reason. */
export type NoticeEffect =
  | 'opened'
  | 'reopened'
  | 'moved'
  | 'revoked-now'
  | 'cancelled'
  | 'ignored-duplicate'
  | 'ignored-older'
  | 'ignored-already-started'
  | 'ignored-revoke-now-stands'
  | 'ignored-nothing-to-cancel'
  | 'ignored-already-ended';

export type AppliedNotice = { case: OffboardingCase; effect: NoticeEffect };

/** Events remembered per case; older ones are told apart by the sender's time alone. */
const rememberedNotices = 50;

/**
 * What one notice makes of a person's case. Pure: no clock, no I/O.
 *
 * The sender's time orders notices, not their arrival: a late, older notice changes nothing, and a cancellation
 * that overtakes its exit still wins. The same event twice has no second effect, however long ago it was: within
 * the remembered events by its id, beyond them by its time.
 */
export function applyNotice(existing: OffboardingCase | undefined, notice: ExitNotice): AppliedNotice {
  const sentAt = earlier(notice.sentAt, notice.receivedAt);
  if (existing && isDuplicate(existing, notice)) return { case: existing, effect: 'ignored-duplicate' };
  if (existing && Date.parse(sentAt) < Date.parse(existing.lastSentAt)) {
    return { case: remember(existing, notice, 'ignored-older'), effect: 'ignored-older' };
  }
  const base = existing ?? emptyCase(notice);
  const { changes, effect } = isLeaving(notice) ? leave(existing, notice) : stay(existing, notice);
  const next = {
    ...base,
    ...changes,
    person: mergePerson(base.person, notice.person),
    lastSentAt: sentAt,
    updatedAt: notice.receivedAt,
  };
  return { case: remember(next, notice, effect), effect };
}

type Outcome = { changes: Partial<OffboardingCase>; effect: NoticeEffect };

function isLeaving(notice: ExitNotice): boolean {
  return notice.kind === 'exit' || notice.kind === 'revoke-now';
}

function leave(existing: OffboardingCase | undefined, notice: ExitNotice): Outcome {
  const now = notice.kind === 'revoke-now';
  if (!existing || hasEnded(existing)) {
    return {
      changes: { ...opening(notice), version: existing?.version ?? 0 },
      effect: existing ? 'reopened' : 'opened',
    };
  }
  if (existing.status === 'detaching' || existing.status === 'unbinding') {
    return { changes: {}, effect: 'ignored-already-started' };
  }
  if (existing.revokeNow && !now) return { changes: {}, effect: 'ignored-revoke-now-stands' };
  return { changes: opening(notice), effect: now ? 'revoked-now' : 'moved' };
}

function stay(existing: OffboardingCase | undefined, notice: ExitNotice): Outcome {
  const cancelled = { status: 'cancelled', reason: notice.kind, endedAt: notice.receivedAt, dueAt: undefined } as const;
  // Kept even where there is nothing to cancel: the exit it belongs to may still be on its way.
  if (!existing) return { changes: cancelled, effect: 'ignored-nothing-to-cancel' };
  if (hasEnded(existing)) return { changes: {}, effect: 'ignored-already-ended' };
  const reason = existing.desktops.length > 0 ? `${notice.kind}-after-start` : notice.kind;
  return { changes: { ...cancelled, reason }, effect: 'cancelled' };
}

/** A case as it starts: also when it starts again after an earlier end. */
function opening(notice: ExitNotice) {
  const actAt = notice.kind === 'revoke-now' ? notice.receivedAt : (notice.effectiveAt ?? notice.receivedAt);
  return {
    status: 'scheduled',
    reason: undefined,
    problem: undefined,
    effectiveAt: notice.effectiveAt,
    actAt: utc(actAt),
    dueAt: utc(actAt),
    revokeNow: notice.kind === 'revoke-now',
    receivedAt: notice.receivedAt,
    openedAt: notice.receivedAt,
    endedAt: undefined,
    attempts: 0,
    desktops: [],
  } satisfies Partial<OffboardingCase>;
}

function emptyCase(notice: ExitNotice): OffboardingCase {
  return {
    ...opening(notice),
    caseId: caseIdsOf(notice.person)[0],
    version: 0,
    person: notice.person,
    updatedAt: notice.receivedAt,
    lastSentAt: notice.sentAt,
    notices: [],
  };
}

function isDuplicate(existing: OffboardingCase, notice: ExitNotice): boolean {
  return existing.notices.some((seen) => seen.source === notice.source && seen.eventId === notice.eventId);
}

function remember(one: OffboardingCase, notice: ExitNotice, effect: NoticeEffect): OffboardingCase {
  const { person: _, ...entry } = notice;
  return { ...one, notices: [...one.notices, { ...entry, effect }].slice(-rememberedNotices) };
}

/** Later notices may add identifiers; what was known stays. */
function mergePerson(known: Person, added: Person): Person {
  return { ...added, ...known };
}

/** A sender whose clock runs ahead must not outrank every later notice. */
function earlier(a: string, b: string): string {
  return Date.parse(a) <= Date.parse(b) ? a : b;
}

function utc(instant: string): string {
  return new Date(instant).toISOString();
}
