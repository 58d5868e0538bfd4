import { actedOn } from '../case/acted-on.ts';
import { newEpisode, takenBefore } from '../case/new-episode.ts';
import { hasBegun, hasEnded, type OffboardingCase } from '../case/offboarding-case.ts';
import { caseIdsOf, type Person } from '../case/person.ts';
import type { Policy } from '../case/policy.ts';
import { announce, transition } from '../case/transition.ts';
import { utc } from '../case/utc.ts';
import type { ExitNotice } from './exit-notice.ts';
import { clockGoesOn, clockSince, exitSinceOf, interrupts } from './exit-since.ts';
import { isLeftToUndo } from './left-to-undo.ts';
import {
  isLeaving,
  isReopening,
  isTakenBack,
  type Said,
  saysTheSame,
  sendersTime,
  sentAtOf,
  standingNotice,
  takesBackOwn,
} from './standing-notice.ts';

/** What a notice did to the case; every "nothing" has its reason. */
export type NoticeEffect =
  | 'opened'
  | 'reopened'
  | 'reopened-anew'
  | 'moved'
  | 'revoked-now'
  | 'cancelled'
  | 'ignored-duplicate'
  | 'ignored-older'
  | 'ignored-already-started'
  | 'ignored-revoke-now-stands'
  | 'ignored-same-instant'
  | 'ignored-nothing-to-cancel'
  | 'ignored-still-announced'
  | 'ignored-already-ended';

export type AppliedNotice = {
  case: OffboardingCase;
  effect: NoticeEffect;
  /** The episode that is over as the case begins anew, as it ended. */
  over?: OffboardingCase;
};

/** Events remembered per case; older ones are told apart by the sender's time alone. */
const mostRemembered = 50;

/**
 * What one notice makes of a person's case. Pure: no clock, no I/O.
 *
 * The sender's time orders notices, not their arrival: until work on the case has begun, it stands as if all its
 * notices had come in the senders' order. Afterwards an older notice changes nothing. The same event twice has no
 * second effect, however long ago it was: within the remembered events by its id, beyond them by its time.
 *
 * @param newId of the case, where there is none yet
 */
export function applyNotice(
  existing: OffboardingCase | undefined,
  said: ExitNotice,
  policy: NoticePolicy,
  newId: string = caseIdsOf(said.person)[0],
): AppliedNotice {
  const notice = asFarAsTrusted(said, policy);
  if (existing && isDuplicate(existing, notice)) return { case: existing, effect: 'ignored-duplicate' };
  const opening = opener(policy);
  const { changes, effect, ends } = outcomeOf(existing, notice, opening);
  const before = existing && ends ? recorded(existing, { ...existing, ...ends }, notice, 'cancelled') : existing;
  const base = before ?? { ...emptyCase(notice, opening), caseId: newId };
  const isOlder = effect === 'ignored-older' || sendersTime(notice) < Date.parse(base.lastSentAt);
  const next = {
    ...base,
    ...changes,
    ...whoAfter(base, notice, effect),
    ...(!isOlder && { updatedAt: notice.receivedAt }),
    // Beside what is said of its own source alone, nothing of another is old.
    ...(!isOlder && !takesBackOwn(notice) && { lastSentAt: sentAtOf(notice) }),
  };
  const begunAnew = before && (isReopening({ effect }) || ends) ? { over: before } : {};
  const after = recorded(before, remember(next, notice, effect), notice, effect);
  return { case: existing ? announceContradiction(existing, after, notice) : after, effect, ...begunAnew };
}

/** What the policy says of waiting and of trust. */
export type NoticePolicy = Pick<Policy, 'graceHours' | 'sources' | 'approval'>;

/** Where a shared token alone lets nobody go, it takes back and puts off nothing either that another source has announced. */
function asFarAsTrusted(notice: ExitNotice, { approval }: NoticePolicy): ExitNotice {
  const isLimited = approval.lowTrust && notice.trust === 'token' && notice.kind !== 'revoke-now';
  return isLimited ? { ...notice, onlyOwn: true } : notice;
}

/**
 * Somebody stays after all whose exit is over: subscribers are told once, with what gives back what it took. Who says so again,
 * or what was sent before the exit, is no news.
 */
function announceContradiction(
  before: OffboardingCase,
  after: OffboardingCase,
  { kind, source, receivedAt }: ExitNotice,
): OffboardingCase {
  if (!hasEnded(before) || isLeftToUndo(before) || !isLeftToUndo(after)) return after;
  return announce(after, 'OffboardingContradicted', receivedAt, { reason: `${kind}-after-end`, by: source });
}

function recorded(
  before: OffboardingCase | undefined,
  after: OffboardingCase,
  { source, eventId, kind, onlyOwn, sentAt, receivedAt, effectiveAt, zone, trust, keyId, by, reason }: ExitNotice,
  effect: NoticeEffect,
): OffboardingCase {
  const said = { source, eventId, kind, onlyOwn, sentAt, effectiveAt, zone, trust, keyId, by, reason };
  return transition(before, after, {
    at: receivedAt,
    event: 'received',
    facts: { ...said, effect, actAt: after.actAt },
  });
}

/**
 * Who the case is about: of each identifier what was sent last, in whatever order it came. A case that starts again after
 * its work was done, without the id that says it is the same person, is about whom its notice names: a user name of years
 * ago may be somebody else's by now.
 */
function whoAfter(base: OffboardingCase, notice: ExitNotice, effect: NoticeEffect) {
  const hasSameId = base.person.id !== undefined && base.person.id === notice.person.id;
  const startsAnew = isReopening({ effect }) && base.status !== 'cancelled' && !hasSameId;
  const known = startsAnew ? {} : base.person;
  const knownSince = startsAnew ? {} : (base.identifiedAt ?? {});
  const sentAt = sentAtOf(notice);
  const isNews = (kind: keyof Person) => Date.parse(knownSince[kind] ?? sentAt) <= Date.parse(sentAt);
  const news = Object.entries(notice.person).filter(([kind]) => isNews(kind as keyof Person));
  return {
    person: { ...known, ...Object.fromEntries(news) },
    identifiedAt: { ...knownSince, ...Object.fromEntries(news.map(([kind]) => [kind, sentAt])) },
    ...idSourcesAfter(base, notice, { ...known, ...Object.fromEntries(news) }),
    ...(startsAnew && { siblings: undefined }),
  };
}

/** Who has sent the id that the person has now. */
function idSourcesAfter(
  { person, idSources = [] }: Pick<OffboardingCase, 'person' | 'idSources'>,
  notice: ExitNotice,
  now: Person,
) {
  const isSent = now.id !== undefined && notice.person.id === now.id;
  const before = person.id === now.id ? idSources : [];
  return isSent && !before.includes(notice.source) ? { idSources: [...before, notice.source] } : { idSources: before };
}

type Outcome = {
  changes: Partial<OffboardingCase>;
  effect: NoticeEffect;
  /** How the episode under way ends before the case begins anew. */
  ends?: ReturnType<typeof calledOff>;
};

type Opening = ReturnType<typeof opener>;

function outcomeOf(existing: OffboardingCase | undefined, notice: ExitNotice, opening: Opening): Outcome {
  if (!existing) {
    if (isLeaving(notice)) return { changes: opening(notice), effect: 'opened' };
    // Kept even where there is nothing to cancel: the exit it belongs to may still be on its way.
    return { changes: cancellation(notice), effect: 'ignored-nothing-to-cancel' };
  }
  if (isTakenBack(notice, existing.notices)) return { changes: {}, effect: 'ignored-older' };
  // Whatever its status: one that could not look yet at all that it would take away has taken nothing.
  const waits = !hasEnded(existing) && !hasBegun(existing);
  return waits ? beforeTheBeginning(existing, notice, opening) : afterTheBeginning(existing, notice, opening);
}

function beforeTheBeginning(existing: OffboardingCase, notice: ExitNotice, opening: Opening): Outcome {
  const stood = standingNotice(existing.notices);
  const stands = standingNotice([...existing.notices, notice]);
  if (stands === undefined || stands === stood) {
    const isInterrupted = stood && interrupts(notice, existing.exitSince, stood);
    const clock = isInterrupted ? clockSince(stood, existing) : {};
    if (sendersTime(notice) < Date.parse(existing.lastSentAt)) return { changes: clock, effect: 'ignored-older' };
    if (!stood || !saysTheSame(stood, notice)) {
      return { changes: clock, effect: notice.onlyOwn ? 'ignored-still-announced' : 'ignored-revoke-now-stands' };
    }
    // Whoever says it again may have put right what it is held for.
    const look = existing.status === 'held' ? { dueAt: notice.receivedAt } : {};
    return { changes: look, effect: 'ignored-same-instant' };
  }
  if (!isLeaving(stands)) return { changes: cancellation(stands), effect: 'cancelled' };
  if (isOfEarlier(stands, existing)) return standsAgain(existing, stands, notice, opening);
  const opened = opening(stands);
  const clock = interrupts(notice, existing.exitSince, stands)
    ? clockSince(stands, { ...opened, sla: existing.sla })
    : clockGoesOn(existing, opened);
  return { changes: { ...opened, ...clock }, effect: stands.kind === 'revoke-now' ? 'revoked-now' : 'moved' };
}

/** Whether a notice is of an episode that is over. */
function isOfEarlier(one: Said, { notices }: OffboardingCase): boolean {
  const index = notices.findIndex((each) => each === one);
  return index >= 0 && index < notices.findLastIndex(isReopening);
}

/**
 * What had opened the case again is taken back by its own source, and the exit before it stands: the case goes on with that one,
 * sees that access is gone and closes again, so that it is watched as before. It can act only from now on, and its time counts
 * from when the case was opened again.
 */
function standsAgain(existing: OffboardingCase, stands: Said, notice: ExitNotice, opening: Opening): Outcome {
  const { openedAt, sla, exitSince: before } = existing;
  const [now, opened] = [utc(notice.receivedAt), opening(stands)];
  const actAt = Date.parse(opened.actAt) > Date.parse(now) ? opened.actAt : now;
  const startsAt = before && before.startsAt < now ? before.startsAt : now;
  const exitSince = { ...opened.exitSince, receivedAt: now, startsAt };
  return { changes: { ...opened, openedAt, actAt, dueAt: actAt, exitSince, sla }, effect: 'moved' };
}

/** Whom a person has decided to leave alone is let go by what is said next, and by nothing that was said before. */
function reopening({ undoneBy, reason }: OffboardingCase): 'reopened' | 'reopened-anew' {
  const isRefused = undoneBy !== undefined || reason === 'rejected' || reason === 'approval-expired';
  return isRefused ? 'reopened-anew' : 'reopened';
}

function afterTheBeginning(existing: OffboardingCase, notice: ExitNotice, opening: Opening): Outcome {
  const reopened = () => {
    const opened = opening(notice);
    // Access that nobody could take stayed: the exit is the same, and its time runs on.
    const clock = existing.status === 'failed' ? clockGoesOn(existing, opened) : {};
    return { changes: { ...opened, ...takenBefore(existing), ...clock }, effect: reopening(existing) } as const;
  };
  if (sendersTime(notice) < Date.parse(existing.lastSentAt)) {
    return wasMissing(existing, notice) ? reopened() : { changes: {}, effect: 'ignored-older' };
  }
  if (isLeaving(notice)) {
    if (isDoneAlready(existing, notice)) return { changes: {}, effect: 'ignored-same-instant' };
    if (hasEnded(existing)) return reopened();
    return { changes: {}, effect: 'ignored-already-started' };
  }
  if (hasEnded(existing)) return { changes: {}, effect: 'ignored-already-ended' };
  const stands = standingNotice([...existing.notices, notice]);
  if (takesBackOwn(notice) && stands && isLeaving(stands)) return stillAnnounced(existing, stands, notice, opening);
  return { changes: calledOff(notice), effect: 'cancelled' };
}

/** The work was begun by what is taken back now: it goes on where the exit that is left has come, and waits for it where it has not. */
function stillAnnounced(existing: OffboardingCase, left: Said, notice: ExitNotice, opening: Opening): Outcome {
  const scheduled = opening(left);
  const hasCome = Math.max(Date.parse(notice.receivedAt), Date.parse(existing.actAt));
  if (Date.parse(scheduled.actAt) <= hasCome) {
    return { changes: {}, effect: 'ignored-still-announced' };
  }
  const changes = { ...scheduled, openedAt: notice.receivedAt, ...takenBefore(existing, { goesOn: true }) };
  return { changes, effect: 'moved', ends: calledOff(notice) };
}

/**
 * Whether a case was called off before its work began only because this had not come yet: all that was known had been taken
 * back by its own source, which takes back nothing of another.
 */
function wasMissing(existing: OffboardingCase, notice: ExitNotice): boolean {
  const stood = standingNotice(existing.notices);
  const isCalledOff =
    existing.status === 'cancelled' && !hasBegun(existing) && stood !== undefined && !isLeaving(stood);
  return isCalledOff && isLeaving(notice) && standingNotice<Said>([...existing.notices, notice]) === notice;
}

/** Whether a case was closed for the very exit: who says it once more, by its date, is not speaking of another one. */
function isDoneAlready({ status, notices }: OffboardingCase, notice: ExitNotice): boolean {
  const stood = standingNotice(notices);
  return status === 'closed' && notice.effectiveAt !== undefined && stood !== undefined && saysTheSame(stood, notice);
}

function cancellation({ kind, receivedAt }: Said) {
  const reason = kind === 'rehired' ? kind : 'cancelled';
  return { status: 'cancelled', reason, endedAt: receivedAt, dueAt: undefined } as const;
}

/** What has begun is called off with what it has taken. */
function calledOff(notice: Said) {
  const { reason, ...ended } = cancellation(notice);
  return { ...ended, reason: `${reason}-after-start` } as const;
}

/** A case as it starts: also when it starts again after an earlier end. */
function opener(policy: NoticePolicy) {
  return (said: Said) => {
    const { kind, source, effectiveAt, receivedAt } = said;
    const actAt = kind === 'revoke-now' ? utc(receivedAt) : utc(effectiveAt ?? receivedAt, graceOf(policy, source));
    const exitSince = exitSinceOf(said, { actAt, receivedAt });
    return { ...newEpisode(actAt, receivedAt), exitSince, effectiveAt, revokeNow: kind === 'revoke-now' };
  };
}

function graceOf({ graceHours, sources }: NoticePolicy, source: string): number {
  return sources[source]?.graceHours ?? graceHours;
}

function emptyCase(notice: ExitNotice, opening: Opening): Omit<OffboardingCase, 'caseId'> {
  return {
    ...opening(notice),
    version: 0,
    person: notice.person,
    updatedAt: notice.receivedAt,
    lastSentAt: takesBackOwn(notice) ? utc('0000-01-01T00:00:00Z') : sentAtOf(notice),
    notices: [],
    trail: [],
    unsaid: [],
  };
}

function isDuplicate(existing: OffboardingCase, notice: ExitNotice): boolean {
  return existing.notices.some((seen) => seen.source === notice.source && seen.eventId === notice.eventId);
}

/** What is forgotten is told apart by its time: not what stands or is acted on, nor what was sent last, which is older than nothing. */
function remember(one: OffboardingCase, notice: ExitNotice, effect: NoticeEffect): OffboardingCase {
  const { person: _, ...said } = notice;
  const notices = [...one.notices, { ...said, effect }];
  if (notices.length <= mostRemembered) return { ...one, notices };
  const needed = new Set<Said | undefined>([standingNotice(notices), actedOn({ ...one, notices })]);
  const last = Date.parse(one.lastSentAt);
  const isOutdated = (each: Said) => notices.some((other) => other !== each && takesBackAsMuch(other, each));
  const canGo = (each: Said) => !needed.has(each) && (takesBackOwn(each) ? isOutdated(each) : sendersTime(each) < last);
  const first = notices.findIndex(canGo);
  const forgotten = first >= 0 ? first : notices.findIndex((each) => !needed.has(each));
  return { ...one, notices: notices.toSpliced(forgotten, 1) };
}

/** What a source has taken back is known as long as the latest of its words that do. */
function takesBackAsMuch(other: Said, one: Said): boolean {
  return takesBackOwn(other) && other.source === one.source && sendersTime(other) >= sendersTime(one);
}
